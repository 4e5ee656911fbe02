"""Pure: whether the awards somebody holds satisfy a rule, and what is still missing.

Source: domain B2. A rule is a list of groups, one level deep. An achievement that stands
in two groups counts once, by assignment (a small matching), unless the rule is shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product

MAX_CONTESTED = 6
"""How many leaves of a group that asks for hours may also stand in another group."""


@dataclass(frozen=True)
class Group:
    """Achievements of which enough must be held: all, `minimum` of them, or hours.

    `leaves` are ids of achievements; `minutes` runs beside them and is read only where
    `minimum_minutes` asks for it. A group without leaves is never satisfied.
    """

    label: str
    leaves: tuple[int, ...]
    minimum: int | None = None
    minimum_minutes: int | None = None
    minutes: tuple[int, ...] = ()

    @property
    def is_timed(self) -> bool:
        """Whether the group asks for hours instead of a number."""
        return self.minimum_minutes is not None

    @property
    def needed(self) -> int:
        """How many leaves the group asks for (0 for one that asks for hours)."""
        if self.is_timed:
            return 0
        return len(self.leaves) if self.minimum is None else self.minimum

    def worth(self, leaf: int) -> int:
        """Minutes that a leaf is worth."""
        return self.minutes[self.leaves.index(leaf)] if self.minutes else 0

    def only(self, leaves: Set[int]) -> Group:
        """The same demand over fewer leaves."""
        kept = [i for i, leaf in enumerate(self.leaves) if leaf in leaves]
        return replace(
            self,
            leaves=tuple(self.leaves[i] for i in kept),
            minimum=None if self.is_timed else self.needed,
            minutes=tuple(self.minutes[i] for i in kept) if self.minutes else (),
        )


@dataclass(frozen=True)
class Gap:
    """One unmet group: how many achievements, or minutes, it still asks for."""

    label: str
    more: int
    minutes: int
    leaves: tuple[int, ...]


@dataclass(frozen=True)
class Missing:
    """The fewest achievements that finish a rule, and the groups that want them.

    `is_possible` is False when no set of achievements satisfies the rule.
    """

    leaves: tuple[int, ...]
    gaps: tuple[Gap, ...]
    is_possible: bool = True


def problems(groups: Sequence[Group], *, shared: bool = False) -> Iterator[str]:
    """What makes a rule impossible to decide: checked before it is published."""
    if not groups:
        yield "empty_rule"
    for group in groups:
        if not group.leaves:
            yield "empty_group"
        if len(set(group.leaves)) != len(group.leaves):
            yield "twice_in_group"
        if group.minimum is not None and not 1 <= group.minimum <= len(group.leaves):
            yield "minimum_out_of_range"
        if group.is_timed and not 0 < (group.minimum_minutes or 0) <= sum(
            group.minutes
        ):
            yield "hours_out_of_range"
    if not shared and len(_contested(groups)) > MAX_CONTESTED:
        yield "too_much_overlap"
    if groups and not missing(groups, frozenset(), shared=shared).is_possible:
        yield "impossible"


def satisfied(groups: Sequence[Group], held: Set[int], *, shared: bool = False) -> bool:
    """Whether every group holds enough of its leaves.

    A program without groups, and a group without leaves, is never satisfied
    (domain B2: an empty node is unsatisfied).
    """
    found = missing(groups, held, shared=shared)
    return found.is_possible and not found.leaves


def missing(
    groups: Sequence[Group], held: Set[int], *, shared: bool = False
) -> Missing:
    """The fewest achievements that finish the rule, given what is held."""
    if not groups or any(not _can_be_met(g) for g in groups):
        return Missing((), (), is_possible=False)
    found = (
        [_fewest_shared(groups, held)]
        if shared
        else [_fewest_assigned(c, held) for c in _assignments(groups)]
    )
    best = min(
        (f for f in found if f is not None), key=lambda f: len(f.leaves), default=None
    )
    return best or Missing((), (), is_possible=False)


def _can_be_met(group: Group) -> bool:
    if group.is_timed:
        return 0 < (group.minimum_minutes or 0) <= sum(group.minutes)
    return bool(group.leaves) and 0 < group.needed <= len(group.leaves)


def _contested(groups: Sequence[Group]) -> list[int]:
    """Leaves of a timed group that another group names too, in the rule's order."""
    names = [leaf for group in groups for leaf in group.leaves]
    timed = [leaf for group in groups if group.is_timed for leaf in group.leaves]
    return sorted({leaf for leaf in timed if names.count(leaf) > 1}, key=names.index)


