"""Facts run in the transaction, echoes after it."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from courses.events import CourseCompleted
from lms import wiring
from lms.core import events
from lms.core.models import EventRecord
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps, do, enroll, finish, steps_of


@dataclass(frozen=True, kw_only=True)
class Rained(events.Event):
    """It rained; made for these tests alone."""

    recorded: ClassVar[bool] = True
    user_id: int | None = None
    millimeters: int = 1


@dataclass(frozen=True, kw_only=True)
class Rose(events.Event):
    """The river rose; made for these tests alone."""


@pytest.fixture
def registry(monkeypatch):
    """A registry that hears only what the test subscribes."""
    monkeypatch.setattr(events, "_facts", {})
    monkeypatch.setattr(events, "_echoes", {})


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_a_mistake_and_nobody_hears_it(registry):
    heard = []
    events.subscribe(Rose, heard.append)
    with pytest.raises(RuntimeError, match="needs a transaction"):
        events.publish(Rose())
    assert heard == []


def test_the_first_event_is_told_to_all_before_the_one_it_causes(registry, db):
    told = []

    def then_the_river_rises(event):
        told.append("rain: hills")
        events.publish(Rose())
        told.append("rain: hills end")

    events.subscribe(Rained, then_the_river_rises)
    events.subscribe(Rained, lambda e: told.append("rain: valley"))
    events.subscribe(Rose, lambda e: told.append("river"))
    events.publish(Rained())
    assert told == ["rain: hills", "rain: hills end", "rain: valley", "river"]


def test_a_failure_empties_the_queue_for_the_next_event(registry, db):
    told = []

    def fail(event):
        events.publish(Rose())
        raise ValueError

    events.subscribe(Rained, fail)
    events.subscribe(Rose, lambda e: told.append("river"))
    with pytest.raises(ValueError):
        events.publish(Rained())
    events.publish(Rose())
    assert told == ["river"]


def test_a_recorded_event_leaves_one_row_and_others_none(registry, db):
    user = person()
    EventRecord.objects.all().delete()
    events.publish(Rained(user_id=user.pk))
    events.publish(Rose())
    record = EventRecord.objects.get()
    assert (record.name, record.subject_user) == ("Rained", user)
    assert record.payload == {"user_id": user.pk, "millimeters": 1}


def test_an_event_comes_back_whole_from_a_task_row():
    event = Rained(user_id=7, millimeters=3)
    values = {"user_id": 7, "millimeters": 3, "gone_field": "old row"}
    assert events.rebuild(f"{__name__}:Rained", values) == event


def test_a_fact_that_fails_takes_the_whole_write_back(registry, db):
    def fail(event):
        raise ValueError

    course = course_with_steps(1)
    events.subscribe(CourseCompleted, fail)
    enrollment = enroll(person(), course)
    with pytest.raises(ValueError), transaction.atomic():
        do(enrollment, *steps_of(course))
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.progress.count()) == ("active", 0)


RUNG = []


def ring(event):
    """An echo that always fails."""
    RUNG.append(event)
    raise ValueError


def test_no_echo_can_stop_a_write(db, settle, monkeypatch):
    heard = {event for event, _ in wiring.FACTS + wiring.ECHOES}
    monkeypatch.setattr(events, "_echoes", {e: [events._path(ring)] for e in heard})
    enrollment = finish(person(), course_with_steps(1))
    settle()
    enrollment.refresh_from_db()
    assert enrollment.status == "completed"
    assert RUNG


def test_an_echo_waits_for_the_commit(registry, db, settle, monkeypatch):
    told = []
    monkeypatch.setitem(globals(), "listen", told.append)
    events._echoes[Rose] = [f"{__name__}:listen"]
    events.publish(Rose())
    assert told == []
    settle()
    assert told == [Rose()]


def test_the_wiring_names_functions_that_can_be_found_again():
    for event, hear in wiring.ECHOES:
        path = events._path(hear)
        assert events.find(path) is hear
        assert events.find(events._path(event)) is event
