"""Deleting a program's ended licenses, or a whole school, with their ledgers."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction
from django.db.models import QuerySet

from courses.actions.purging import delete, purge_entitlements
from credentials.models import ProgramPage
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish
from lms.schools.errors import LicenseStillCounts, SchoolsBelow
from lms.schools.events import SchoolPurged
from lms.schools.models import Invitation, License, School, Seat


@transaction.atomic
def purge_program(program: ProgramPage, *, by: User | None) -> Counter[str]:
    """Delete the ended licenses of a program with their seats and rights.

    Locks the licenses. Raises PermissionDenied; LicenseStillCounts while one is in
    force, will be, or lets begun courses go on.
    """
    require(by is None or by.is_superuser)
    return delete_ended(License.objects.filter(program=program), by=by)


@transaction.atomic
def purge_school(school: School, *, by: User | None) -> Counter[str]:
    """Delete a school with its memberships, codes and ended licenses.

    Call it after the floors below were asked for the community's cohorts. What its
    people earned stays theirs. Publishes SchoolPurged. Raises PermissionDenied,
    SchoolsBelow, LicenseStillCounts.
    """
    require(by is None or by.is_superuser)
    if school.schools.exists():
        raise SchoolsBelow(school.name)
    gone = delete_ended(License.objects.filter(school=school), by=by)
    scope, name = f"school:{school.pk}", school.name
    gone += delete(School.objects.filter(pk=school.pk))
    publish(
        SchoolPurged(
            scope=scope,
            name=name,
            deleted=dict(gone),
            actor_id=by.pk if by else None,
        )
    )
    return gone


def delete_ended(licenses: QuerySet[License], *, by: User | None) -> Counter[str]:
    """Delete licenses that promise nothing any more, with codes, seats and rights."""
    locked = licenses.select_for_update(of=("self",)).select_related(
        "school", "program"
    )
    for license in locked.order_by("pk"):
        last = license.ends_on + dt.timedelta(days=license.grace_days)
        if last >= license.school.today():
            raise LicenseStillCounts(license)
    seats = Seat.objects.filter(license__in=licenses)
    gone = purge_entitlements([seat.source for seat in seats], by=by)
    gone += delete(Invitation.objects.filter(license__in=licenses))
    return gone + delete(licenses)
