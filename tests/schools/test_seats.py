"""Seats: the count is the ledger's, whatever happens in whatever order."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from courses.actions.enrollment import start
from courses.errors import NotEntitled
from courses.models import Enrollment, Entitlement
from courses.models.content import Access
from lms.core import clock
from lms.core.models import EventRecord
from lms.schools.actions.licenses import (
    assign_seat,
    change_seats,
    program_courses,
    release_seat,
)
from lms.schools.errors import (
    FewerThanUsed,
    LicenseNotInForce,
    LicenseWithoutCount,
    SeatsExhausted,
)
from lms.schools.models import SchoolMembership, Seat
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps
from tests.factories.schools import (
    administrator_of,
    license_for,
    member_of,
    program,
    school,
    seat_for,
)

PEOPLE = st.integers(0, 4)


class Seating(RuleBasedStateMachine):
    """Members come and go; the license grows and shrinks; someone leaves the school."""

    def __init__(self):
        super().__init__()
        self.school = school()
        self.license = license_for(self.school, seats=2)
        self.members = [member_of(self.school) for _ in range(5)]
        self.held = {}  # what should be: person -> seat

    @rule(n=PEOPLE)
    def assign(self, n):
        full = len(self.held) >= self.total
        if full and n not in self.held:
            with pytest.raises(SeatsExhausted):
                assign_seat(self.license, to=self.members[n], by=None)
        else:
            seat = assign_seat(self.license, to=self.members[n], by=None)
            assert self.held.setdefault(n, seat) == seat

    @rule(n=PEOPLE)
    def release(self, n):
        for seat in Seat.objects.filter(membership=self.members[n]):
            release_seat(seat, by=None)
        self.held.pop(n, None)

    @rule(total=st.integers(1, 5))
    def resize(self, total):
        if total < len(self.held):
            with pytest.raises(FewerThanUsed):
                change_seats(self.license, seats_total=total, by=None)
        else:
            change_seats(self.license, seats_total=total, by=None)

    @property
    def total(self):
        self.license.refresh_from_db()
        return self.license.seats_total

    @invariant()
    def the_count_is_the_ledger(self):
        self.license.refresh_from_db()
        seats = Seat.objects.open().filter(license=self.license)
        assert self.license.seats_used == seats.count() == len(self.held)
        assert self.license.seats_used <= self.license.seats_total

    @invariant()
    def whoever_holds_a_seat_may_begin_and_nobody_else(self):
        course = program_courses(self.license.program)[0]
        entitled = Entitlement.objects.in_force().filter(course=course)
        assert set(entitled.values_list("user", flat=True)) == {
            self.members[n].user_id for n in self.held
        }


class TestSeating(TestCase, Seating.TestCase):
    settings = settings(
        max_examples=8,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def course(db):
    return course_with_steps(1, access=Access.ENTITLED)


@pytest.fixture
def license(course):
    return license_for(school(), page=program(course), seats=2)


def days_on(number):
    return clock.at(clock.now() + dt.timedelta(days=number))


def test_assigning_twice_returns_the_same_seat(license):
    member = member_of(license.school)
    first = assign_seat(license, to=member, by=None)
    assert assign_seat(license, to=member, by=None) == first
    license.refresh_from_db()
    assert license.seats_used == 1


def test_a_seat_that_came_free_is_for_the_next_person(license):
    first, _ = seat_for(license), seat_for(license)
    release_seat(first, by=None)
    release_seat(first, by=None)
    seat_for(license)
    license.refresh_from_db()
    assert license.seats_used == 2


def test_a_full_license_names_the_schools_own_contact(license):
    seat_for(license), seat_for(license)
    with pytest.raises(SeatsExhausted) as refusal:
        seat_for(license)
    assert str(refusal.value) == (
        "All 2 seats of this license are taken. "
        "the office, 555-0100 can add more, or free one."
    )


def test_a_site_wide_license_counts_and_refuses_nobody(db):
    license = license_for(school(), seats=None, kind="site_wide")
    for _ in range(3):
        seat_for(license)
    license.refresh_from_db()
    assert license.seats_used == 3
    assert license.seats_left is None


def test_a_site_wide_license_gets_no_number_of_seats(db):
    license = license_for(school(), seats=None, kind="site_wide")
    with pytest.raises(LicenseWithoutCount, match="for everybody"):
        change_seats(license, seats_total=5, by=None)


@pytest.mark.parametrize(
    ("begins", "ends", "given"),
    [(0, 5, True), (-5, 0, True), (1, 5, False), (-5, -1, False)],
)
def test_both_ends_of_a_license_are_whole_days(db, begins, ends, given):
    license = license_for(school(), begins=begins, ends=ends)
    if given:
        assert seat_for(license).pk
    else:
        with pytest.raises(LicenseNotInForce, match="runs from"):
            seat_for(license)
        assert not Seat.objects.exists()


def test_a_suspended_license_gives_no_seat(license):
    license.suspended_at = clock.now()
    license.save()
    with pytest.raises(LicenseNotInForce):
        seat_for(license)


def test_the_day_is_the_schools_own(db):
    here = school()
    here.timezone = "Pacific/Kiritimati"  # fourteen hours ahead
    here.save()
    license = license_for(here, begins=0)
    noon = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
    license.starts_on, license.ends_on = dt.date(2027, 3, 2), dt.date(2027, 3, 9)
    license.save()
    with clock.at(noon):  # already the second of March there
        assert seat_for(license).pk


def test_a_seat_opens_the_course_and_a_released_seat_closes_it(license, course):
    user = person()
    with pytest.raises(NotEntitled):
        start(course, by=user)
    seat = seat_for(license, user)
    enrollment = start(course, by=user)
    release_seat(seat, by=None)
    assert not Entitlement.objects.in_force().filter(user=user).exists()
    assert Enrollment.objects.filter(pk=enrollment.pk).exists()  # records stay


def test_what_was_begun_goes_on_for_the_days_of_grace(license, course, sign_in):
    user = person()
    seat_for(license, user)
    start(course, by=user)
    second = course.get_descendants().last().url
    with days_on(30 + license.grace_days):
        assert Entitlement.objects.in_force().filter(user=user).exists()
    with days_on(30 + license.grace_days + 2):
        assert not Entitlement.objects.in_force().filter(user=user).exists()
    assert sign_in(user).get(second).status_code == 200


def test_a_seat_given_again_renews_the_right(license, course):
    user = person()
    release_seat(seat_for(license, user), by=None)
    seat_for(license, user)
    assert Entitlement.objects.in_force().filter(user=user, course=course).count() == 1


def test_seats_are_recorded_with_who_gave_and_who_took_them(license):
    admin = administrator_of(license.school)
    seat = assign_seat(license, to=member_of(license.school), by=admin)
    release_seat(seat, by=admin)
    records = EventRecord.objects.filter(scope=f"school:{license.school_id}")
    kept = dict(records.filter(actor=admin).values_list("name", "payload__seat_id"))
    assert kept["SeatAssigned"] == kept["SeatReleased"] == seat.pk


def test_a_seat_of_one_school_is_never_given_to_a_member_of_another(license):
    stranger = member_of(school())
    with pytest.raises(PermissionDenied):
        assign_seat(license, to=stranger, by=None)
    assert not SchoolMembership.objects.filter(
        school=license.school, user=stranger.user
    ).exists()


@pytest.mark.parametrize("who", ["member", "other_admin"])
def test_only_the_schools_own_administrators_move_seats(license, who):
    seat = seat_for(license)
    other = school()
    by = {
        "member": member_of(license.school).user,
        "other_admin": administrator_of(other),
    }[who]
    for deed in (
        lambda: assign_seat(license, to=member_of(license.school), by=by),
        lambda: release_seat(seat, by=by),
        lambda: change_seats(license, seats_total=50, by=by),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    license.refresh_from_db()
    assert (license.seats_used, license.seats_total) == (1, 2)
