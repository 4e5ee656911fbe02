"""What two issuers award together: who waits, who has approved, and the pair of awards."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from credentials import tasks
from credentials.actions.awards import grant_award, lock, may_earn
from credentials.errors import NoLongerCandidate, NotTheirsToApprove
from credentials.events import AwardGranted, CandidacyApproved, CandidacyOpened
from credentials.models import (
    Achievement,
    Approval,
    Award,
    Candidacy,
    Issuer,
    ProgramRule,
)
from credentials.models.achievements import Kind
from credentials.permissions import can_approve
from credentials.rules import requirements
from credentials.rules.facts import rule_facts
from credentials.standards import proofs
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish

# What a partner's achievement says in the same words as ours.
WORDS = (
    "slug",
    "name",
    "description",
    "criteria",
    "is_not",
    "minutes",
    "level",
    "valid_months",
    "renewal_window_days",
    "grace_days",
)


@transaction.atomic
def ensure_counterpart(
    certificate: Achievement, partner: Issuer | None
) -> Achievement | None:
    """What a partner awards together with a certificate, made once; its words follow.

    Without a partner (or with another one) what exists stays as it is, for those who
    hold it; the certificate only stops naming it. Whoever waited for a partner that is
    gone gets the certificate by the rule alone, in a task.
    """
    before = certificate.counterpart
    if partner is None or partner.pk == certificate.issuer_id:
        _name_counterpart(certificate, None)
        return None
    if before is not None and before.issuer_id == partner.pk:
        return _follow(before, certificate)
    known = Achievement.objects.filter(
        issuer=partner,
        kind=Kind.CERTIFICATE,
        slug=certificate.slug,
        program=None,
        counterpart_of=None,
    ).first()
    made = _follow(
        known or Achievement(issuer=partner, kind=Kind.CERTIFICATE), certificate
    )
    _name_counterpart(certificate, made)
    return made


def _follow(counterpart: Achievement, certificate: Achievement) -> Achievement:
    """Store the certificate's words; other words are a new version."""
    changed = [
        word
        for word in WORDS
        if getattr(counterpart, word) != getattr(certificate, word)
    ]
    if counterpart.pk is not None and not changed:
        return counterpart
    counterpart.version += 1 if counterpart.pk else 0
    for word in changed:
        setattr(counterpart, word, getattr(certificate, word))
    counterpart.save()
    return counterpart


def _name_counterpart(
    certificate: Achievement, counterpart: Achievement | None
) -> None:
    if certificate.counterpart == counterpart:
        return
    certificate.counterpart = counterpart
    certificate.save(update_fields=["counterpart"])
    waiting = Candidacy.objects.filter(achievement=certificate, settled_at=None)
    if counterpart is None and waiting.exists():
        newest = certificate.rules.order_by("-version").first()
        if newest is not None:
            tasks.backfill_program.enqueue(newest.pk)


def open_candidacy(rule: ProgramRule, person: User) -> Candidacy | None:
    """Somebody met the rule of a joint certificate: both issuers are asked, once.

    None when the certificate is held already, or was and nothing was earned since; an
    open candidacy is returned as it is. Call with the person locked. Publishes
    CandidacyOpened.
    """
    certificate = rule.achievement
    held = counted(rule, person)
    if held is None or not _may_be_granted(rule, person, held):
        return None
    candidacy, is_new = Candidacy.objects.get_or_create(
        achievement=certificate,
        person=person,
        settled_at=None,
        defaults={"rule": rule, "created_at": clock.now()},
    )
    if is_new:
        publish(
            CandidacyOpened(
                candidacy_id=candidacy.pk,
                achievement_id=certificate.pk,
                user_id=person.pk,
            )
        )
    return candidacy


