"""Every named constraint of schools refuses the row it is there for."""

import datetime as dt

import pytest

from lms.core import clock
from lms.schools.models import Invitation, License, School, SchoolMembership, Seat
from tests.factories.refusals import constraints, refuses
from tests.factories.schools import code_for, license_for, school, seat_for


@pytest.fixture
def world(db):
    """One row of every kind."""
    license = license_for(school(), seats=3)
    seat = seat_for(license)
    code_for(license)
    return license, seat


def update(model, **changes):
    return lambda license, seat: model.objects.update(**changes)


FORBIDDEN = {
    "school_kind_known": update(School, kind="castle"),
    "school_role_known": update(SchoolMembership, role="king"),
    "school_audience_known": update(SchoolMembership, audience="crowd"),
    "school_membership_one_open": lambda license, seat: SchoolMembership.objects.create(
        school=license.school, user=seat.membership.user
    ),
    "license_seats_within_total": update(License, seats_used=4),
    "license_counts_iff_not_site_wide": update(License, kind="site_wide"),
    "license_ends_after_start": update(
        License, starts_on=dt.date(2027, 1, 2), ends_on=dt.date(2027, 1, 2)
    ),
    "license_kind_known": update(License, kind="forever"),
    "license_audience_known": update(License, audience="crowd"),
    "seat_one_active": lambda license, seat: Seat.objects.create(
        license=license, membership=seat.membership
    ),
    "invitation_uses_within_max": update(Invitation, max_uses=1, uses=2),
    "invitation_role_known": update(Invitation, role="king"),
    "invitation_audience_known": update(Invitation, audience="crowd"),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_database_refuses(world, name):
    with refuses(name):
        FORBIDDEN[name](*world)


def test_every_constraint_of_schools_is_tried_here():
    assert set(FORBIDDEN) == set(constraints("schools"))


def test_a_seat_that_was_released_leaves_room_for_another(world):
    license, seat = world
    Seat.objects.update(released_at=clock.now())
    assert Seat.objects.create(license=license, membership=seat.membership).pk


def test_somebody_who_left_may_come_back(world):
    license, seat = world
    SchoolMembership.objects.update(left_at=clock.now())
    assert SchoolMembership.objects.create(
        school=license.school, user=seat.membership.user
    ).pk
