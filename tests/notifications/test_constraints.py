"""Every named constraint of notifications refuses the row it is there for."""

import pytest

from lms.notifications.models import Notification
from tests.factories.accounts import person
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


def test_every_constraint_of_notifications_is_tried_here():
    assert set(FORBIDDEN) == set(constraints("notifications"))
