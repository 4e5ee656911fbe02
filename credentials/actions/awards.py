"""Who has earned what: the only writer of awards."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.events import CourseCompleted
from courses.models import Enrollment
from credentials import tasks
from credentials.actions.achievements import ensure_badge
from credentials.actions.status import take_status_entry
from credentials.errors import NoLongerEarned
from credentials.events import AwardGranted
from credentials.models import Achievement, Award, ProgramRule
from credentials.permissions import can_grant_award
from credentials.standards import openbadges, proofs
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def grant_award(
    achievement: Achievement,
    *,
    to: User,
    by: User | None,
    basis: dict[str, Any] | None = None,
    rule: ProgramRule | None = None,
    minutes: int | None = None,
    started_at: datetime | None = None,
    components: tuple[Award, ...] = (),
) -> Award:
    """Record that somebody earned an achievement; granting again returns what is held.

    Locks the person, so that two completions at once see each other. The document is
    signed by a task after the commit. Publishes AwardGranted.

    Raises:
        PermissionDenied: badges and certificates come from their rules alone (by=None);
            a sign-off from a facilitator of the learner, or a site administrator.
        NoLongerEarned: nobody earns it any more.
    """
    require(
        can_grant_award(by, achievement, to),
        _(
            "Only a facilitator of this person's cohort can sign this off, and nobody for themselves."
        ),
    )
    person = lock(to.pk)
    if held := Award.objects.held_by(person.pk).filter(achievement=achievement).first():
        return held
    if achievement.retired_at is not None:
        raise NoLongerEarned(achievement.name)
    award = Award(
        public_id=uuid.uuid4(),
        achievement=achievement,
        recipient=person,
        rule=rule,
        basis=basis or {},
        awarded_at=clock.now().replace(microsecond=0),
        awarded_by=by,
    )
    award.snapshot = snapshot_of(award, minutes, started_at, components)
    take_status_entry(award)
    publish(
        AwardGranted(
            award_id=award.pk, achievement_id=achievement.pk, user_id=person.pk
        )
    )
    tasks.sign_award.enqueue(award.pk)
    return award


def lock(user_id: int) -> User:
    """The person, locked until the commit: read awards and rules after this, not before."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def snapshot_of(
    award: Award,
    minutes: int | None,
    started_at: datetime | None,
    components: tuple[Award, ...],
) -> dict[str, Any]:
    """What the award says today, whatever becomes of course, program and person."""
    achievement, person = award.achievement, award.recipient
    issuer, salt = achievement.issuer, secrets.token_urlsafe(9)
    return {
        "id": f"{issuer.origin}/credentials/{award.public_id}",
        "issuer": {"did": issuer.did, "name": issuer.name, "url": issuer.url},
        "recipient": {
            "id": f"urn:uuid:{person.public_id}",
            "name": person.display_name,
            "salt": salt,
            "email_hash": openbadges.identity_hash(person.email, salt),
        },
        "achievement": {
            "id": achievement.url,
            "kind": achievement.kind,
            "slug": achievement.slug,
            "name": achievement.name,
            "description": achievement.description,
            "criteria": achievement.criteria,
            "is_not": achievement.is_not,
            "version": str(achievement.version),
            "minutes": achievement.minutes if minutes is None else minutes,
            "language": "en-US",
        },
        "awarded_at": proofs.moment(award.awarded_at),
        "started_at": proofs.moment(started_at) if started_at else None,
        "components": [
            {
                "name": part.snapshot["achievement"]["name"],
                "slug": part.snapshot["achievement"]["slug"],
                "achievement": part.snapshot["achievement"]["id"],
                "credential": part.url,
            }
            for part in components
        ],
    }


def award_badge(event: CourseCompleted) -> None:
    """Somebody finished a course: grant its badge. Safe to run twice."""
    enrollment = Enrollment.objects.select_related("user", "course", "plan").get(
        pk=event.enrollment_id
    )
    badge = ensure_badge(enrollment.course)
    if badge.retired_at is not None:
        return
    grant_award(
        badge,
        to=enrollment.user,
        by=None,
        basis={"enrollment": enrollment.pk, "plan": enrollment.plan.version},
        minutes=enrollment.plan.minutes,
        started_at=enrollment.enrolled_at,
    )
