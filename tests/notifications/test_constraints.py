"""Every named constraint of notifications refuses the row it is there for."""

import datetime as dt

import pytest

from lms.core import clock
from lms.notifications.models import DeliveryPreference, Notification
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge
from tests.factories.refusals import constraints, refuses

FORBIDDEN = {
    "notification_told_once": {"dedupe_key": "award:1"},
    "notification_kind_known": {"kind": "gossip"},
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(db, name):
    row = {"recipient": person(), "kind": "award", "url": "/"}
    Notification.objects.create(**row, dedupe_key="award:1")
    with refuses(name):
        Notification.objects.create(**{**row, "dedupe_key": "2", **FORBIDDEN[name]})


def test_two_people_may_be_told_the_same(db):
    for user in (person(), person()):
        Notification.objects.create(
            recipient=user, kind="award", dedupe_key="1", url="/"
        )
    assert Notification.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("delivery_digest_known", {"digest": "hour"}),
        ("delivery_digest_on_a_weekday", {"digest_on": 7}),
        ("delivery_quiet_from_and_until", {"quiet_from": dt.time(22)}),
    ],
)
def test_the_database_refuses_a_preference(db, name, values):
    with refuses(name):
        DeliveryPreference.objects.create(user=person(), **values)


@pytest.mark.parametrize("kind", ["mention", "answer", "talk"])
def test_a_thread_has_one_unread_line_of_each_kind(db, kind):
    row = {"recipient": person(), "kind": kind, "thread": hello(lounge()), "url": "/"}
    first = Notification.objects.create(**row, dedupe_key="1")
    with refuses("notification_one_unread_of_talk"):
        Notification.objects.create(**row, dedupe_key="2")
    first.read_at = clock.now()
    first.save()
    Notification.objects.create(**row, dedupe_key="2")


def test_every_constraint_of_notifications_is_tried_here():
    delivery = {n for n in constraints("notifications") if n.startswith("delivery_")}
    talk = {"notification_one_unread_of_talk"}
    assert set(FORBIDDEN) | delivery | talk == set(constraints("notifications"))
    assert len(delivery) == 3
