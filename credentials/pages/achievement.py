"""What an achievement says for itself: its page, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.art import images
from credentials.models import Achievement, Award, ProgramRule
from credentials.models.achievements import Kind
from credentials.printing.words import together
from credentials.rules.trees import group_words
from credentials.standards import openbadges
from credentials.standards.canonical import Json
from lms.core.safe_html import stored

LEAST_TOLD = 5
"""Below so many holders nothing is said of how many: they could be guessed by name."""


def shown(found: Achievement) -> dict[str, Any]:
    """What the page of an achievement says."""
    rule = rule_of(found)
    groups = rule.tree["groups"] if rule else []
    pages = (found.course, found.program)
    return {
        "achievement": found,
        "groups": [(group, group_words(group)) for group in groups],
        "hours": openbadges.hours(found.minutes) if found.minutes else "",
        "stone": stone_of(found, rule),
        "task": stored(found.task_html),
        "issuers": together(issuers(found)),
        "vetting": vetting(found, rule),
        "validity": validity(found),
        "holders": holders(found),
        "page": next((p for p in pages if p is not None and p.live), None),
    }


def rule_of(found: Achievement) -> ProgramRule | None:
    """The rule in force of a certificate; of a partner's half, that of ours."""
    if found.kind != Kind.CERTIFICATE:
        return None
    ours = getattr(found, "counterpart_of", None) or found
    newest: ProgramRule | None = (
        ProgramRule.objects.filter(achievement=ours).order_by("-version").first()
    )
    return newest


def rules_of(found: Iterable[Achievement]) -> dict[int, ProgramRule]:
    """What `rule_of` finds for each of many, by achievement: two queries."""
    certificates = [a.pk for a in found if a.kind == Kind.CERTIFICATE]
    if not certificates:
        return {}
    ours = dict(
        Achievement.objects.filter(counterpart__in=certificates).values_list(
            "counterpart_id", "pk"
        )
    )
    rules = ProgramRule.objects.filter(
        achievement__in={ours.get(pk, pk) for pk in certificates}
    )
    newest = {rule.achievement_id: rule for rule in rules.order_by("version")}
    return {
        pk: newest[ours.get(pk, pk)]
        for pk in certificates
        if ours.get(pk, pk) in newest
    }


def strands_of(found: Achievement) -> tuple[str, ...]:
    """The courses whose colors a certificate wears."""
    return _strands(rule_of(found))


def stone_of(found: Achievement, rule: ProgramRule | None) -> str:
    """The stone as SVG, in the colors of the rule's courses."""
    return images.stone({"kind": found.kind, "slug": found.slug}, _strands(rule))


def issuers(found: Achievement) -> list[str]:
    """Who issues it: one name, or ours and the partner's."""
    ours = getattr(found, "counterpart_of", None) or found
    names = [ours.issuer.name]
    return names if ours.counterpart is None else [*names, ours.counterpart.issuer.name]


def vetting(found: Achievement, rule: ProgramRule | None) -> str:
    """Who or what decides that somebody has earned it."""
    if found.kind == Kind.SIGN_OFF:
        return _(
            "A facilitator of the learner’s cohort looks at the work and signs it off by the public rubric. Nobody signs off their own."
        )
    if found.kind == Kind.BADGE:
        return _(
            "The server, when every step that the course requires is done. Quizzes count when they are passed, discussions when something was said. Nobody applies."
        )
    if len(issuers(found)) > 1:
        return _(
            "The published rule says who can get it. Then a signatory of each issuer approves by name."
        )
    if rule is None:
        return _("By a rule that is not published yet.")
    return _(
        "The published rule, version %(version)s, on the day on which it is met. Nobody applies, and no one can be passed over."
    ) % {"version": rule.version}


def validity(found: Achievement) -> str:
    """How long it holds, and how it is renewed."""
    if found.valid_months is None:
        return _("It does not expire.")
    months = ngettext(
        "For %(count)s month.", "For %(count)s months.", found.valid_months
    ) % {"count": found.valid_months}
    renewal = _(
        "It can be renewed from %(before)s days before its end until %(after)s days after."
    ) % {"before": found.renewal_window_days, "after": found.grace_days}
    return f"{months} {renewal}"


def holders(found: Achievement) -> int:
    """How many people hold it today; 0 while they are too few to be told."""
    count = Award.objects.valid().filter(achievement=found).count()
    return count if count >= LEAST_TOLD else 0


def as_json(found: Achievement, rule: ProgramRule | None) -> Json:
    """An achievement with its rule as credentials describe it, without a signature."""
    issuer = found.issuer
    leaves = [x for g in rule.tree["groups"] for x in g["leaves"]] if rule else []
    said = {
        "achievement": {
            "id": found.url,
            "kind": found.kind,
            "name": found.name,
            "description": found.description,
            "criteria": found.criteria,
            "version": str(found.version),
            "minutes": found.minutes,
            "language": "en-US",
        },
        "components": [
            {
                "name": leaf["name"],
                "achievement": f"{issuer.origin}/achievements/{leaf['public_id']}",
            }
            for leaf in leaves
        ],
    }
    creator = openbadges.profile(
        {
            "did": issuer.did,
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
        }
    )
    described: Json = openbadges.filled(
        {
            "@context": openbadges.CONTEXT,
            **openbadges.described(said),
            "creator": creator,
        }
    )
    return described


def _strands(rule: ProgramRule | None) -> tuple[str, ...]:
    if rule is None:
        return ()
    return tuple(leaf["slug"] for g in rule.tree["groups"] for leaf in g["leaves"])
