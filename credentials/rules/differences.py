"""What is different between two versions of a rule, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from credentials.rules.trees import group_words

Tree = dict[str, Any]
Groups = list[dict[str, Any]]


def differences(old: Tree, new: Tree) -> list[str]:
    """A sentence for each change; empty when both decide alike and say the same."""
    found = [*_between(old["groups"], new["groups"])]
    if old["shared"] != new["shared"]:
        found.append(
            _("What stands in two groups counts in both.")
            if new["shared"]
            else _("What stands in two groups counts in one of them only.")
        )
    found += [
        _("Renewal: %(sentence)s") % {"sentence": sentence}
        for sentence in _between(old.get("renewal") or [], new.get("renewal") or [])
    ]
    return found


def _between(old: Groups, new: Groups) -> Iterator[str]:
    """Groups are known by their labels; a group whose label changed keeps its leaves."""
    before = {_name(group, n, old): group for n, group in enumerate(old)}
    after = {_name(group, n, new): group for n, group in enumerate(new)}
    renamed = dict(_renamed(before, after))
    for name, group in after.items():
        if name in before:
            yield from _in_group(before[name], group)
        elif name in renamed:
            yield _("“%(old)s” is called “%(new)s”.") % {
                "old": before[renamed[name]]["label"],
                "new": group["label"],
            }
            yield from _in_group(before[renamed[name]], group)
        else:
            yield _("The group “%(label)s” is new: %(words)s.") % {
                "label": group["label"],
                "words": group_words(group),
            }
    for name, group in before.items():
        if name not in after and name not in renamed.values():
            yield _("The group “%(label)s” is gone.") % group


def _name(group: dict[str, Any], number: int, groups: Groups) -> tuple[str, int]:
    """The label, and which of several groups of that label."""
    return group["label"], sum(g["label"] == group["label"] for g in groups[:number])


def _renamed(
    before: dict[Any, Any], after: dict[Any, Any]
) -> Iterator[tuple[Any, Any]]:
    """New name → old name of groups with the same leaves under another label."""
    free = [name for name in before if name not in after]
    for name, group in after.items():
        if name in before:
            continue
        same = next((o for o in free if _leaves(before[o]) == _leaves(group)), None)
        if same is not None:
            free.remove(same)
            yield name, same


def _leaves(group: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {leaf["public_id"]: leaf["name"] for leaf in group["leaves"]}


def _in_group(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What changed inside one group."""
    names = {"label": new["label"]}
    if group_words(old) != group_words(new):
        yield _("“%(label)s” asks for %(new)s instead of %(old)s.") % {
            **names,
            "new": group_words(new),
            "old": group_words(old),
        }
    before, after = _leaves(old), _leaves(new)
    for public_id, name in after.items():
        if public_id not in before:
            yield _("“%(name)s” now counts in “%(label)s”.") % {**names, "name": name}
    for public_id, name in before.items():
        if public_id not in after:
            yield _("“%(name)s” counts in “%(label)s” no more.") % {
                **names,
                "name": name,
            }
    minutes = {leaf["public_id"]: leaf["minutes"] for leaf in old["leaves"]}
    for leaf in new["leaves"]:
        was = minutes.get(leaf["public_id"], leaf["minutes"])
        if was != leaf["minutes"]:
            yield _("“%(name)s” takes %(new)s minutes instead of %(old)s.") % {
                "name": leaf["name"],
                "new": leaf["minutes"],
                "old": was,
            }
