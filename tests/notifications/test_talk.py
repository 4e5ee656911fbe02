"""Who is told of what is said in a room: read from its log."""

import pytest

from courses.actions.cohorts import leave
from discussions.actions.levels import set_thread_level
from discussions.actions.posts import delete_post
from discussions.models import Discussion, LogCursor, Mention, Post, Restriction
from lms.accounts.actions import anonymize_user
from lms.core import clock
from lms.notifications import talk
from lms.notifications.models import Notification
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge, say
from tests.notifications.talking import follow_talk, hears, mention, read, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(db):
    return person("Ana")


@pytest.fixture
def ben(db):
    return person("Ben")


@pytest.fixture
def room(ana, ben):
    return lounge(ana, ben, facilitator=person("Hanne"))


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        ("all", ["mention", "answer", "talk"]),
        ("mentions", ["mention", "answer"]),
        ("digest", ["mention", "answer"]),
        ("off", []),
    ],
)
def test_what_somebody_wants_to_hear_of_a_room_decides_what_they_are_told(
    room, ana, ben, level, kinds
):
    mine = say(room, ana)
    hears(ana, room, level)
    mention(room, ben, ana), say(room, ben, to=mine), say(room, ben)
    follow_talk()
    assert [n.kind for n in told(ana)] == kinds
    is_mailed = level in ("all", "mentions")
    assert all((n.mail_due_at is not None) == is_mailed for n in told(ana))
    assert not told(ben).exists()


def test_what_somebody_says_about_a_thread_stands_above_the_room(room, ana, ben):
    hears(ana, room, "off")
    set_thread_level(hello(room), by=ana, level="all")
    say(room, ben)
    follow_talk()
    set_thread_level(hello(room), by=ana, level=None)
    say(room, ben)
    follow_talk()
    assert told(ana).get().count == 1


def test_a_burst_is_one_line_and_begins_anew_when_it_was_read(room, ana, ben):
    hears(ana, room, "all")
    for _ in range(3):
        say(room, ben)
    follow_talk()
    fourth = say(room, ben)
    follow_talk()
    first = told(ana).get()
    assert (first.count, first.seq) == (4, fourth.seq)
    read(ana, fourth)
    say(room, ben)
    follow_talk()
    assert [n.count for n in told(ana)] == [4, 1]
    assert [n.read_at is None for n in told(ana)] == [False, True]


def test_a_post_that_mentions_and_answers_is_told_once_and_never_to_its_author(
    room, ana, ben
):
    mine = say(room, ana)
    reply = say(room, ben, to=mine)
    for user in (ana, ben):
        Mention.objects.create(post=reply, user=user)
    follow_talk()
    assert [n.kind for n in Notification.objects.all()] == ["mention"]


@pytest.mark.parametrize("way", ["left", "banned", "closed", "read"])
def test_who_left_or_was_removed_or_has_read_it_live_is_told_nothing(
    room, ana, ben, way
):
    hears(ana, room, "all")
    post = mention(room, ben, ana)
    if way == "left":
        leave(room.cohort, user=ana)
    elif way == "banned":
        Restriction.objects.create(user=ana, discussion=room, kind="ban")
    elif way == "closed":
        anonymize_user(ana, by=ana, keeps_credentials=True)
    else:
        read(ana, post)
    follow_talk()
    assert not told(ana).exists()


@pytest.mark.parametrize("state", ["hidden", "held"])
def test_nobody_is_told_of_words_that_cannot_be_read(room, ana, ben, state):
    post = mention(room, ben, ana)
    Post.objects.filter(pk=post.pk).update(state=state)
    follow_talk()
    assert not told(ana).exists()


def test_a_held_post_is_told_when_it_is_let_through_and_only_then(room, ana, ben):
    from discussions.live import log

    post = mention(room, ben, ana)
    Post.objects.filter(pk=post.pk).update(state="held")
    mention(room, ben, ana)
    follow_talk()
    told(ana).update(read_at=clock.now())
    Post.objects.filter(pk=post.pk).update(state="visible")
    log.append(room.pk, "show", thread=post.thread, post=post)
    follow_talk()
    assert [n.post for n in told(ana).filter(read_at=None)] == [post]
    log.append(room.pk, "hide", thread=post.thread, post=post)
    log.append(room.pk, "show", thread=post.thread, post=post)
    told(ana).update(read_at=clock.now())
    follow_talk()
    assert told(ana).count() == 2


