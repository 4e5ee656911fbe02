"""A program's rule between the editor, the database and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.models import Achievement, ProgramRule
from credentials.models.rules import groups_of
from credentials.rules.requirements import problems
from credentials.standards.openbadges import hours

Tree = dict[str, Any]


def tree_of(stream: Iterable[Any], *, is_shared: bool) -> Tree:
    """The tree of a rule as an author built it, with ids and labels of today."""
    groups = []
    for block in stream:
        value = block.value
        groups.append(
            {
                "label": value["label"],
                "minimum": value["minimum"],
                "minimum_minutes": value["minimum_minutes"],
                "leaves": [leaf_of(a) for a in value["leaves"] if a is not None],
            }
        )
    return {"shared": is_shared, "groups": groups}


def leaf_of(achievement: Achievement) -> dict[str, Any]:
    """An achievement as a rule's tree names it."""
    return {
        "id": achievement.pk,
        "public_id": str(achievement.public_id),
        "slug": achievement.slug,
        "name": achievement.name,
        "kind": achievement.kind,
        "minutes": achievement.minutes,
    }


def sentences(tree: Tree, *, certificate: Achievement | None) -> list[str]:
    """What is wrong with a rule, in words; empty when it can be published."""
    said = {
        "empty_rule": _("A program needs at least one group."),
        "empty_group": _("A group needs at least one achievement."),
        "twice_in_group": _("An achievement stands twice in one group."),
        "minimum_out_of_range": _("A group asks for more achievements than it lists."),
        "hours_out_of_range": _(
            "A group asks for more minutes than its achievements have together."
        ),
        "too_much_overlap": _(
            "A group that asks for minutes shares too many achievements with others."
        ),
        "impossible": _(
            "Two groups compete for the same achievements, so nobody could satisfy both. Tick “shared”, or list more."
        ),
    }
    groups = groups_of(tree)
    found = dict.fromkeys(problems(groups, shared=tree["shared"]))
    if len(found) > 1:
        found.pop("impossible", None)
    answers = [said[name] for name in found]
    if any(g.minimum is not None and g.is_timed for g in groups):
        answers.append(_("A group asks for a number or for minutes, not for both."))
    if certificate is not None and leads_back(tree, certificate):
        answers.append(
            _("This certificate would require itself, directly or through others.")
        )
    return answers


def leads_back(tree: Tree, certificate: Achievement) -> bool:
    """Whether a rule requires, through other certificates, its own certificate."""
    seen: set[int] = set()
    ahead = {leaf["id"] for group in tree["groups"] for leaf in group["leaves"]}
    while ahead:
        if certificate.pk in ahead:
            return True
        seen |= ahead
        named = ProgramRule.objects.in_force().filter(achievement__in=ahead)
        ahead = set(named.values_list("leaves__achievement", flat=True)) - seen
        ahead.discard(None)  # type: ignore[arg-type]
    return False


def group_words(group: dict[str, Any]) -> str:
    """What one group asks for, in a few words."""
    total = len(group["leaves"])
    if group["minimum_minutes"] is not None:
        return _("%(hours)s hours of these") % {
            "hours": hours(group["minimum_minutes"])
        }
    if group["minimum"] is None or group["minimum"] == total:
        if total == 1:
            return _("required")
        return _("all %(total)s") % {"total": total}
    return _("%(count)s of %(total)s") % {"count": group["minimum"], "total": total}


def rule_words(tree: Tree) -> str:
    """The whole rule as one sentence: "Core: all 2. Choose any 2: any 2 of 3."."""
    count = sum(len(group["leaves"]) for group in tree["groups"])
    if len(tree["groups"]) == 1 and tree["groups"][0]["minimum_minutes"] is None:
        need = tree["groups"][0]["minimum"] or count
        if need == count:
            return ngettext(
                "One course.", "All %(count)s courses, in any order.", count
            ) % {"count": count}
        return _("Any %(need)s of %(count)s courses.") % {"need": need, "count": count}
    return " ".join(f"{g['label']}: {group_words(g)}." for g in tree["groups"])


def narrative(tree: Tree) -> str:
    """The rule as the criteria of its certificate: a line a group, a line an achievement."""
    lines = [_("Earn what each group asks for, in any order.")]
    if len(tree["groups"]) == 1:
        lines = []
    for group in tree["groups"]:
        words = group_words(group)
        heading = (
            f"{group['label']} ({words}):"
            if lines
            else _("Earn %(what)s, in any order:") % {"what": words}
        )
        lines += ["", heading, *(f"* {leaf['name']}" for leaf in group["leaves"])]
    return "\n".join(lines).strip()
