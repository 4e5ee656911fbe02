"""Reads about what two issuers award together: who waits for whom, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from credentials.models import Achievement, Approval, Award, Candidacy, Issuer
from credentials.rules import requirements

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from credentials.models import ProgramRule
    from lms.accounts.models import User


@dataclass(frozen=True)
class Voice:
    """One of the two issuers, and its approval if it has given one."""

    issuer: Issuer
    approval: Approval | None


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits, as a signatory reads it."""

    candidacy: Candidacy
    counted: list[Award]
    is_met: bool
    mine: list[Voice]
    others: list[Voice]

    @property
    def waits_for_me(self) -> list[Voice]:
        """The issuers in whose name the reader can approve now."""
        return [voice for voice in self.mine if voice.approval is None]


def waiting(user: User | AnonymousUser, rules: Iterable[ProgramRule]) -> dict[int, str]:
    """For each joint certificate that somebody waits for: who has approved, in words.

    Keys are ids of achievements. Two queries, none when no rule is joint.
    """
    joint = [rule.achievement_id for rule in rules if rule.achievement.counterpart_id]
    if not joint or not user.is_authenticated:
        return {}
    found = open_candidacies().filter(person=user.pk, achievement__in=joint)
    return {
        candidacy.achievement_id: sentence(voices(candidacy)) for candidacy in found
    }


def open_candidacies() -> QuerySet[Candidacy]:
    """Whoever waits for two issuers now, with the issuers and their approvals."""
    return (
        Candidacy.objects.filter(
            settled_at=None,
            achievement__counterpart__isnull=False,
            person__anonymized_at=None,
        )
        .select_related("achievement__issuer", "achievement__counterpart__issuer")
        .prefetch_related("approvals")
    )


def voices(candidacy: Candidacy) -> list[Voice]:
    """Both issuers of a candidacy, ours first, each with its approval."""
    given = {approval.issuer_id: approval for approval in candidacy.approvals.all()}
    return [
        Voice(issuer, given.get(issuer.pk))
        for issuer in issuers_of(candidacy.achievement)
    ]


def issuers_of(certificate: Achievement) -> list[Issuer]:
    """Who awards a certificate: its issuer, and its counterpart's."""
    if certificate.counterpart is None:
        return [certificate.issuer]
    return [certificate.issuer, certificate.counterpart.issuer]


def sentence(both: Sequence[Voice]) -> str:
    """Who has approved and who has not, as the learner reads it."""
    parts = [
        (
            _("%(issuer)s has (%(day)s)")
            if voice.approval
            else _("%(issuer)s has not yet")
        )
        % {
            "issuer": voice.issuer.name,
            "day": _day(voice.approval) if voice.approval else "",
        }
        for voice in both
    ]
    return _("You meet the rule. Both issuers have to approve: %(states)s.") % {
        "states": ", ".join(parts)
    }


def _day(approval: Approval) -> str:
    return date_format(localtime(approval.approved_at), "j F Y")


def candidates(signatory: User, issuers: Any) -> QuerySet[Candidacy]:
    """Who waits for one of some issuers (ids), the longest first; never the reader."""
    return (
        open_candidacies()
        .filter(
            Q(achievement__issuer__in=issuers)
            | Q(achievement__counterpart__issuer__in=issuers)
        )
        .exclude(person=signatory)
        .select_related("person", "rule")
        .order_by("created_at", "pk")
    )


def read(found: Sequence[Candidacy], issuers: Collection[int]) -> list[Candidate]:
    """Candidacies with what was counted for each: one query for all of them."""
    held = _held(found)
    return [_candidate(c, held.get(c.person_id, {}), issuers) for c in found]


def _held(found: Sequence[Candidacy]) -> dict[int, dict[int, Award]]:
    """By person and achievement: the valid awards that the rules name."""
    named = {x for c in found for group in c.rule.groups for x in group.leaves}
    people = {c.person_id for c in found}
    held: dict[int, dict[int, Award]] = {}
    for award in Award.objects.valid().filter(
        recipient__in=people, achievement__in=named
    ):
        held.setdefault(award.recipient_id, {})[award.achievement_id] = award
    return held


def _candidate(
    candidacy: Candidacy, held: dict[int, Award], issuers: Collection[int]
) -> Candidate:
    rule = candidacy.rule
    leaves = [x for group in rule.groups for x in group.leaves]
    counted = {x: held[x] for x in leaves if x in held}
    both = voices(candidacy)
    return Candidate(
        candidacy=candidacy,
        counted=sorted(counted.values(), key=_when),
        is_met=requirements.satisfied(
            rule.groups, counted.keys(), shared=rule.is_shared
        ),
        mine=[voice for voice in both if voice.issuer.pk in issuers],
        others=[voice for voice in both if voice.issuer.pk not in issuers],
    )


def _when(award: Award) -> Any:
    return award.awarded_at
