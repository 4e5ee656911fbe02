"""From a rule and what somebody holds to the confluence that is drawn of it.

The picture is made of the same tree that decides the award, so it cannot promise more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import caches
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credentials.art.confluence import (
    Confluence,
    Drawing,
    Phrases,
    Pool,
    Stream,
    draw,
    mini,
)
from credentials.models import ProgramRule
from credentials.models.achievements import Kind
from credentials.rules.groups import groups_of
from credentials.rules.requirements import missing
from credentials.rules.trees import rule_words
from credentials.standards.openbadges import hours
from lms.core.safe_html import drawn


@dataclass(frozen=True)
class Way:
    """How far somebody is: what is held, what has been begun, and where it leads.

    `begun` maps an achievement to the share of its course that is done; `links` to an
    address; `strands` (for certificates that a rule requires) to the slugs of courses.
    """

    held: Collection[int] = ()
    begun: Mapping[int, float] = field(default_factory=dict)
    links: Mapping[int, str] = field(default_factory=dict)
    strands: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


NOBODY = Way()


def confluence(
    tree: dict[str, Any],
    *,
    slug: str,
    title: str,
    way: Way = NOBODY,
    earned: bool = False,
    counted: Sequence[Collection[int]] = (),
) -> Confluence:
    """The rule as streams and pools. Pure.

    `counted` says which held achievements count in which group, as the rule decides it;
    without it the rule is asked here.
    """
    places = counted or places_of(tree, way)
    return Confluence(
        slug=slug,
        title=title,
        state="earned" if earned else "open",
        pools=tuple(
            Pool(
                label=group["label"] if len(tree["groups"]) > 1 else "",
                needed=needed(group),
                streams=tuple(
                    stream(leaf, way, elsewhere(tree, places, number, leaf["id"]))
                    for leaf in group["leaves"]
                ),
                unit="courses" if group["minimum_minutes"] is None else "minutes",
            )
            for number, group in enumerate(tree["groups"])
        ),
    )


def places_of(tree: dict[str, Any], way: Way) -> Sequence[Collection[int]]:
    """Which held achievements count in which group; empty when no rule can say it."""
    held = frozenset(way.held)
    return missing(groups_of(tree), held, shared=tree["shared"]).counted


def elsewhere(
    tree: dict[str, Any], places: Sequence[Collection[int]], number: int, leaf: int
) -> str:
    """The group in which an achievement counts instead of this one; empty: here, or none."""
    if not places or leaf in places[number]:
        return ""
    return next(
        (
            group["label"]
            for group, place in zip(tree["groups"], places, strict=True)
            if leaf in place
        ),
        "",
    )


def needed(group: dict[str, Any]) -> int:
    """How many achievements, or minutes, a group asks for."""
    if group["minimum_minutes"] is not None:
        return int(group["minimum_minutes"])
    return int(group["minimum"] or len(group["leaves"]))


def stream(leaf: dict[str, Any], way: Way, other: str = "") -> Stream:
    """One achievement of a rule on somebody's way.

    What is held and counts in an `other` group is drawn there, and dry here.
    """
    pk = leaf["id"]
    is_certificate = leaf["kind"] == Kind.CERTIFICATE
    state = "open"
    if pk in way.held and not other:
        state = "earned"
    elif pk in way.begun and not other:
        state = "progress"
    return Stream(
        slug=leaf["slug"],
        title=leaf["name"],
        state=state,  # type: ignore[arg-type]
        note=_("earned, counts in “%(group)s”") % {"group": other} if other else "",
        minutes=leaf["minutes"],
        href=way.links.get(pk, ""),
        done=way.begun.get(pk, 0.5),
        strands=way.strands.get(pk) or ((leaf["slug"],) if is_certificate else ()),
    )


def drawing(picture: Confluence) -> Drawing:
    """The pictures and the words of a confluence, kept in memory: it never changes."""
    key = f"confluence:{get_language()}:{hash(picture)}"
    kept: tuple[Confluence, Drawing] | None = caches["local"].get(key)
    if kept is None or kept[0] != picture:
        kept = (picture, draw(picture, phrases()))
        caches["local"].set(key, kept, 3600)
    return kept[1]


def program_pictures() -> list[dict[str, Any]]:
    """Every live program, drawn as its certificate is first reached, for the home page."""
    rules = (
        ProgramRule.objects.in_force()
        .filter(achievement__program__live=True)
        .select_related("achievement__program")
        .order_by("achievement__program__path")
    )
    return [
        {
            "page": rule.achievement.program,
            "mini": small(rule),
            "rule_words": rule_words(rule.tree),
        }
        for rule in rules
    ]


def small(rule: ProgramRule) -> str:
    """A rule's picture without words, kept in memory: a rule never changes."""
    key = f"mini:{rule.achievement.public_id}:{rule.version}:{rule.achievement.slug}"
    svg: str | None = caches["local"].get(key)
    if svg is None:
        achievement = rule.achievement
        picture = confluence(
            rule.tree,
            slug=achievement.slug,
            title=achievement.name,
            way=Way(held=just_enough(rule.tree)),
            earned=True,
        )
        svg = mini(picture)
        caches["local"].set(key, svg, 3600)
    return drawn(svg)


def just_enough(tree: dict[str, Any]) -> frozenset[int]:
    """A shortest way through a rule, to show what it makes."""
    found = missing(groups_of(tree), frozenset(), shared=tree["shared"])
    return frozenset(found.leaves)


def phrases() -> Phrases:
    """The words of a picture in the reader's language."""
    return Phrases(
        earned=_("earned"),
        progress=_("in progress"),
        open=_("open"),
        not_earned=_("not yet earned"),
        required=_("required"),
        all_of=_("all {count}"),
        any_of=_("any {needed} of {count}"),
        hours_of=_("at least {needed} hours"),
        nothing=_("nothing to take yet"),
        enough=_("enough has flowed in"),
        to_go=_("{reached} in, {missing} to go"),
        hours_in=_("{reached} of {needed} hours in"),
        heading=_("{label}: {rule}"),
        so_far=_("{reached} of {needed}"),
        hours_so_far=_("{reached} of {needed} hours"),
        summary=_("{parts} so far."),
        complete=_("Everything has flowed in. {title} is earned."),
        hours=hours,
    )