def _assignments(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """The rule with each contested leaf given to one group, in every way."""
    contested = _contested(groups)
    owners = [
        [i for i, group in enumerate(groups) if leaf in group.leaves]
        for leaf in contested
    ]
    for choice in product(*owners):
        given = dict(zip(contested, choice, strict=True))
        yield [
            group.only({x for x in group.leaves if given.get(x, i) == i})
            if contested
            else group
            for i, group in enumerate(groups)
        ]


def _fewest_assigned(groups: Sequence[Group], held: Set[int]) -> Missing | None:
    """Each leaf counts for one group: a matching for numbers, the longest for hours."""
    places = [(i, n) for i, group in enumerate(groups) for n in range(group.needed)]
    taken: dict[tuple[int, int], int] = {}
    order = list(dict.fromkeys(leaf for group in groups for leaf in group.leaves))
    order.sort(key=lambda leaf: leaf not in held)
    for leaf in order:
        if len(taken) < len(places):
            _augment(leaf, groups, places, taken, set())
    if len(taken) < len(places):
        return None
    chosen: dict[int, list[int]] = {i: [] for i in range(len(groups))}
    for (i, _), leaf in taken.items():
        if leaf not in held:
            chosen[i].append(leaf)
    for i, group in enumerate(groups):
        if group.is_timed:
            longest = _longest(group, held)
            if longest is None:
                return None
            chosen[i] = longest
    gaps = [
        _gap(groups[i], held, leaves, len(leaves))
        for i, leaves in chosen.items()
        if leaves
    ]
    new = {leaf for leaves in chosen.values() for leaf in leaves}
    return Missing(tuple(x for x in order if x in new), tuple(gaps))


def _augment(
    leaf: int,
    groups: Sequence[Group],
    places: Sequence[tuple[int, int]],
    taken: dict[tuple[int, int], int],
    seen: set[tuple[int, int]],
) -> bool:
    """Give `leaf` a place, moving others to other places if that makes room."""
    for place in places:
        if place in seen or leaf not in groups[place[0]].leaves:
            continue
        seen.add(place)
        other = taken.get(place)
        if other is None or _augment(other, groups, places, taken, seen):
            taken[place] = leaf
            return True
    return False


def _longest(group: Group, held: Set[int]) -> list[int] | None:
    """The fewest further leaves that fill a timed group: the longest first."""
    lacking = _minutes_lacking(group, held)
    chosen: list[int] = []
    for leaf in sorted(set(group.leaves) - held, key=group.worth, reverse=True):
        if lacking <= 0:
            break
        chosen.append(leaf)
        lacking -= group.worth(leaf)
    return chosen if lacking <= 0 else None


def _fewest_shared(groups: Sequence[Group], held: Set[int]) -> Missing | None:
    """Each leaf counts in every group that names it: the smallest set, by size.

    Leaves that serve the same groups are alike (the longest goes first), so few remain.
    """
    lacking = [_lacks(group, held) for group in groups]
    alike: dict[tuple[bool, ...], list[int]] = {}
    for leaf in dict.fromkeys(x for group in groups for x in group.leaves):
        serves = tuple(
            leaf in g.leaves and short for g, short in zip(groups, lacking, strict=True)
        )
        if leaf not in held and any(serves):
            alike.setdefault(serves, []).append(leaf)
    for leaves in alike.values():
        leaves.sort(
            key=lambda x: -max((g.worth(x) for g in groups if x in g.leaves), default=0)
        )
    total = sum(map(len, alike.values()))
    for size in range(total + 1):
        for counts in _splits(size, [len(leaves) for leaves in alike.values()]):
            new = {
                x
                for n, leaves in zip(counts, alike.values(), strict=True)
                for x in leaves[:n]
            }
            if not any(_lacks(group, held | new) for group in groups):
                gaps = [
                    _gap(
                        g,
                        held,
                        [x for x in g.leaves if x in new],
                        g.needed - len(held & set(g.leaves)),
                    )
                    for g, short in zip(groups, lacking, strict=True)
                    if short
                ]
                return Missing(
                    tuple(x for v in alike.values() for x in v if x in new), tuple(gaps)
                )
    return None


def _splits(total: int, limits: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every way to take `total` things from boxes that hold `limits` things."""
    if not limits:
        if total == 0:
            yield ()
        return
    for n in range(min(total, limits[0]), -1, -1):
        for rest in _splits(total - n, limits[1:]):
            yield (n, *rest)


def _minutes_lacking(group: Group, held: Set[int]) -> int:
    have = sum(group.worth(leaf) for leaf in group.leaves if leaf in held)
    return max(0, (group.minimum_minutes or 0) - have)


def _lacks(group: Group, held: Set[int]) -> bool:
    if group.is_timed:
        return _minutes_lacking(group, held) > 0
    return len(held & set(group.leaves)) < group.needed


def _gap(group: Group, held: Set[int], leaves: Sequence[int], more: int) -> Gap:
    if group.is_timed:
        return Gap(group.label, 0, _minutes_lacking(group, held), tuple(leaves))
    return Gap(group.label, more, 0, tuple(leaves))
