"""Every line that changed something has one way back, for 30 days."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from courses.actions.cohorts import join
from discussions.actions.exporting import export_care
from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post, let_stand, show_post
from discussions.actions.holds import change_rules, rules_of
from discussions.actions.nudges import remind_member
from discussions.actions.pins import lock_thread, rename_thread
from discussions.actions.posts import delete_post
from discussions.actions.restricting import (
    lift_restriction,
    lock_room,
    restrict_everywhere,
    restrict_member,
    slow_room,
)
from discussions.actions.undoing import undo
from discussions.errors_care import MovedOn, NotUndoable, TooLateToUndo, UndoneAlready
from discussions.models import ModerationAction
from discussions.pages.record import Span
from discussions.rules.holding import Rules
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.discussions import say


@pytest.fixture
def last():
    """The newest line of the log."""
    return lambda: ModerationAction.objects.order_by("-pk").first()


@pytest.fixture
def held(room, thread, ana, hanne):
    """A post that waits."""
    change_rules(room, by=hanne, rules=Rules(words="secret"), reason="x")
    thread.refresh_from_db()
    return say(thread, ana, "a secret")


def state_of(room, thread, ana, post):
    """Everything that a deed here changes."""
    room.refresh_from_db()
    thread.refresh_from_db()
    post.refresh_from_db()
    return (
        post.state,
        room.locked_at is not None,
        thread.locked_at is not None,
        thread.title,
        room.slow_mode_seconds,
        rules_of(room),
        sorted(r.kind for r in ana.restrictions.in_force()),
    )


DEEDS = {
    "hide": lambda w: hide_post(w.post, by=w.hanne, reason="x"),
    "lock": lambda w: lock_room(w.room, by=w.hanne, reason="x"),
    "lock a thread": lambda w: lock_thread(w.thread, by=w.hanne, reason="x"),
    "rename": lambda w: rename_thread(w.thread, by=w.hanne, title="Hi", reason="x"),
    "slow": lambda w: slow_room(w.room, by=w.hanne, seconds=600, reason="x"),
    "rules": lambda w: change_rules(
        w.room, by=w.hanne, rules=Rules(True, True, "a\nb"), reason="x"
    ),
    "mute": lambda w: restrict_member(w.room, member=w.ana, by=w.hanne, kind="mute", reason="x"),
    "ban": lambda w: restrict_member(w.room, member=w.ana, by=w.hanne, kind="ban", reason="x"),
}  # fmt: skip
BACK = {
    "show": lambda w: show_post(w.post, by=w.hanne, reason="x"),
    "unlock": lambda w: lock_room(w.room, by=w.hanne, reason="x", on=False),
    "lift": lambda w: lift_restriction(
        w.ana.restrictions.get(), by=w.hanne, reason="x"
    ),
}


class World:
    """Who and what a deed is about."""

    def __init__(self, **things):
        vars(self).update(things)


@pytest.fixture
def world(room, thread, ana, hanne):
    return World(room=room, thread=thread, ana=ana, hanne=hanne, post=say(thread, ana))


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_before_stands_again_and_then_there_is_no_more_to_undo(
    world, last, deed
):
    parts = (world.room, world.thread, world.ana, world.post)
    before = state_of(*parts)
    DEEDS[deed](world)
    line, after = last(), state_of(*parts)
    assert after != before
    made = undo(line, by=world.hanne, reason="A mistake")
    assert state_of(*parts) == before
    assert (made.undoes, made.reason) == (line, "A mistake")
    with pytest.raises(UndoneAlready):
        undo(line, by=world.hanne, reason="Again")
    undo(made, by=world.hanne, reason="It was none")
    assert state_of(*parts) == after


@pytest.mark.parametrize(
    ("first", "deed"), [("hide", "show"), ("lock", "unlock"), ("mute", "lift")]
)
def test_a_way_back_that_somebody_took_by_hand_can_be_taken_back_too(
    world, last, first, deed
):
    parts = (world.room, world.thread, world.ana, world.post)
    DEEDS[first](world)
    line, meanwhile = last(), state_of(*parts)
    BACK[deed](world)
    with pytest.raises(MovedOn):
        undo(line, by=world.hanne, reason="Too late: it is open already")
    undo(last(), by=world.hanne, reason="x")
    assert state_of(*parts) == meanwhile


def test_undoing_a_removal_that_replaced_a_mute_leaves_the_mute(world, last):
    DEEDS["mute"](world)
    DEEDS["ban"](world)
    undo(last(), by=world.hanne, reason="Too much")
    assert [r.kind for r in world.ana.restrictions.in_force()] == ["mute"]


def test_a_held_post_that_was_hidden_is_held_again(held, hanne, last):
    hide_post(held, by=hanne, reason="x")
    undo(last(), by=hanne, reason="x")
    held.refresh_from_db()
    assert held.state == "held"
    let_stand(held, by=hanne)
    undo(last(), by=hanne, reason="I read it again")
    held.refresh_from_db()
    assert held.state == "held"


def test_after_thirty_days_it_stays_as_it_is(world, last):
    DEEDS["hide"](world)
    with clock.at(clock.now() + dt.timedelta(days=29)):
        first = undo(last(), by=world.hanne, reason="x")
    with (
        clock.at(first.created_at + dt.timedelta(days=31)),
        pytest.raises(TooLateToUndo),
    ):
        undo(first, by=world.hanne, reason="x")


def test_a_refusal_says_what_it_is_now(world, last, ana):
    DEEDS["slow"](world)
    line = last()
    slow_room(world.room, by=world.hanne, seconds=30, reason="x")
    with pytest.raises(MovedOn, match="one post in 30 seconds"):
        undo(line, by=world.hanne, reason="x")
    DEEDS["hide"](world)
    line = last()
    show_post(world.post, by=world.hanne, reason="x")
    delete_post(world.post, by=ana)
    with pytest.raises(MovedOn, match="taken back by its author"):
        undo(line, by=world.hanne, reason="x")


def test_words_and_exports_leave_nothing_to_put_back(world, root, ben, last):
    remind_member(world.post, by=world.hanne, words="Kindly")
    with pytest.raises(NotUndoable):
        undo(last(), by=world.hanne, reason="x")
    flag = flag_post(world.post, by=ben, reason="other")
    resolve_flag(flag, by=world.hanne, uphold=False, reason="x")
    with pytest.raises(NotUndoable):
        undo(last(), by=world.hanne, reason="x")
    now = clock.now()
    export_care("", by=root, reason="x", span=Span(now, now))
    with pytest.raises(NotUndoable):
        undo(last(), by=root, reason="x")


def test_who_may_take_what_back(world, sign_in, clients, stranger, last, root, ben):
    other = person("Elsewhere")
    join(stranger.cohort_memberships.get().cohort, user=other, role="facilitator")
    DEEDS["hide"](world)
    page = f"/log/{last().pk}/undoing/"
    refused = [clients["member"], clients["other"], clients["stranger"], sign_in(other)]
    assert [b.post(page).status_code for b in refused] == [404] * 4
    assert clients["anonymous"].post(page).status_code == 302
    assert clients["facilitator"].post(page).status_code == 303
    restrict_everywhere(ben, by=root, reason="x")
    with pytest.raises(PermissionDenied):
        undo(last(), by=world.hanne, reason="x")
    assert clients["root"].post(f"/log/{last().pk}/undoing/").status_code == 303
    assert not ben.restrictions.in_force().exists()


def test_the_log_shows_one_button_for_each_line_that_has_a_way_back(world, clients):
    DEEDS["hide"](world)
    remind_member(world.post, by=world.hanne, words="Kindly")
    page = f"/cohorts/{world.room.cohort_id}/log/"
    text = clients["facilitator"].get(page).text
    assert text.count("/undoing/") == 1
    assert "Kindly" not in clients["facilitator"].get(f"{page}?verb=hide").text
    tomorrow = f"{clock.now() + dt.timedelta(days=2):%Y-%m-%d}"
    assert (
        "Nothing was decided"
        in clients["facilitator"].get(f"{page}?since={tomorrow}").text
    )
    assert clients["other"].get(page).status_code == 404