def test_an_inbox_line_goes_with_the_last_word_it_stands_for(room, ana, ben):
    hears(ana, room, "all")
    posts = [say(room, ben), say(room, ben)]
    follow_talk()
    assert Notification.objects.standing().get().left == 2
    delete_post(posts[0], by=ben)
    assert Notification.objects.standing().get().left == 1
    delete_post(posts[1], by=ben)
    assert not Notification.objects.standing().exists()
    assert Notification.objects.counts([ana.pk]) == {ana.pk: 0}


def test_whoever_leaves_a_room_sees_nothing_of_it_in_the_inbox(room, ana, ben):
    mention(room, ben, ana)
    follow_talk()
    assert Notification.objects.counts([ana.pk]) == {ana.pk: 1}
    leave(room.cohort, user=ana)
    assert Notification.objects.counts([ana.pk]) == {ana.pk: 0}


def test_a_worker_killed_in_a_batch_repeats_it_whole_and_tells_once(
    room, ana, ben, monkeypatch
):
    hears(ana, room, "all")
    say(room, ben), say(room, ben)
    whole = talk.tell

    def dies(post, *rest):
        reached = whole(post, *rest)
        if Notification.objects.filter(count=2).exists():
            raise KeyboardInterrupt
        return reached

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(talk, "tell", dies)
        follow_talk()
    assert not Notification.objects.exists()
    assert not LogCursor.objects.filter(follower="talk").exists()
    follow_talk(), follow_talk()
    assert told(ana).get().count == 2


def test_a_cursor_that_is_lost_tells_nobody_again(room, ana, ben):
    hears(ana, room, "all")
    say(room, ben), say(room, ben)
    follow_talk()
    LogCursor.objects.all().delete()
    follow_talk()
    assert told(ana).get().count == 2


def test_a_room_whose_log_was_pruned_is_followed_from_there(room, ana, ben):
    hears(ana, room, "all")
    say(room, ben)
    Discussion.objects.filter(pk=room.pk).update(pruned_seq=2)
    room.events.filter(seq__lte=2).delete()
    last = say(room, ben)
    follow_talk()
    assert told(ana).get().post == last
    assert room.cursors.get().seq == last.seq


def test_one_room_that_cannot_be_followed_stops_no_other(room, ana, ben, monkeypatch):
    other = lounge(ana, ben)
    mention(room, ben, ana), mention(other, ben, ana)
    whole = talk.let_through

    def fails(where, events):
        if where == room:
            raise ValueError
        return whole(where, events)

    with monkeypatch.context() as patch, pytest.raises(ValueError):
        patch.setattr(talk, "let_through", fails)
        follow_talk()
    assert told(ana).get().thread.discussion == other
    follow_talk()
    assert told(ana).count() == 2


@pytest.mark.parametrize("readers", [2, 12])
def test_telling_many_costs_as_much_as_telling_few(
    room, ana, ben, readers, django_assert_max_num_queries
):
    from courses.actions.cohorts import join

    for _ in range(readers):
        reader = person()
        join(room.cohort, user=reader)
        hears(reader, room, "all")
    say(room, ben)
    follow_talk()
    say(room, ben)
    with django_assert_max_num_queries(30):
        assert follow_talk() == readers


def test_an_answer_marked_helpful_is_told_to_its_author_on_the_site(room, ana, ben):
    from discussions.live import log

    post = say(room, ana)
    for _ in range(2):
        Post.objects.filter(pk=post.pk).update(helpful_at=clock.now(), helpful_by=ben)
        log.append(room.pk, "helpful", thread=post.thread, post=post, actor=ben)
        follow_talk()
    row = told(ana).get()
    assert (row.kind, row.mail_due_at) == ("helpful", None)
    assert Notification.objects.counts([ana.pk]) == {ana.pk: 1}
