"""Schools, licenses with their seats, and ways in."""

import datetime as dt
import itertools

from credentials.actions import ensure_badge, publish_program
from credentials.models import ProgramIndexPage, ProgramPage
from lms.accounts.models import User
from lms.schools.actions.invitations import accept_invitation, create_invitation
from lms.schools.actions.licenses import assign_seat, create_license
from lms.schools.actions.schools import create_school, join_school
from lms.schools.models import Invitation, License, School, SchoolMembership, Seat
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps

_number = itertools.count(1)


def program(*courses) -> ProgramPage:
    """A published program; one course of one step when none is named."""
    courses = courses or (course_with_steps(1),)
    leaves = [ensure_badge(course) for course in courses]
    group = {"label": "All", "leaves": leaves, "minimum": None, "minimum_minutes": None}
    page = ProgramIndexPage.objects.get().add_child(
        instance=ProgramPage(
            title=f"Program {next(_number)}",
            summary="What it is for.",
            is_not=[("item", "A qualification to teach.")],
            rule=[("group", group)],
        )
    )
    publish_program(page, by=None)
    return page


def school(name: str = "", *, contact: str = "the office, 555-0100") -> School:
    """A school with a desk."""
    n = next(_number)
    return create_school(
        name=name or f"School {n}", slug=f"school-{n}", timezone="UTC",
        contact=contact, by=None,
    )  # fmt: skip


def administrator_of(school: School, name: str = "Annika Admin") -> User:
    """Somebody who works at the school's desk."""
    user = person(name)
    join_school(school, user=user, role="admin", audience="staff", by=None)
    return user


def member_of(school: School, user: User | None = None) -> SchoolMembership:
    """Somebody who belongs to the school and nothing more."""
    return join_school(school, user=user or person(), by=None)


def license_for(
    school: School, *, seats: int | None = 20, page: ProgramPage | None = None,
    begins: int = -1, ends: int = 30, **fields: object,
) -> License:  # fmt: skip
    """A license whose days are counted from the school's today."""
    today = school.today()
    return create_license(
        school,
        program=page or program(),
        seats_total=seats,
        starts_on=today + dt.timedelta(days=begins),
        ends_on=today + dt.timedelta(days=ends),
        by=None,
        **fields,
    )


def code_for(license: License, **fields: object) -> tuple[Invitation, str]:
    """A code that gives a seat, in clear."""
    return create_invitation(license.school, license=license, by=None, **fields)


def seat_for(license: License, user: User | None = None) -> Seat:
    """A member with a seat."""
    membership = member_of(license.school, user)
    return assign_seat(license, to=membership, by=None)


def use(invitation: Invitation, user: User | None = None) -> SchoolMembership:
    """Somebody uses a code."""
    return accept_invitation(invitation, by=user or person())
