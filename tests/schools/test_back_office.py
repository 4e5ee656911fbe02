"""What the CMS changes about licenses and members, and what follows from it."""

import datetime as dt

import pytest
import time_machine

from courses.actions.cohorts import end_memberships_without_right
from courses.actions.enrollment import start
from courses.models import CohortMembership, Entitlement
from lms.core import clock
from tests.factories.accounts import person, superuser
from tests.factories.courses import course_with_steps
from tests.factories.schools import code_for, license_for, program, school, use

pytestmark = [pytest.mark.pages, pytest.mark.django_db]


@pytest.fixture
def course(db):
    return course_with_steps(2)


@pytest.fixture
def license(course):
    return license_for(school("Cedar"), page=program(course))


@pytest.fixture
def parent(license, course):
    invitation, _ = code_for(license)
    user = person("Wen")
    use(invitation, user)
    start(course, by=user)
    return user


def open_membership(user):
    return CohortMembership.objects.filter(user=user, left_at__isnull=True)


def edit(sign_in, model, pk, **fields):
    return sign_in(superuser()).post(f"/cms/{model}/edit/{pk}/", fields)


def test_a_longer_license_lengthens_the_right_of_who_holds_a_seat(
    sign_in, license, parent
):
    before = Entitlement.objects.get(user=parent).ends_at
    answer = edit(
        sign_in, "license", license.pk,
        starts_on=license.starts_on, ends_on=license.ends_on + dt.timedelta(days=10),
        grace_days=license.grace_days, suspended_at="",
    )  # fmt: skip
    assert answer.status_code == 302
    after = Entitlement.objects.get(user=parent).ends_at
    assert after - before == dt.timedelta(days=10)


def test_who_leaves_a_school_frees_the_seat_and_leaves_its_cohort(
    sign_in, license, parent
):
    member = license.school.memberships.get(user=parent)
    answer = edit(
        sign_in, "schoolmembership", member.pk,
        role="member", audience="parent", leaves="on",
    )  # fmt: skip
    assert answer.status_code == 302
    license.refresh_from_db()
    assert license.seats_used == 0
    assert license.school.memberships.get(user=parent).left_at is not None
    assert not open_membership(parent).exists()


def test_a_membership_of_the_schools_cohort_ends_after_the_grace(license, parent):
    assert end_memberships_without_right() == 0
    end = Entitlement.objects.get(user=parent).ends_at
    with clock.at(end + dt.timedelta(minutes=1)):
        assert end_memberships_without_right() == 1
    assert not open_membership(parent).exists()


def test_a_cohort_open_to_everybody_ends_for_nobody(course):
    user = person("Dev")
    start(course, by=user)
    with time_machine.travel(dt.datetime(2040, 1, 1, tzinfo=dt.UTC)):
        assert end_memberships_without_right() == 0
    assert open_membership(user).exists()
