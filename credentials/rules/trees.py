"""A program's rule between the editor, the database and words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.standards.openbadges import hours

if TYPE_CHECKING:
    from credentials.models import Achievement

Tree = dict[str, Any]


def tree_of(
    stream: Iterable[Any], *, is_shared: bool, renewal: Iterable[Any] = ()
) -> Tree:
    """The tree of a rule as an author built it, with ids and labels of today."""
    return {
        "shared": is_shared,
        "groups": [group_of(block.value) for block in stream],
        "renewal": [group_of(block.value) for block in renewal],
    }


def group_of(value: Any) -> dict[str, Any]:
    """One group of the editor; a label that was left out says what it asks for."""
    group = {
        "label": value["label"] or "",
        "minimum": value["minimum"],
        "minimum_minutes": value["minimum_minutes"],
        "leaves": [leaf_of(a) for a in value["leaves"] if a is not None],
    }
    return {**group, "label": group["label"] or label_of(group)}


def label_of(group: dict[str, Any]) -> str:
    """A name for a group to which its author gave none."""
    if group["minimum_minutes"] is not None:
        return _("Choose %(hours)s hours") % {"hours": hours(group["minimum_minutes"])}
    if group["minimum"] is None or group["minimum"] == len(group["leaves"]):
        return _("Required")
    return _("Choose any %(count)s") % {"count": group["minimum"]}


def whole(tree: Tree) -> Tree:
    """A tree as written today: older ones say nothing of renewal."""
    return {"renewal": [], **tree}


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
