"""Schools and who belongs to them."""

from __future__ import annotations

from django.db import transaction

from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.schools.events import MemberJoined
from lms.schools.models import School, SchoolMembership
from lms.schools.models.schools import SchoolAudience, SchoolRole
from lms.schools.permissions import can_administer_school


@transaction.atomic
def create_school(
    *, name: str, slug: str, timezone: str, contact: str = "", by: User | None
) -> School:
    """Make a school; the same slug again returns the first. Site administrators only."""
    require(by is None or by.is_superuser)
    school, _ = School.objects.get_or_create(
        slug=slug, defaults={"name": name, "timezone": timezone, "contact": contact}
    )
    return school


@transaction.atomic
def join_school(
    school: School,
    *,
    user: User,
    role: str = SchoolRole.MEMBER,
    audience: str = SchoolAudience.PARENT,
    by: User | None,
) -> SchoolMembership:
    """Make somebody a member; an open membership is returned as it is.

    An invitation never changes the role of somebody who already belongs. Publishes
    MemberJoined.
    """
    require(by == user or can_administer_school(by, school))
    made, created = SchoolMembership.objects.get_or_create(
        school=school,
        user=user,
        left_at=None,
        defaults={"role": role, "audience": audience},
    )
    if created:
        publish(
            MemberJoined(
                scope=f"school:{school.pk}",
                user_id=user.pk,
                actor_id=by.pk if by else None,
            )
        )
    return made


@transaction.atomic
def change_member(
    membership: SchoolMembership, *, role: str, audience: str, by: User | None
) -> SchoolMembership:
    """Change what somebody is in a school. Site administrators only."""
    require(by is None or by.is_superuser)
    membership.role, membership.audience = role, audience
    membership.save(update_fields=["role", "audience"])
    return membership


@transaction.atomic
def leave_school(membership: SchoolMembership, *, by: User | None) -> SchoolMembership:
    """End a membership and free its seats; records and badges stay. Idempotent."""
    from lms.schools.actions.licenses import release_seat

    require(by is None or by.is_superuser)
    for seat in membership.seats.filter(released_at__isnull=True).order_by("license"):
        release_seat(seat, by=by)
    SchoolMembership.objects.filter(pk=membership.pk, left_at__isnull=True).update(
        left_at=clock.now()
    )
    membership.refresh_from_db()
    return membership


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody closed their account: they leave their schools, and their seats are free."""
    open_ones = SchoolMembership.objects.filter(
        user=event.user_id, left_at__isnull=True
    )
    for membership in open_ones.order_by("pk"):
        leave_school(membership, by=None)
