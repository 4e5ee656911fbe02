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
from credentials.actions.issuing import take_status_entry
from credentials.errors import AwardRevokedAlready, AwardStands, NoLongerEarned
from credentials.events import AwardGranted, AwardRestored, AwardRevoked
from credentials.models import Achievement, Award, ProgramRule
from credentials.permissions import can_grant_award, can_manage_awards
from credentials.rules import requirements
from credentials.standards import openbadges, proofs
from lms.accounts.events import UserAnonymized
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


def award_certificates(event: AwardGranted) -> None:
    """Somebody earned something: grant every certificate that it completes."""
    evaluate(event.user_id, achievement_id=event.achievement_id)


def evaluate_again(event: AwardGranted) -> None:
    """The same once more after the commit: whoever commits last sees everything."""
    evaluate(event.user_id, achievement_id=event.achievement_id)


@transaction.atomic
def evaluate(user_id: int, *, achievement_id: int) -> list[Award]:
    """Grant the certificates whose rules in force name an achievement and are satisfied.

    Locks the person, then reads rules and awards. Idempotent.
    """
    person = lock(user_id)
    rules = ProgramRule.objects.naming(achievement_id).select_related(
        "achievement__issuer"
    )
    return [award for rule in rules if (award := grant_if_satisfied(rule, person))]


def grant_if_satisfied(rule: ProgramRule, person: User) -> Award | None:
    """The certificate of a rule, if the person's valid awards satisfy it.

    Call with the person locked.
    """
    named = {leaf for group in rule.groups for leaf in group.leaves}
    held = {
        award.achievement_id: award
        for award in Award.objects.held_by(person.pk).filter(achievement__in=named)
    }
    if not requirements.satisfied(rule.groups, held.keys(), shared=rule.is_shared):
        return None
    counted = tuple(held.values())
    return grant_award(
        rule.achievement,
        to=person,
        by=None,
        rule=rule,
        basis={"rule_version": rule.version, "awards": [a.pk for a in counted]},
        minutes=sum(a.snapshot["achievement"]["minutes"] for a in counted),
        components=counted,
    )


@transaction.atomic
def revoke_award(award: Award, *, by: User | None, reason: str) -> Award:
    """Take an award back. The page stays and says so; the person can earn it again.

    Certificates that counted it stand until they are revoked themselves. Locks the
    person; publishes AwardRevoked. Raises PermissionDenied, AwardRevokedAlready.
    """
    require(can_manage_awards(by), _("Only a site administrator can revoke an award."))
    lock(award.recipient_id)
    award = Award.objects.get(pk=award.pk)
    if award.revoked_at is not None:
        raise AwardRevokedAlready
    award.revoked_at, award.revoked_by, award.revocation_reason = (
        clock.now(),
        by,
        reason,
    )
    award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    publish(AwardRevoked(**_about(award, by)))
    tasks.publish_status.enqueue(award.status_list_id)
    return award


@transaction.atomic
def restore_award(award: Award, *, by: User | None) -> Award:
    """Let a revoked award stand again. Locks the person; publishes AwardRestored.

    Raises PermissionDenied; AwardStands when it is not revoked or was earned again.
    """
    require(can_manage_awards(by), _("Only a site administrator can restore an award."))
    lock(award.recipient_id)
    award = Award.objects.get(pk=award.pk)
    again = Award.objects.held_by(award.recipient_id).filter(
        achievement=award.achievement_id
    )
    if award.revoked_at is None or again.exists():
        raise AwardStands
    award.revoked_at, award.revoked_by, award.revocation_reason = None, None, ""
    award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    publish(AwardRestored(**_about(award, by)))
    tasks.publish_status.enqueue(award.status_list_id)
    evaluate(award.recipient_id, achievement_id=award.achievement_id)
    return award


def _about(award: Award, by: User | None) -> dict[str, Any]:
    return {
        "award_id": award.pk,
        "achievement_id": award.achievement_id,
        "user_id": award.recipient_id,
        "actor_id": by.pk if by else None,
    }


@transaction.atomic
def share_award(award: Award, *, by: User) -> Award:
    """Open an award's page to anyone with its link. Its holder alone decides."""
    require(by.pk == award.recipient_id, _("Only its holder can share a credential."))
    Award.objects.filter(pk=award.pk, shared_at__isnull=True).update(
        shared_at=clock.now()
    )
    award.refresh_from_db(fields=["shared_at"])
    return award


@transaction.atomic
def unshare_award(award: Award, *, by: User) -> Award:
    """Close an award's page again; files that were given out stay checkable."""
    require(by.pk == award.recipient_id, _("Only its holder can close a credential."))
    Award.objects.filter(pk=award.pk).update(shared_at=None)
    award.refresh_from_db(fields=["shared_at"])
    return award


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody left for good: close their pages. Files they gave out stay checkable."""
    Award.objects.filter(recipient=event.user_id).update(shared_at=None)
