"""Pure: the shortest way to finish a rule, exactly, by courses and by hours.

Groups that share no achievement are answered one by one. Where an achievement counts
once, groups that ask for numbers are a matching; where hours are mixed in, or
achievements are shared, `search` covers the demands that are left. Both are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache

from credentials.rules.groups import Group, Rule, components, minutes_of
from credentials.rules.matching import placed
from credentials.rules.mixed import mixed
from credentials.rules.prices import Thing
from credentials.rules.ways import Case, Gap, Goal, Way, chosen


@dataclass
class _Found:
    """New leaves, and the group in which each counts (where each counts once)."""

    new: list[int] = field(default_factory=list)
    home: dict[int, int] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def shortest(
    groups: Rule,
    held: frozenset[int],
    *,
    shared: bool,
    goal: Goal,
    begun: frozenset[int] = frozenset(),
    limit: int = 0,
) -> Way | None:
    """A way with the fewest new leaves (or minutes); None when nothing finishes it.

    Between equal ways the one with more that was begun already is preferred. Raises
    OutOfReach past `limit` states of the search, if one is given.
    """
    if not groups or not all(group.can_be_met for group in groups):
        return None
    case = Case(groups, held, begun, minutes_of(groups), goal, limit)
    found = _Found()
    for numbers in components(groups):
        solve = _covering if shared and len(numbers) > 1 else _assigning
        part = solve(case, numbers)
        if part is None:
            return None
        found.new += part.new
        found.home |= part.home
    return _way(case, found, shared)


def meets(groups: Rule, held: frozenset[int]) -> bool:
    """Whether held leaves, each counted once, meet every group of a connected rule."""
    case = Case(groups, held, frozenset(), minutes_of(groups), "courses", 0)
    return _assigning(case, list(range(len(groups))), only_held=True) is not None


def _way(case: Case, found: _Found, shared: bool) -> Way:
    """The answer in the order of the rule."""
    new = set(found.new)
    counted, gaps = [], []
    for number, group in enumerate(case.groups):
        mine = [
            leaf for leaf in group.leaves if shared or found.home.get(leaf) == number
        ]
        have = tuple(leaf for leaf in mine if leaf in case.held)
        lacking = group.demand - sum(group.amount(leaf) for leaf in have)
        counted.append(have)
        if lacking > 0:
            gaps.append(
                Gap(
                    number,
                    group.label,
                    0 if group.is_timed else lacking,
                    lacking if group.is_timed else 0,
                    tuple(leaf for leaf in mine if leaf in new),
                )
            )
    leaves = tuple(leaf for leaf in case.minutes if leaf in new)
    minutes = sum(case.minutes[leaf] for leaf in leaves)
    return Way(leaves, minutes, tuple(gaps), tuple(counted), not case.doubts)


def _covering(case: Case, numbers: Sequence[int]) -> _Found | None:
    """Each leaf counts in every group that names it."""
    groups = [case.groups[n] for n in numbers]
    demands = [
        group.demand - sum(group.amount(x) for x in group.leaves if x in case.held)
        for group in groups
    ]
    demands = _without_lesser(groups, [max(0, demand) for demand in demands])
    leaves = [x for x in _leaves(groups) if x not in case.held]
    things = [
        Thing(
            *case.cost(leaf),
            (
                tuple(
                    (i, group.amount(leaf))
                    for i, group in enumerate(groups)
                    if demands[i] and leaf in group.leaves
                ),
            ),
        )
        for leaf in leaves
    ]
    taken = chosen(case, demands, things)
    if taken is None:
        return None
    return _Found(_needed_only(case, groups, demands, [leaves[i] for i in taken]))


def _without_lesser(groups: Sequence[Group], demands: Sequence[int]) -> list[int]:
    """Of groups over the same leaves the greatest demand decides; the others fall away."""
    greatest: dict[tuple[bool, frozenset[int]], int] = {}
    keys = [(group.is_timed, frozenset(group.leaves)) for group in groups]
    for i, key in enumerate(keys):
        if key not in greatest or demands[i] > demands[greatest[key]]:
            greatest[key] = i
    return [
        demand if greatest[key] == i else 0
        for i, (key, demand) in enumerate(zip(keys, demands, strict=True))
    ]


def _needed_only(
    case: Case, groups: Sequence[Group], demands: Sequence[int], leaves: list[int]
) -> list[int]:
    """Chosen leaves without one that costs nothing and is not needed."""

    def suffices(some: Iterable[int]) -> bool:
        taken = set(some)
        return all(
            sum(g.amount(x) for x in g.leaves if x in taken) >= demand
            for g, demand in zip(groups, demands, strict=True)
        )

    for leaf in sorted(leaves, key=case.cost, reverse=True):
        if suffices(x for x in leaves if x != leaf):
            leaves = [x for x in leaves if x != leaf]
    return leaves


def _assigning(
    case: Case, numbers: Sequence[int], *, only_held: bool = False
) -> _Found | None:
    """Each leaf counts for one group."""
    groups = [case.groups[n] for n in numbers]
    leaves = [x for x in _leaves(groups) if not only_held or x in case.held]
    homes = {
        leaf: [i for i, group in enumerate(groups) if leaf in group.leaves]
        for leaf in leaves
    }
    groups = [group.in_numbers for group in groups]
    solve = mixed if any(group.is_timed for group in groups) else _numbers
    home = solve(case, groups, homes)
    if home is None:
        return None
    for leaf in leaves:
        if leaf in case.held and leaf not in home:
            home[leaf] = _where_welcome(leaf, groups, homes[leaf], home, case.held)
    return _Found(
        [leaf for leaf in leaves if leaf in home and leaf not in case.held],
        {leaf: numbers[i] for leaf, i in home.items()},
    )


def _where_welcome(
    leaf: int,
    groups: Sequence[Group],
    homes: Sequence[int],
    home: dict[int, int],
    held: Set[int],
) -> int:
    """Where a held leaf counts that no group needs: the first that has not enough yet."""
    for i in homes:
        have = sum(
            groups[i].amount(x) for x, at in home.items() if at == i and x in held
        )
        if have < groups[i].demand:
            return i
    return homes[0]


def _numbers(
    case: Case, groups: Sequence[Group], homes: dict[int, list[int]]
) -> dict[int, int] | None:
    """Groups that ask for numbers only: the cheapest full placing."""
    order = sorted(homes, key=lambda leaf: (leaf not in case.held, *case.cost(leaf)))
    room = [group.needed for group in groups]
    return placed(order, homes, room)  # type: ignore[arg-type]


def _leaves(groups: Sequence[Group]) -> list[int]:
    return list(dict.fromkeys(leaf for group in groups for leaf in group.leaves))
