"""A school looks after its own rooms: suspension, and the record for its officer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from discussions.actions.exporting import export_care
from discussions.actions.restricting import lift_restriction, restrict_in_community
from discussions.models import Restriction
from discussions.pages.record import Span
from lms.accounts.models import User
from lms.core.errors import require
from lms.schools.actions.licenses import community_of
from lms.schools.models import School
from lms.schools.permissions import can_administer_school


@transaction.atomic
def suspend_member(
    school: School,
    *,
    member: User,
    by: User,
    kind: str,
    reason: str,
    until: datetime | None = None,
) -> Restriction:
    """Mute a member in every room of the school, or keep them out of all of them.

    Seats, courses and badges stay. Publishes MemberRestricted. Raises PermissionDenied:
    `by` does not administer the school, or `member` does not belong to it or administers
    it too.
    """
    require(can_administer_school(by, school))
    require(school.memberships.filter(user=member, left_at__isnull=True).exists())
    return restrict_in_community(
        community_of(school),
        member=member,
        by=by,
        kind=kind,
        reason=reason,
        until=until,
    )


@transaction.atomic
def end_suspension(
    school: School, *, restriction: Restriction, by: User, reason: str
) -> Restriction:
    """Let a member take part again in the school's rooms. Raises PermissionDenied."""
    require(can_administer_school(by, school))
    require(restriction.audience == community_of(school))
    return lift_restriction(restriction, by=by, reason=reason)


@transaction.atomic
def export_record(school: School, *, by: User, reason: str, span: Span) -> bytes:
    """The record of moderation of the school's own cohorts, as a zip of tables.

    Leaves a line with the reason. Raises PermissionDenied.
    """
    require(can_administer_school(by, school))
    return export_care(community_of(school), by=by, reason=reason, span=span)
