"""Pure: groups for hours among others, where each achievement counts once.

What only one group names counts there; what several name is chosen by the search.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from credentials.rules.groups import Group
from credentials.rules.prices import Amounts, Thing
from credentials.rules.ways import Case, chosen


def mixed(
    case: Case, groups: Sequence[Group], homes: dict[int, list[int]]
) -> dict[int, int] | None:
    """Hours among the groups: what only one group names and is held counts there."""
    alike, merged = _alike(groups)
    demands = [sum(groups[i].demand for i in members) for members in merged]
    home: dict[int, int] = {}
    open_leaves: list[int] = []
    things: list[Thing] = []
    for leaf, own in homes.items():
        targets = list(dict.fromkeys(alike[i] for i in own))
        first = [merged[t][0] for t in targets]
        if leaf in case.held and len(targets) == 1:
            home[leaf] = targets[0]
            demands[targets[0]] -= groups[first[0]].amount(leaf)
            continue
        options: tuple[Amounts, ...] = tuple(
            ((t, groups[i].amount(leaf)),) for t, i in zip(targets, first, strict=True)
        )
        open_leaves.append(leaf)
        things.append(Thing(*case.cost(leaf), options))
    demands = [max(0, demand) for demand in demands]
    taken = chosen(case, demands, things)
    if taken is None:
        return None
    for i, option in taken.items():
        home[open_leaves[i]] = things[i].options[option][0][0]
    if not case.doubts:
        home = _without_spare(case, groups, merged, home)
    return _spread(groups, merged, home, case.held)


def _without_spare(
    case: Case,
    groups: Sequence[Group],
    merged: Sequence[Sequence[int]],
    home: dict[int, int],
) -> dict[int, int]:
    """The same without a new leaf that costs nothing and is not needed where it counts."""
    for leaf in sorted(home, key=case.cost, reverse=True):
        if leaf in case.held:
            continue
        members = merged[home[leaf]]
        rest = sum(
            groups[members[0]].amount(x)
            for x, at in home.items()
            if at == home[leaf] and x != leaf
        )
        if rest >= sum(groups[i].demand for i in members):
            home = {x: at for x, at in home.items() if x != leaf}
    return home


def _alike(groups: Sequence[Group]) -> tuple[list[int], list[list[int]]]:
    """Groups for numbers over the same leaves are one group for the sum of them."""
    place: dict[object, int] = {}
    merged: list[list[int]] = []
    alike = []
    for i, group in enumerate(groups):
        key: object = i if group.is_timed else frozenset(group.leaves)
        if key not in place:
            place[key] = len(merged)
            merged.append([])
        merged[place[key]].append(i)
        alike.append(place[key])
    return alike, merged


def _spread(
    groups: Sequence[Group],
    merged: Sequence[Sequence[int]],
    home: dict[int, int],
    held: Set[int],
) -> dict[int, int]:
    """Leaves of merged groups given to each of them in turn; held ones first."""
    room = [group.needed for group in groups]
    spread: dict[int, int] = {}
    for leaf in sorted(home, key=lambda x: x not in held):
        members = merged[home[leaf]]
        at = next((i for i in members if room[i] > 0), members[0])
        room[at] -= 1
        spread[leaf] = at
    return spread
