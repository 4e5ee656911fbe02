"""What the database itself refuses of a session."""

import datetime as dt

import pytest

from discussions.models import AgendaItem, Attendance, FacilitatedSession, RaisedHand
from lms.core import clock
from tests.discussions.test_constraints import refuses
from tests.factories.sessions import planned

MOMENT = dt.datetime(2027, 3, 3, 18, tzinfo=dt.UTC)


@pytest.fixture
def session(room, hanne):
    return planned(room, by=hanne)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("session_of_10_to_240_minutes", {"minutes": 9}),
        ("session_of_10_to_240_minutes", {"minutes": 241}),
        ("session_ended_after_it_began", {"ended_at": MOMENT}),
        (
            "session_cancelled_before_it_began",
            {"began_at": MOMENT, "cancelled_at": MOMENT},
        ),
    ],
)
def test_a_session_that_cannot_have_been(session, name, values):
    with refuses(name):
        FacilitatedSession.objects.filter(pk=session.pk).update(**values)


@pytest.mark.parametrize("minutes", [0, 121])
def test_an_item_has_1_to_120_minutes(session, minutes):
    with refuses("agenda_item_of_1_to_120_minutes"):
        session.agenda.update(minutes=minutes)


def test_two_items_do_not_stand_in_one_place(session):
    with refuses("agenda_position_once"):
        AgendaItem.objects.create(session=session, position=1, title="Again")


def test_somebody_is_in_a_session_once_and_leaves_after_they_came(session, ana):
    Attendance.objects.create(session=session, user=ana)
    with refuses("attendance_once_per_session"):
        Attendance.objects.create(session=session, user=ana)
    with refuses("attendance_in_order"):
        session.attendance.update(last_seen_at=clock.now() - dt.timedelta(days=1))


def test_a_hand_is_up_once_and_may_be_raised_again(session, ana):
    RaisedHand.objects.create(session=session, user=ana)
    with refuses("hand_up_once"):
        RaisedHand.objects.create(session=session, user=ana)
    session.hands.update(lowered_at=clock.now())
    assert RaisedHand.objects.create(session=session, user=ana).pk