@transaction.atomic
def approve(
    candidacy: Candidacy, *, for_issuer: Issuer, by: User, note: str = ""
) -> Approval:
    """One issuer's yes; with the second one, both awards are granted at once.

    An issuer approves once: whoever comes second gets the approval that stands. The
    rule under which the person became a candidate is asked again each time. Locks the
    person, then the candidacy. Publishes CandidacyApproved, and AwardGranted twice.

    Raises:
        PermissionDenied: `by` does not sign for the issuer, or is the candidate.
        NotTheirsToApprove: the issuer is not one of the two.
        NoLongerCandidate: what was counted is not held any more.
    """
    require(
        can_approve(by, for_issuer, candidacy.person_id),
        _("Only a signatory of %(issuer)s can approve, and nobody for themselves.")
        % {"issuer": for_issuer.name},
    )
    person = lock(candidacy.person_id)
    candidacy = (
        Candidacy.objects.select_for_update(of=("self",))
        .select_related("achievement__issuer", "achievement__counterpart__issuer")
        .select_related("rule__achievement__counterpart")
        .get(pk=candidacy.pk)
    )
    if standing := candidacy.approvals.filter(issuer=for_issuer).first():
        return standing
    certificate = candidacy.achievement
    counterpart = certificate.counterpart
    if candidacy.settled_at is not None or counterpart is None:
        raise NotTheirsToApprove(certificate.name)
    asked = {certificate.issuer_id, counterpart.issuer_id}
    if for_issuer.pk not in asked:
        raise NotTheirsToApprove(certificate.name)
    held = counted(candidacy.rule, person)
    if held is None or not _may_be_granted(candidacy.rule, person, held):
        raise NoLongerCandidate(person.display_name)
    approval: Approval = candidacy.approvals.create(
        issuer=for_issuer, approved_by=by, note=note, approved_at=clock.now()
    )
    publish(
        CandidacyApproved(
            candidacy_id=candidacy.pk, issuer_id=for_issuer.pk, actor_id=by.pk
        )
    )
    approvals = list(candidacy.approvals.filter(issuer__in=asked).order_by("pk"))
    if len(approvals) == len(asked):
        reasons = _reasons(candidacy.rule, held, approvals)
        _grant_both(certificate, counterpart, person, reasons)
    return approval


def counted(rule: ProgramRule, person: User) -> tuple[Award, ...] | None:
    """The valid awards by which somebody meets a rule; None when they do not."""
    named = {leaf for group in rule.groups for leaf in group.leaves}
    held = {
        award.achievement_id: award
        for award in Award.objects.held_by(person.pk)
        .filter(achievement__in=named)
        .select_related("achievement")
    }
    if not requirements.satisfied(rule.groups, held.keys(), shared=rule.is_shared):
        return None
    return tuple(held.values())


def _may_be_granted(rule: ProgramRule, person: User, held: tuple[Award, ...]) -> bool:
    """Whether both halves can be granted now; they come and go together."""
    pair = (rule.achievement, rule.achievement.counterpart)
    return all(
        may_earn(half, person, rule=rule, components=held)
        for half in pair
        if half is not None
    )


def _reasons(
    rule: ProgramRule, held: tuple[Award, ...], approvals: list[Approval]
) -> dict[str, Any]:
    """Why both halves are granted: the rule, what counted, and who approved when."""
    return {
        "rule": rule,
        "basis": {
            **rule_facts(rule, held),
            "approvals": [
                {
                    "issuer": approval.issuer_id,
                    "signatory": approval.approved_by_id,
                    "when": proofs.moment(approval.approved_at),
                }
                for approval in approvals
            ],
        },
        "minutes": sum(award.snapshot["achievement"]["minutes"] for award in held),
        "components": held,
    }


def _grant_both(
    certificate: Achievement,
    counterpart: Achievement,
    person: User,
    reasons: dict[str, Any],
) -> None:
    """Both halves, for the same reasons, each in its own issuer's name."""
    ours = grant_award(certificate, to=person, by=None, **reasons)
    grant_award(counterpart, to=person, by=None, joint_with=ours, **reasons)


def settle_candidacy(event: AwardGranted) -> None:
    """A certificate was granted: its holder waits for nobody any more."""
    Candidacy.objects.filter(
        achievement=event.achievement_id, person=event.user_id, settled_at=None
    ).update(award=event.award_id, settled_at=clock.now())
