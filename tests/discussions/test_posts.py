"""Saying something: numbers, resends, limits, and what a step waits for."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from courses.models import ModulePage, StepProgress
from discussions.actions.posts import delete_post, edit_post
from discussions.actions.reactions import react
from discussions.actions.restricting import lock_room, restrict_member
from discussions.errors import (
    AlreadyUsed,
    Muted,
    NoWordsLeft,
    ReplyElsewhere,
    RoomClosed,
    TooFast,
)
from discussions.live import log
from discussions.live.frames import render
from discussions.models import LiveEvent, Post
from tests.factories.courses import enroll
from tests.factories.discussions import (
    discussion_step,
    practice_step,
    publish,
    say,
    say_beside,
)


def numbers(room):
    return [e.seq for e in log.after(room.pk, 0)]


def test_every_fact_has_the_next_number(room, ana, ben):
    first = say(room, ana)
    edit_post(first, by=ana, body="Hello again")
    react(first, by=ben)
    say(room, ben, to=first)
    delete_post(first, by=ana)
    kinds = [e.kind for e in log.after(room.pk, 0)]
    assert kinds == ["thread", "post", "edit", "reaction", "post", "delete"]
    assert numbers(room) == [1, 2, 3, 4, 5, 6]


def test_the_same_client_id_is_the_same_post(room, ana):
    key = uuid.uuid4()
    first = publish(room, ana, "Once", client_id=key)
    again = publish(room, ana, "Once", client_id=key)
    assert (again.post, again.seq, again.created) == (first.post, first.seq, False)
    assert numbers(room) == [1, 2]


def test_a_client_id_cannot_carry_other_words(room, ana):
    key = uuid.uuid4()
    publish(room, ana, "Once", client_id=key)
    with pytest.raises(AlreadyUsed):
        publish(room, ana, "Something else", client_id=key)
    assert numbers(room) == [1, 2]


def test_an_edited_post_knows_its_resend(room, ana):
    key = uuid.uuid4()
    edit_post(publish(room, ana, "Once", client_id=key).post, by=ana, body="Twice")
    assert publish(room, ana, "Once", client_id=key).created is False


def test_a_refused_post_takes_no_number(room, ana, hanne):
    lock_room(room, by=hanne, reason="Night")
    before = numbers(room)
    with pytest.raises(RoomClosed):
        say(room, ana)
    assert numbers(room) == before
    assert not Post.objects.exists()


def test_a_thread_that_was_locked_meanwhile_refuses(thread, ana):
    thread.locked_at = "2026-11-01T00:00:00Z"
    thread.save()
    with pytest.raises(RoomClosed):
        say(thread, ana)


def test_the_raw_statements_know_every_column_without_a_default():
    """A column added to Post or LiveEvent needs a db_default, or a place in the SQL."""
    for model, sql in ((Post, log.SAID), (LiveEvent, log.LOGGED)):
        named = {c.strip() for c in sql.split("(", 1)[1].split(")")[0].split(",")}
        needed = {
            f.column
            for f in model._meta.concrete_fields
            if not f.primary_key and not f.null and not f.has_db_default()
        }
        assert needed <= named
        for column in named:
            assert f"{column}" in log.ONE_STATEMENT


def test_a_reply_stays_in_its_thread(room, thread, step, ana, ben):
    beside = say_beside(room, step, ben)
    with pytest.raises(ReplyElsewhere):
        say(thread, ana, to=beside)


def test_talk_is_two_levels_deep(thread, ana, ben):
    first = say(thread, ana)
    reply = say(thread, ben, to=first)
    assert say(thread, ana, to=reply).reply_to == first


def test_twenty_posts_at_once_are_enough(thread, ana, ben):
    for n in range(20):
        say(thread, ana, f"Post {n}")
    with pytest.raises(TooFast) as refusal:
        say(thread, ana, "One too many")
    assert 1 <= refusal.value.retry_after <= 5
    assert say(thread, ben, "Somebody else is free")


def test_slow_mode_makes_people_wait_but_not_the_facilitator(room, thread, ana, hanne):
    room.slow_mode_seconds = 60
    room.save()
    thread.refresh_from_db()
    say(thread, ana)
    with pytest.raises(TooFast) as refusal:
        say(thread, ana)
    assert 55 < refusal.value.retry_after <= 60
    say(thread, hanne)
    assert say(thread, hanne)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 4001, "a\x00b", "\ud800"])
def test_what_cannot_be_stored_is_refused_in_words(thread, ana, body):
    with pytest.raises(ValidationError):
        say(thread, ana, body)
    assert not thread.posts.exists()


def test_a_stranger_cannot_post(thread, stranger):
    with pytest.raises(PermissionDenied):
        say(thread, stranger)


def test_a_muted_member_reads_but_does_not_post(room, thread, ana, hanne):
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="Cool down")
    with pytest.raises(Muted):
        say(thread, ana)


def test_hidden_words_cannot_be_edited_back(room, ana, hanne):
    from discussions.actions.hiding import hide_post

    post = hide_post(say(room, ana, "canary"), by=hanne, reason="Names a child")
    with pytest.raises(NoWordsLeft):
        edit_post(post, by=ana, body="canary again")


def test_a_deleted_post_keeps_no_words_anywhere(room, ana):
    post = say(room, ana, "canary one")
    edit_post(post, by=ana, body="canary two")
    delete_post(post, by=ana)
    post.refresh_from_db()
    assert (post.body, post.body_html) == ("", "")
    assert not post.revisions.exists()


def test_a_flagged_post_that_is_deleted_stays_readable_for_moderators(room, ana, ben):
    from discussions.actions.flags import flag_post

    post = say(room, ana, "canary")
    flag_post(post, by=ben, reason="unkind")
    delete_post(post, by=ana)
    assert post.revisions.get().body == "canary"


def test_the_first_post_beside_a_step_makes_its_thread(room, step, ana, ben):
    first = say_beside(room, step, ana)
    second = say_beside(room, step, ben)
    assert first.thread == second.thread
    assert first.thread.step_id == step.pk


def test_somebody_elses_course_has_no_place_in_this_room(room, ana):
    from tests.factories.courses import course_with_steps, steps_of

    elsewhere = course_with_steps(1)
    enroll(ana, elsewhere)
    with pytest.raises(PermissionDenied):
        say_beside(room, steps_of(elsewhere)[0], ana)


def test_sharing_and_answering_finish_a_discussion_step(room, thread, course, ana, ben):
    page = discussion_step(ModulePage.objects.child_of(course).first())
    say(thread, ben, "I am here too")  # so that there is somebody to answer
    mine = say_beside(room, page, ana, "My first sentence")
    assert not StepProgress.objects.filter(step=page).exists()
    say_beside(room, page, ana, "To myself", to=mine)
    assert not StepProgress.objects.filter(step=page).exists()
    theirs = say_beside(room, page, ben, "Mine")
    say_beside(room, page, ana, "Well said", to=theirs)
    done = StepProgress.objects.get(step=page)
    assert (done.enrollment.user, done.kind) == (ana, "posted")


def test_sharing_alone_finishes_a_practice_step(room, course, ana):
    page = practice_step(ModulePage.objects.child_of(course).first())
    say_beside(room, page, ana, "It went well")
    assert StepProgress.objects.get(step=page).enrollment.user == ana


def test_a_frame_is_rendered_from_the_post_as_it_is_now(room, ana, hanne):
    from discussions.actions.hiding import hide_post

    hide_post(say(room, ana, "canary"), by=hanne, reason="Names a child")
    told = str(render(log.after(room.pk, 0), language="en-us"))
    assert "canary" not in told
    assert "Hidden by a facilitator" in told


def test_the_log_that_was_pruned_says_so(room, ana):
    import datetime as dt

    from lms.core import clock

    with clock.at(clock.now() - dt.timedelta(days=40)):
        say(room, ana, "Long ago")
    say(room, ana, "Now")
    LiveEvent.objects.filter(kind="thread").update(
        created_at=clock.now() - dt.timedelta(days=41)
    )
    assert log.prune() == 2
    with pytest.raises(log.Pruned):
        log.after(room.pk, 0)
    assert [e.seq for e in log.after(room.pk, 2)] == [3]
    assert log.after(room.pk, 3) == []
    assert Post.objects.count() == 2


def test_pruning_waits_for_whoever_follows(room, ana):
    import datetime as dt

    from lms.core import clock

    with clock.at(clock.now() - dt.timedelta(days=40)):
        say(room, ana)
    LiveEvent.objects.update(created_at=clock.now() - dt.timedelta(days=40))
    room.cursors.create(follower="digests", seq=1)
    assert log.prune() == 1


@pytest.mark.postgres
def test_a_post_costs_one_statement_on_postgresql(
    room, thread, ana, django_assert_num_queries
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite needs five")
    values = {"author": ana, "client_id": uuid.uuid4(), "body": "x", "body_html": "x"}
    with django_assert_num_queries(3):  # with the savepoint around it in a transaction
        log.append_post(thread, **values)
