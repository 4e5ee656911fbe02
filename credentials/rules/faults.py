"""What is wrong with a rule, in words for its author; a draft may say anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from credentials.rules.groups import Group, components, groups_of
from credentials.rules.requirements import problems
from credentials.rules.trees import group_of

Tree = dict[str, Any]
LeadsBack = Callable[[int], bool]
"""Whether an achievement requires, itself or through others, the certificate in question."""

CERTIFICATE = "certificate"  # a leaf's kind


def sentences(
    tree: Tree, *, certificate: int | None, leads_back: LeadsBack
) -> list[str]:
    """What is wrong with a rule and its renewal; empty when it can be published.

    `certificate` is the id of the one that the rule is for, once there is one.
    """
    return [
        *rule_faults(tree, certificate, leads_back),
        *(
            _("Renewal: %(sentence)s") % {"sentence": sentence}
            for sentence in renewal_faults(tree, certificate)
        ),
    ]


def rule_faults(
    tree: Tree, certificate: int | None, leads_back: LeadsBack
) -> list[str]:
    """What is wrong with what the certificate asks for."""
    if not tree["groups"]:
        return [_("A program needs at least one group.")]
    found = [*faults_of(tree["groups"], shared=tree["shared"])]
    if certificate is not None:
        found += circles(tree, certificate, leads_back)
    return list(dict.fromkeys(found))


def renewal_faults(tree: Tree, certificate: int | None) -> list[str]:
    """What is wrong with what its renewal asks for; nothing is asked by default."""
    groups = tree.get("renewal") or []
    found = [*faults_of(groups, shared=tree["shared"])] if groups else []
    found += [
        _("The group “%(label)s” asks for this certificate itself.") % group
        for group in groups
        for leaf in group["leaves"]
        if certificate is not None and leaf["id"] == certificate
    ]
    return list(dict.fromkeys(found))


def faults_of(groups: list[dict[str, Any]], *, shared: bool) -> Iterator[str]:
    """Sentences about groups alone, each naming its group."""
    rule = groups_of({"groups": groups})
    for problem, number in problems(rule, shared=shared):
        if number >= 0:
            yield fault(problem, rule, number, groups[number])


def problems_of_group(value: Any) -> Iterator[tuple[str, str]]:
    """What a group of the editor gets wrong by itself: problem and sentence."""
    group = group_of(value)
    rule = groups_of({"groups": [group]})
    for problem, number in problems(rule):
        yield problem, fault(problem, rule, number, group)


def fault(
    problem: str, rule: Sequence[Group], number: int, group: dict[str, Any]
) -> str:
    """One problem in words."""
    asked, total = rule[number].demand, len(rule[number].leaves)
    words = {
        "label": group["label"],
        "asked": asked,
        "total": sum(rule[number].minutes) if rule[number].is_timed else total,
        "labels": tangled(rule, number),
        "name": twice(group),
    }
    return {
        "empty_group": _("The group “%(label)s” is empty: choose what counts in it."),
        "twice_in_group": _("The group “%(label)s” lists “%(name)s” twice."),
        "both_demands": _(
            "The group “%(label)s” asks for a number and for minutes. Keep one of them."
        ),
        "minimum_out_of_range": _(
            "The group “%(label)s” asks for %(asked)s of %(total)s."
        ),
        "hours_out_of_range": _(
            "The group “%(label)s” asks for %(asked)s minutes; what it lists has %(total)s together."
        ),
        "too_much_overlap": _(
            "The groups %(labels)s share so many achievements, some of them by minutes, that nobody could be told the shortest way at once. Let fewer of them list the same, or tick “shared”."
        ),
        "impossible": _(
            "The groups %(labels)s compete for the same achievements, so nobody could satisfy all of them. Tick “shared”, or list more."
        ),
    }[problem] % words


def tangled(rule: Sequence[Group], number: int) -> str:
    """The labels of the groups that share achievements with one group."""
    part = next(part for part in components(rule) if number in part)
    names = [_("“%(name)s”") % {"name": rule[n].label} for n in part]
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {
        "some": ", ".join(names[:-1]),
        "last": names[-1],
    }


def twice(group: dict[str, Any]) -> str:
    """The name of the first achievement that a group lists a second time."""
    seen: set[int] = set()
    for leaf in group["leaves"]:
        if leaf["id"] in seen:
            return str(leaf["name"])
        seen.add(leaf["id"])
    return ""


def circles(tree: Tree, certificate: int, leads_back: LeadsBack) -> Iterator[str]:
    """Groups that require, directly or through others, the certificate itself."""
    for group in tree["groups"]:
        for leaf in group["leaves"]:
            if leaf["id"] == certificate:
                yield (
                    _("The group “%(label)s” asks for this certificate itself.") % group
                )
            elif leaf["kind"] == CERTIFICATE and leads_back(leaf["id"]):
                yield _(
                    "The group “%(label)s” asks for “%(name)s”, which requires this certificate."
                ) % {"label": group["label"], "name": leaf["name"]}
