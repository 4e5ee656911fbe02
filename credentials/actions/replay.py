"""Whether an award was rightly granted, from what the award carries alone.

That is its basis, its snapshot and the version of the rule that it names. No course, no
program and no school is asked: they may be gone. Reads only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.rules import is_complete
from credentials.models import Award, ProgramRule
from credentials.models.achievements import Kind
from credentials.rules.groups import groups_of
from credentials.rules.requirements import satisfied
from credentials.rules.trees import rule_words

Facts = dict[str, Any]


@dataclass(frozen=True)
class Replay:
    """Whether an award follows from its facts, and the argument in sentences."""

    holds: bool
    lines: list[str]


def replay(award: Award) -> Replay:
    """Decide again, by the rule of that day and the facts that were written down."""
    if award.rule is not None:
        return _by_rule(award, award.rule)
    if award.achievement.kind == Kind.SIGN_OFF:
        return _by_person(award)
    return _by_completion(award)


def _by_rule(award: Award, rule: ProgramRule) -> Replay:
    words = _("Rule, version %(version)s: %(words)s") % {
        "version": rule.version,
        "words": rule_words(rule.tree),
    }
    counted = award.basis.get("counted")
    if counted is None:
        return _before_facts(award, rule, words)
    lines = [words, *(_counted_line(fact) for fact in counted)]
    holds = _is_met(rule.tree["groups"], counted, rule.is_shared)
    lines += _places(rule, award.basis.get("assignment", []), counted)
    anew = award.basis.get("renewal", [])
    if award.basis.get("renews") and rule.tree.get("renewal"):
        since = _when(award.basis["since"])
        fresh = [fact for fact in anew if _when(fact["awarded_at"]) > since]
        renewed = _is_met(rule.tree["renewal"], fresh, rule.is_shared)
        lines.append(
            _("What the renewal asks for was earned anew.")
            if renewed
            else _("What the renewal asks for was not earned anew.")
        )
        holds = holds and renewed
    if award.basis.get("rule_version") != rule.version:
        lines.append(_("Its facts name another version of the rule."))
        holds = False
    for fact in [*counted, *anew]:
        if _when(fact["awarded_at"]) > award.awarded_at:
            lines.append(
                _("“%(name)s” was earned only after this award.")
                % {"name": fact["name"]}
            )
            holds = False
    lines.append(
        _("Together they meet the rule.") if holds else _("They do not meet the rule.")
    )
    return Replay(holds, lines)


def _is_met(
    groups: list[dict[str, Any]], counted: Sequence[Facts], shared: bool
) -> bool:
    """Whether the counted achievements, by their permanent ids, satisfy groups of a tree."""
    have = {fact["achievement_public_id"] for fact in counted}
    held = {
        leaf["id"]
        for group in groups
        for leaf in group["leaves"]
        if leaf["public_id"] in have
    }
    return satisfied(groups_of({"groups": groups}), held, shared=shared)


def _counted_line(fact: Facts) -> str:
    return _("Counted: “%(name)s”, earned on %(day)s.") % {
        "name": fact["name"],
        "day": _day(_when(fact["awarded_at"])),
    }


def _places(
    rule: ProgramRule, assignment: Sequence[Facts], counted: Sequence[Facts]
) -> list[str]:
    """What counted in which group."""
    names = {fact["achievement"]: fact["name"] for fact in counted}
    return [
        _("In “%(group)s”: %(names)s.")
        % {
            "group": place["group"],
            "names": ", ".join(
                _("“%(name)s”") % {"name": names[pk]}
                for pk in place["achievements"]
                if pk in names
            ),
        }
        for place in (assignment if len(rule.tree["groups"]) > 1 else ())
        if place["achievements"]
    ]


def _before_facts(award: Award, rule: ProgramRule, words: str) -> Replay:
    """An award of earlier days names the awards that counted, and nothing about them."""
    ids = award.basis.get("awards", [])
    parts = list(Award.objects.filter(pk__in=ids).select_related("achievement"))
    held = {part.achievement_id for part in parts}
    holds = satisfied(rule.groups, held, shared=rule.is_shared)
    standing = [part for part in parts if part.revoked_at is None]
    gone = [part for part in parts if part.revoked_at is not None]
    lines = [words]
    if standing:
        lines.append(
            _(
                "Granted before facts were kept; its counted awards still stand: %(names)s."
            )
            % {"names": _names(standing)}
        )
    if gone:
        lines.append(_("Revoked since: %(names)s.") % {"names": _names(gone)})
    if not parts:
        lines.append(_("Granted before facts were kept, and it names no award."))
    lines.append(
        _("Together they meet the rule.") if holds else _("They do not meet the rule.")
    )
    return Replay(holds, lines)


def _by_completion(award: Award) -> Replay:
    """A badge: the course's rule over the steps that were required, retired and done."""
    facts = award.basis.get("completion")
    if facts is None and "required" in award.basis:
        facts = award.basis
    if facts is None:
        return Replay(
            True,
            [
                _(
                    "Granted before facts were kept. Nothing that it carries speaks against it."
                )
            ],
        )
    done = {row["step"] for row in facts["done"]}
    late = [row for row in facts["done"] if _when(row["at"]) > _until(award)]
    asked = set(facts["required"]) - set(facts["retired"])
    holds = not late and is_complete(
        set(facts["required"]), set(facts["retired"]), done
    )
    lines = [
        _(
            "Plan, version %(version)s: %(count)s steps were required, %(retired)s of them retired since."
        )
        % {
            "version": facts["plan_version"],
            "count": len(facts["required"]),
            "retired": len(set(facts["required"]) & set(facts["retired"])),
        },
        _("Done: %(done)s of the %(asked)s that were still asked for.")
        % {"done": len(asked & done), "asked": len(asked)},
    ]
    if late:
        lines.append(_("A step was done only after this award."))
    lines.append(
        _("So the course was finished.")
        if holds
        else _("So the course was not finished.")
    )
    return Replay(holds, lines)


def _by_person(award: Award) -> Replay:
    """A sign-off: somebody said so, and what they saw."""
    if award.awarded_by is None:
        return Replay(False, [_("Nobody signed it off.")])
    line = _("Signed off on %(day)s by %(name)s.") % {
        "day": _day(award.awarded_at),
        "name": award.awarded_by.display_name or _("somebody whose name was taken off"),
    }
    note = award.basis.get("note", "")
    if not note:
        return Replay(True, [line, _("Granted before notes were asked for.")])
    return Replay(True, [line, _("What they saw: %(note)s") % {"note": note}])


def _until(award: Award) -> dt.datetime:
    """The end of the second in which an award was made; its moment has no fractions."""
    return award.awarded_at + dt.timedelta(seconds=1)


def _names(parts: Sequence[Award]) -> str:
    return ", ".join(
        _("“%(name)s”") % {"name": part.snapshot["achievement"]["name"]}
        for part in parts
    )


def _when(moment: str) -> dt.datetime:
    return dt.datetime.fromisoformat(moment.replace("Z", "+00:00"))


def _day(moment: dt.datetime) -> str:
    return str(date_format(moment.astimezone(dt.UTC), "j F Y"))
