"""Somebody's own standing in a program, as software reads it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from credentials.models import ProgramRule
from credentials.pages.study import Standing
from credentials.rules.groups import Group
from credentials.rules.trees import rule_words
from credentials.rules.ways import Way

Absolute = Callable[[str], str]
Json = dict[str, Any]


def standing_json(place: Standing, absolute: Absolute) -> Json:
    """Certificate, groups with what counts in each, what is unmet, the shortest ways.

    `absolute` makes addresses of this site whole.
    """
    rule, lacking = place.rule, place.missing
    certificate = rule.achievement
    ways = {"by_courses": lacking.by_courses, "by_hours": lacking.by_hours}
    return {
        "certificate": {
            "uuid": str(certificate.public_id),
            "id": certificate.url,
            "name": certificate.name,
            "page": absolute(place.page.url) if place.page else None,
            "award": absolute(place.award.get_absolute_url()) if place.award else None,
        },
        "rule": {
            "version": rule.version,
            "words": rule_words(rule.tree),
            "is_shared": rule.is_shared,
        },
        "is_satisfied": lacking.is_possible and not lacking.leaves,
        "sentence": place.sentence,
        "groups": [
            group_json(place, number, absolute) for number in range(len(rule.groups))
        ],
        "unmet": [
            {
                "group": gap.label,
                "more": gap.more,
                "minutes": gap.minutes,
                "achievements": [uuids_of(rule)[leaf] for leaf in gap.leaves],
            }
            for gap in lacking.gaps
        ],
        "shortest": {
            name: way_json(place, way, absolute) for name, way in ways.items()
        },
    }


def group_json(place: Standing, number: int, absolute: Absolute) -> Json:
    """One group: what it asks for, how much of it is there, and its achievements."""
    group: Group = place.rule.groups[number]
    counted = place.missing.counted[number] if place.missing.counted else ()
    held = sum(group.amount(leaf) for leaf in counted)
    return {
        "label": group.label,
        "unit": "minutes" if group.is_timed else "achievements",
        "needed": group.demand,
        "held": held,
        "is_met": held >= group.demand,
        "achievements": [
            {
                **leaf_json(place, leaf, absolute),
                "state": state_of(place, leaf["id"]),
                "counts_here": leaf["id"] in counted,
            }
            for leaf in place.rule.tree["groups"][number]["leaves"]
        ],
    }


def way_json(place: Standing, way: Way | None, absolute: Absolute) -> Json | None:
    """What finishes the rule one way, in the rule's order."""
    if way is None:
        return None
    leaves = {x["id"]: x for g in place.rule.tree["groups"] for x in g["leaves"]}
    return {
        "courses": len(way.leaves),
        "minutes": way.minutes,
        "is_exact": way.is_exact,
        "achievements": [leaf_json(place, leaves[x], absolute) for x in way.leaves],
    }


def leaf_json(place: Standing, leaf: Json, absolute: Absolute) -> Json:
    """An achievement by name, permanent id, minutes, and where to earn it."""
    link = place.way.links.get(leaf["id"], "")
    return {
        "uuid": leaf["public_id"],
        "name": leaf["name"],
        "kind": leaf["kind"],
        "minutes": leaf["minutes"],
        "link": absolute(link) if link else None,
    }


def state_of(place: Standing, leaf: int) -> str:
    """Earned, begun, or open."""
    if leaf in place.way.held:
        return "earned"
    return "begun" if leaf in place.way.begun else "open"


def uuids_of(rule: ProgramRule) -> dict[int, str]:
    """The permanent ids of what a rule names."""
    return {x["id"]: x["public_id"] for g in rule.tree["groups"] for x in g["leaves"]}
