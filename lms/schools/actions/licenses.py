"""Licenses and seats."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F

from courses.actions.cohorts import (
    end_memberships_without_right,
    ensure_series,
)
from courses.actions.enrollment import grant_entitlement, revoke_entitlement
from courses.models import CoursePage, Entitlement
from credentials.models import Achievement, ProgramPage, ProgramRule, RuleLeaf
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.schools.errors import (
    FewerThanUsed,
    LicenseNotInForce,
    LicenseWithoutCount,
    SeatsExhausted,
)
from lms.schools.events import LicenseMade, SeatAssigned, SeatReleased
from lms.schools.models import License, School, SchoolMembership, Seat
from lms.schools.models.licenses import LicenseKind
from lms.schools.models.schools import SchoolAudience
from lms.schools.permissions import can_administer_school


@transaction.atomic
def create_license(
    school: School,
    *,
    program: ProgramPage,
    seats_total: int | None,
    starts_on: dt.date,
    ends_on: dt.date,
    kind: str = LicenseKind.SEATS,
    audience: str = SchoolAudience.PARENT,
    by: User | None,
) -> License:
    """License a program, and prepare cohorts of the school's own for its courses.

    Publishes LicenseMade. `seats_total` is None for a site-wide license.
    """
    require(can_administer_school(by, school))
    made = License.objects.create(
        school=school,
        program=program,
        kind=kind,
        audience=audience,
        seats_total=seats_total,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    ensure_series(
        program_courses(program),
        name=f"{program.title} · {school.name}"[:160],
        audience=community_of(school),
    )
    publish(
        LicenseMade(
            scope=f"school:{school.pk}",
            license_id=made.pk,
            actor_id=by.pk if by else None,
        )
    )
    return made


def community_of(school: School) -> str:
    """How entitlements and cohorts name a school's own people."""
    return f"school:{school.pk}"


def program_courses(program: ProgramPage) -> list[CoursePage]:
    """The courses that the program's rule in force names."""
    rule = (
        ProgramRule.objects.filter(achievement__program=program)
        .order_by("-version")
        .first()
    )
    leaves = RuleLeaf.objects.filter(rule=rule).values("achievement")
    courses = Achievement.objects.filter(pk__in=leaves).values("course")
    return list(CoursePage.objects.filter(pk__in=courses).order_by("path"))


@transaction.atomic
def change_seats(license: License, *, seats_total: int, by: User | None) -> License:
    """Make a license larger or smaller; the CHECK is the judge.

    Raises FewerThanUsed, LicenseWithoutCount.
    """
    require(can_administer_school(by, license.school))
    locked = License.objects.select_for_update(no_key=True).get(pk=license.pk)
    if locked.kind == LicenseKind.SITE_WIDE:
        raise LicenseWithoutCount
    try:
        with transaction.atomic():
            License.objects.filter(pk=locked.pk).update(seats_total=seats_total)
    except IntegrityError:
        raise FewerThanUsed(locked.seats_used) from None
    locked.seats_total = seats_total
    return locked


@transaction.atomic
def assign_seat(license: License, *, to: SchoolMembership, by: User | None) -> Seat:
    """Give one seat of `license` to a member and open the program's courses to them.

    Assigning twice returns the seat already held. Locks the license; publishes
    SeatAssigned. `by` is the member when a code was used, which `accept_invitation`
    has checked.

    Raises:
        PermissionDenied: `by` neither administers the school nor is the member.
        LicenseNotInForce: today, in the school's time zone, is outside its dates.
        SeatsExhausted: every seat is taken; the sentence says who can add more.
    """
    require(by == to.user or can_administer_school(by, license.school))
    require(to.school_id == license.school_id)
    locked = (
        License.objects.select_for_update(of=("self",), no_key=True)
        .select_related("school", "program")
        .get(pk=license.pk)
    )
    if not locked.in_force_on(locked.school.today()):
        raise LicenseNotInForce(locked)
    if held := locked.seats.open().filter(membership=to).first():
        return held
    take_place(locked)
    seat = locked.seats.create(membership=to, assigned_by=by)
    sync_entitlements(seat)
    publish(
        SeatAssigned(
            scope=f"school:{locked.school_id}",
            seat_id=seat.pk,
            license_id=locked.pk,
            user_id=to.user_id,
            actor_id=by.pk if by else None,
        )
    )
    return seat


def take_place(license: License) -> None:
    """Count one more; the CHECK refuses the one too many.

    The error is caught outside its savepoint, and the license read again for the words.
    """
    if license.kind == LicenseKind.SITE_WIDE:
        License.objects.filter(pk=license.pk).update(seats_used=F("seats_used") + 1)
        return
    try:
        with transaction.atomic():
            License.objects.filter(pk=license.pk).update(seats_used=F("seats_used") + 1)
    except IntegrityError:
        license.refresh_from_db()
        raise SeatsExhausted(license) from None


def sync_entitlements(seat: Seat) -> None:
    """Open the program's courses through a seat that is held, close them else.

    Idempotent; also when the program's rule changed. Ends with the license's grace.
    """
    license = seat.license
    user = seat.membership.user
    end = dt.datetime.combine(
        license.ends_on + dt.timedelta(days=license.grace_days + 1),
        dt.time.min,
        tzinfo=ZoneInfo(license.school.timezone),
    )
    wanted = (
        {} if seat.released_at else {c.pk: c for c in program_courses(license.program)}
    )
    for course in wanted.values():
        grant_entitlement(
            user,
            course,
            source=seat.source,
            audience=community_of(license.school),
            ends_at=end,
        )
    stale = Entitlement.objects.filter(
        user=user, source=seat.source, revoked_at__isnull=True
    ).exclude(course__in=wanted)
    for entitlement in stale.select_related("course"):
        revoke_entitlement(user, entitlement.course, source=seat.source)
    if seat.released_at:
        end_memberships_without_right(user)


@transaction.atomic
def release_seat(seat: Seat, *, by: User | None) -> Seat:
    """Take a seat back: its place is free, its entitlements end, all records stay.

    Releasing twice changes nothing. Publishes SeatReleased.
    """
    require(can_administer_school(by, seat.license.school))
    License.objects.select_for_update(no_key=True).get(pk=seat.license_id)
    seat = Seat.objects.select_related("license__school", "membership__user").get(
        pk=seat.pk
    )
    if seat.released_at is not None:
        return seat
    seat.released_at = clock.now()
    seat.save(update_fields=["released_at"])
    License.objects.filter(pk=seat.license_id).update(seats_used=F("seats_used") - 1)
    sync_entitlements(seat)
    publish(
        SeatReleased(
            scope=f"school:{seat.license.school_id}",
            seat_id=seat.pk,
            license_id=seat.license_id,
            user_id=seat.membership.user_id,
            actor_id=by.pk if by else None,
        )
    )
    return seat


@transaction.atomic
def amend_license(
    license: License,
    *,
    starts_on: dt.date,
    ends_on: dt.date,
    grace_days: int,
    suspended_at: dt.datetime | None,
    by: User | None,
) -> License:
    """Change a license's days; the rights of everybody who holds a seat move with them."""
    require(by is None or by.is_superuser)
    locked = License.objects.select_for_update(of=("self",), no_key=True).get(
        pk=license.pk
    )
    locked.starts_on, locked.ends_on = starts_on, ends_on
    locked.grace_days, locked.suspended_at = grace_days, suspended_at
    locked.save(update_fields=["starts_on", "ends_on", "grace_days", "suspended_at"])
    held = locked.seats.open().select_related(
        "license__school", "license__program", "membership__user"
    )
    for seat in held:
        sync_entitlements(seat)
    return locked
