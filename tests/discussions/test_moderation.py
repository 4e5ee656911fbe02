"""Care of a room: scope, log, way back."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions.cohorts import join
from discussions import permissions
from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post, show_post
from discussions.actions.restricting import lift_restriction, lock_room, restrict_member
from discussions.errors import Muted, NoWordsLeft
from discussions.errors_care import AlreadyResolved
from discussions.models import Discussion, ModerationAction
from lms.core import clock
from lms.core.models import EventRecord
from tests.factories.accounts import person
from tests.factories.discussions import say


@pytest.fixture
def second(room):
    """Another facilitator."""
    someone = person("Second")
    join(room.cohort, user=someone, role="facilitator")
    return someone


@pytest.fixture
def people(ana, ben, hanne, second, stranger, root):
    return {
        "learner": ana, "other": ben, "facilitator": hanne, "second": second,
        "stranger": stranger, "root": root,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "whose", "allowed"),
    [
        ("facilitator", "learner", True), ("root", "learner", True),
        ("root", "facilitator", True), ("facilitator", "second", False),
        ("learner", "other", False), ("other", "facilitator", False),
        ("stranger", "learner", False), ("facilitator", "facilitator", False),
        ("learner", "learner", False),
    ],
)  # fmt: skip
def test_who_may_hide_and_restrict_whom(room, thread, people, who, whose, allowed):
    post = say(thread, people[whose])
    assert permissions.can_hide_post(people[who], post) is allowed
    restrict = permissions.can_restrict_member(people[who], room, people[whose])
    assert restrict is allowed
    if not allowed:
        with pytest.raises(PermissionDenied):
            hide_post(post, by=people[who], reason="x")
        with pytest.raises(PermissionDenied):
            restrict_member(
                room, member=people[whose], by=people[who], kind="mute", reason="x"
            )
        assert not ModerationAction.objects.exists()


def test_a_site_administrator_is_not_restricted_by_a_facilitator(room, hanne, root):
    join(room.cohort, user=root)
    assert not permissions.can_restrict_member(hanne, room, root)


def test_every_deed_leaves_one_line_with_before_and_after(room, thread, ana, hanne):
    post = say(thread, ana)
    hide_post(post, by=hanne, reason="Names a child")
    show_post(post, by=hanne, reason="It does not")
    mute = restrict_member(room, member=ana, by=hanne, kind="mute", reason="Rest")
    lift_restriction(mute, by=hanne, reason="Rested")
    lock_room(room, by=hanne, reason="Night")
    lock_room(room, by=hanne, reason="Day", on=False)
    lines = ModerationAction.objects.order_by("pk")
    assert [(x.verb, x.before, x.after) for x in lines] == [
        ("hide", "visible", "hidden"), ("show", "hidden", "visible"),
        ("mute", "", "mute"), ("lift", "mute", ""), ("lock", "open", "closed"),
        ("unlock", "closed", "open"),
    ]  # fmt: skip
    assert {x.moderator for x in lines} == {hanne}
    assert {x.scope for x in lines} == {f"cohort:{room.cohort_id}"}
    assert all(x.reason for x in lines)


def test_doing_it_twice_changes_and_logs_nothing(room, thread, ana, hanne):
    post = say(thread, ana)
    for _ in range(2):
        hide_post(post, by=hanne, reason="x")
        lock_room(room, by=hanne, reason="x")
    assert ModerationAction.objects.count() == 2
    assert room.events.filter(kind__in=("hide", "lock")).count() == 2


def test_two_who_say_that_a_child_is_named_hide_a_post(
    thread, ana, ben, stranger, room
):
    join(room.cohort, user=stranger)
    post = say(thread, ana)
    flag_post(post, by=ben, reason="names_child")
    post.refresh_from_db()
    assert post.state == "visible"
    flag_post(post, by=stranger, reason="names_child")
    post.refresh_from_db()
    assert post.state == "hidden"
    assert ModerationAction.objects.get().moderator is None


def test_flagging_twice_is_one_flag(thread, ana, ben):
    post = say(thread, ana)
    first = flag_post(post, by=ben, reason="other")
    assert flag_post(post, by=ben, reason="danger") == first


def test_nobody_flags_their_own_words(thread, ana):
    with pytest.raises(PermissionDenied):
        flag_post(say(thread, ana), by=ana, reason="other")


def test_dismissing_shows_the_post_again_and_closes_every_flag(thread, ana, ben, hanne):
    post = say(thread, ana)
    flag = flag_post(post, by=ben, reason="names_child")
    second = flag_post(post, by=hanne, reason="unkind")
    post.refresh_from_db()
    assert post.state == "hidden"
    resolve_flag(flag, by=hanne, uphold=False, reason="A character in a book")
    post.refresh_from_db()
    second.refresh_from_db()
    assert (post.state, second.state) == ("visible", "dismissed")
    with pytest.raises(AlreadyResolved):
        resolve_flag(second, by=hanne, uphold=True, reason="After all")


def test_what_is_deleted_can_be_decided_but_not_hidden(thread, ana, ben, hanne):
    from discussions.actions.posts import delete_post

    post = say(thread, ana)
    flag = flag_post(post, by=ben, reason="unkind")
    delete_post(post, by=ana)
    with pytest.raises(NoWordsLeft):
        hide_post(post, by=hanne, reason="x")
    assert resolve_flag(flag, by=hanne, uphold=True, reason="x").state == "upheld"


def test_a_mute_runs_out_by_itself(room, thread, ana, hanne):
    until = clock.now() + dt.timedelta(days=2)
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="x", until=until)
    with pytest.raises(Muted):
        say(thread, ana)
    with clock.at(until + dt.timedelta(seconds=1)):
        assert say(thread, ana)


def test_a_new_restriction_replaces_the_old_one(room, ana, hanne):
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="x")
    restrict_member(room, member=ana, by=hanne, kind="ban", reason="x")
    assert [r.kind for r in ana.restrictions.in_force()] == ["ban"]
    assert not Discussion.objects.open_to(ana).exists()


def test_a_restriction_in_every_room_holds_here_too(room, ana):
    ana.restrictions.create(kind="ban", source="site")
    assert not permissions.can_read_room(ana, room)


def test_what_moderators_do_is_recorded_without_words(room, thread, ana, hanne):
    hide_post(say(thread, ana, "canary"), by=hanne, reason="canary")
    restrict_member(room, member=ana, by=hanne, kind="mute", reason="canary")
    records = EventRecord.objects.filter(scope=f"cohort:{room.cohort_id}")
    assert {r.name for r in records} == {"PostHidden", "MemberRestricted"}
    assert all(r.actor == hanne for r in records)
    assert all(r.subject_user == ana for r in records)
    assert "canary" not in str([r.payload for r in records])
