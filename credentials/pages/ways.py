"""Pure: what is still missing for a certificate, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.rules.requirements import Missing
from credentials.rules.ways import Gap, Way
from credentials.standards.openbadges import hours

Leaf = Mapping[str, Any]


def to_go(tree: Mapping[str, Any], lacking: Missing, begun: Collection[int]) -> str:
    """What is still missing, and the shortest ways there, in a few sentences.

    The way with the fewest hours is told when it is another than the one with the
    fewest courses; groups are named when there are several.
    """
    leaves = {x["id"]: x for group in tree["groups"] for x in group["leaves"]}
    if not lacking.leaves:
        return ""
    ways = lacking.ways
    count = len(ways[0].leaves)
    said = [ngettext("One to go.", "%(count)s to go.", count) % {"count": count}]
    names = listed([quoted(leaves[pk], begun) for pk in ways[0].leaves])
    way_there = (
        _("The shortest way there: %(names)s.")
        if ways[0].is_exact
        else _("A short way there: %(names)s.")
    )
    said.append(way_there % {"names": names})
    if ways[0].minutes:
        said.append(_("About %(hours)s hours in all.") % _hours(ways[0]))
    if len(ways) > 1:
        names = listed([quoted(leaves[pk], begun) for pk in ways[1].leaves])
        said.append(
            _("With the fewest hours: %(names)s, about %(hours)s hours in all.")
            % {"names": names, **_hours(ways[1])}
        )
    if len(tree["groups"]) > 1:
        said.append(still_open(lacking.gaps))
    return " ".join(said)


def still_open(gaps: Sequence[Gap]) -> str:
    """The groups that are not met, and how much each still asks for."""
    return _("Still open: %(groups)s.") % {"groups": listed([gap(g) for g in gaps])}


def gap(one: Gap) -> str:
    """ "“Core” (2 more)", "“Electives” (1.5 hours more)", rounded up."""
    if one.minutes:
        return _("“%(label)s” (%(hours)s hours more)") % {
            "label": one.label,
            "hours": hours(-(-one.minutes // 6) * 6),
        }
    return _("“%(label)s” (%(count)s more)") % {"label": one.label, "count": one.more}


def quoted(leaf: Leaf, begun: Collection[int]) -> str:
    """An achievement by name, and whether it was begun."""
    words = (
        _("“%(name)s” (you have begun it)") if leaf["id"] in begun else _("“%(name)s”")
    )
    return words % {"name": leaf["name"]}


def listed(names: Sequence[str]) -> str:
    """ "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {
        "some": ", ".join(names[:-1]),
        "last": names[-1],
    }


def _hours(way: Way) -> dict[str, str]:
    return {"hours": hours(way.minutes)}
