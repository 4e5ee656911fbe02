"""Who has earned what: the only writer of awards."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.events import CourseCompleted
from courses.models import Enrollment
from credentials import tasks
from credentials.actions.achievements import ensure_badge
from credentials.actions.status import take_status_entry
from credentials.errors import NobodyToName, NoLongerEarned
from credentials.events import AwardGranted
from credentials.models import Achievement, Award, AwardChange, ProgramRule
from credentials.models.changes import Verb
from credentials.permissions import can_grant_award
from credentials.rules.facts import completion_facts
from credentials.rules.requirements import satisfied
from credentials.rules.validity import Window, end_of
from credentials.standards import openbadges, proofs
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@dataclass(frozen=True)
class Reasons:
    """Why an award is granted, and what of it the award will say."""

    basis: dict[str, Any] = field(default_factory=dict)
    rule: ProgramRule | None = None
    minutes: int | None = None
    started_at: datetime | None = None
    components: tuple[Award, ...] = ()


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
    joint_with: Award | None = None,
) -> Award:
    """Record that somebody earned an achievement; granting again returns what is there.

    One that was earned anew after an expiry is the next cycle and renews the old one;
    after a revocation it begins again. Locks the person, so that two completions at
    once see each other. The document is signed by a task after the commit. Publishes
    AwardGranted.

    Raises:
        PermissionDenied: badges and certificates come from their rules alone (by=None);
            a sign-off from a facilitator of the learner, or a site administrator.
        NobodyToName: they closed their account.
        NoLongerEarned: nobody earns it any more.
    """
    require(
        can_grant_award(by, achievement, to),
        _(
            "Only a facilitator of this person's cohort can sign this off, and nobody for themselves."
        ),
    )
    person = lock(to.pk)
    if person.anonymized_at is not None:
        raise NobodyToName
    last = last_award(achievement, person)
    if last is not None and not may_follow(last, rule=rule, components=components):
        return last
    if achievement.retired_at is not None:
        raise NoLongerEarned(achievement.name)
    why = Reasons(basis or {}, rule, minutes, started_at, components)
    renews = last if last is not None and last.stands else None
    award = add_award(
        achievement, person, by=by, why=why, renews=renews, joint_with=joint_with
    )
    if renews is not None:
        supersede(renews, by=by, reason=_("Earned again."))
    return award


def last_award(achievement: Achievement, person: User) -> Award | None:
    """The award that stands, expired or not; else the newest one that was revoked."""
    rows = list(
        Award.objects.filter(achievement=achievement, recipient=person)
        .select_related("achievement", "renews")
        .order_by("-pk")
    )
    return next((award for award in rows if award.stands), rows[0] if rows else None)


def may_follow(
    last: Award, *, rule: ProgramRule | None, components: Sequence[Award]
) -> bool:
    """Whether the same person may be granted again what they hold or once held.

    Badges and sign-offs: after a revocation, and once the last one can be renewed. A
    certificate comes back by its rule only when something was earned after the
    revocation, or after the grace of one that lapsed. Until then its holder renews it
    with a button. So the passing of time alone brings nothing back.
    """
    now, window = clock.now(), last.window
    if last.stands and (window is None or now < window.opens):
        return False
    if rule is None:
        return True
    if last.revoked_at is not None or window is None:
        since = (last.revoked_at or now).replace(microsecond=0)
        return any(part.awarded_at > since for part in components)
    return now > window.closes and _earned_since(last, window, rule, components)


def _earned_since(
    last: Award, window: Window, rule: ProgramRule, components: Sequence[Award]
) -> bool:
    """Whether something was earned after the grace, and in this cycle what is asked anew."""
    groups = rule.renewal_groups
    fresh = list(
        Award.objects.held_by(last.recipient_id).filter(
            awarded_at__gt=last.awarded_at,
            achievement__in={leaf for group in groups for leaf in group.leaves},
        )
    )
    if not any(part.awarded_at > window.closes for part in (*components, *fresh)):
        return False
    held = {award.achievement_id for award in fresh}
    return not groups or satisfied(groups, held, shared=rule.is_shared)


def may_earn(
    achievement: Achievement,
    person: User,
    *,
    rule: ProgramRule,
    components: Sequence[Award],
) -> bool:
    """Whether a rule that is met leads to a certificate now. Call with the person locked.

    Whoever closed their account earns nothing more: nobody would be named in it.
    """
    if person.anonymized_at is not None:
        return False
    last = last_award(achievement, person)
    return last is None or may_follow(last, rule=rule, components=components)


def lock(user_id: int) -> User:
    """The person, locked until the commit: read awards and rules after this, not before."""
    return User.objects.select_for_update(no_key=True).get(pk=user_id)


def add_award(
    achievement: Achievement,
    person: User,
    *,
    by: User | None,
    why: Reasons,
    renews: Award | None = None,
    joint_with: Award | None = None,
) -> Award:
    """Write an award with its snapshot and status entry. Call with the person locked."""
    now = clock.now().replace(microsecond=0)
    award = Award(
        public_id=uuid.uuid4(),
        achievement=achievement,
        recipient=person,
        cycle=renews.cycle + 1 if renews else 1,
        renews=renews,
        rule=why.rule,
        basis=why.basis,
        awarded_at=now,
        awarded_by=by,
        expires_at=end_of(
            achievement.valid_months,
            now=now,
            before=renews.expires_at if renews else None,
        ),
        joint_with=joint_with,
    )
    award.snapshot = snapshot_of(award, why)
    take_status_entry(award)
    publish(
        AwardGranted(
            award_id=award.pk, achievement_id=achievement.pk, user_id=person.pk
        )
    )
    tasks.sign_award.enqueue(award.pk)
    return award


def supersede(award: Award, *, by: User | None, reason: str) -> None:
    """A later cycle stands in an award's place from now on."""
    award.superseded_at = clock.now()
    award.save(update_fields=["superseded_at"])
    note_change(award, Verb.RENEWED, by=by, reason=reason)


def note_change(award: Award, verb: Verb, *, by: User | None, reason: str) -> None:
    """Add a deed to the log of an award."""
    AwardChange.objects.create(
        award=award, verb=verb, reason=reason, made_by=by, made_at=clock.now()
    )


def snapshot_of(award: Award, why: Reasons) -> dict[str, Any]:
    """What the award says today, whatever becomes of course, program and person."""
    achievement, person = award.achievement, award.recipient
    issuer, salt = achievement.issuer, secrets.token_urlsafe(9)
    return {
        "id": f"{issuer.origin}/credentials/{award.public_id}",
        "issuer": {
            "did": issuer.did,
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
        },
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
            "level": achievement.level,
            "version": str(achievement.version),
            "minutes": achievement.minutes if why.minutes is None else why.minutes,
            "language": "en-US",
        },
        "awarded_at": proofs.moment(award.awarded_at),
        "started_at": proofs.moment(why.started_at) if why.started_at else None,
        "expires_at": proofs.moment(award.expires_at) if award.expires_at else None,
        "components": [
            {
                "name": part.snapshot["achievement"]["name"],
                "slug": part.snapshot["achievement"]["slug"],
                "achievement": part.snapshot["achievement"]["id"],
                "credential": part.url,
            }
            for part in why.components
        ],
    }


def award_badge(event: CourseCompleted) -> None:
    """Somebody finished a course: grant its badge. Safe to run twice.

    A completion that comes after its person closed the account brings none.
    """
    enrollment = Enrollment.objects.select_related("user", "course", "plan").get(
        pk=event.enrollment_id
    )
    badge = ensure_badge(enrollment.course)
    person = lock(enrollment.user_id)
    if person.anonymized_at is not None or badge.retired_at is not None:
        return
    if _is_counted(enrollment, badge):
        return
    grant_award(
        badge,
        to=person,
        by=None,
        basis={"enrollment": enrollment.pk, **completion_facts(enrollment)},
        minutes=enrollment.plan.minutes,
        started_at=enrollment.enrolled_at,
    )


def _is_counted(enrollment: Enrollment, badge: Achievement) -> bool:
    """Whether this completion brought a badge already, however that stands now."""
    return Award.objects.filter(
        achievement=badge,
        recipient=enrollment.user,
        basis__enrollment=enrollment.pk,
        awarded_at__gte=(enrollment.completed_at or clock.now()).replace(microsecond=0),
    ).exists()
