"""Pure: what a rule asks for, as the groups of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any


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

    @property
    def demand(self) -> int:
        """What has to be reached: a number of leaves, or minutes."""
        return (self.minimum_minutes or 0) if self.is_timed else self.needed

    def worth(self, leaf: int) -> int:
        """Minutes that a leaf is worth."""
        return self.minutes[self.leaves.index(leaf)] if self.minutes else 0

    def amount(self, leaf: int) -> int:
        """What a leaf brings nearer to the demand: itself, or its minutes."""
        return self.worth(leaf) if self.is_timed else 1

    @property
    def in_numbers(self) -> Group:
        """The same, as a number, where hours of equal leaves are asked for."""
        if not self.is_timed or len(set(self.minutes)) != 1 or not self.minutes[0]:
            return self
        return replace(
            self, minimum=-(-self.demand // self.minutes[0]), minimum_minutes=None
        )

    @property
    def can_be_met(self) -> bool:
        """Whether holding all of its leaves meets it."""
        if self.is_timed:
            return 0 < self.demand <= sum(self.minutes)
        return bool(self.leaves) and 0 < self.needed <= len(self.leaves)


Rule = tuple[Group, ...]


def minutes_of(groups: Sequence[Group]) -> dict[int, int]:
    """What each leaf takes in study, in the rule's order; 0 where no group says it."""
    found: dict[int, int] = {}
    for group in groups:
        for leaf in group.leaves:
            found[leaf] = max(found.get(leaf, 0), group.worth(leaf))
    return found


def components(groups: Sequence[Group]) -> list[list[int]]:
    """Numbers of groups that hang together by leaves that they share."""
    parts: list[tuple[set[int], list[int]]] = []
    for number, group in enumerate(groups):
        leaves, members = set(group.leaves), [number]
        apart = []
        for other, numbers in parts:
            if other & leaves:
                leaves |= other
                members = numbers + members
            else:
                apart.append((other, numbers))
        parts = [*apart, (leaves, members)]
    return sorted(sorted(members) for _, members in parts)


def groups_of(tree: dict[str, Any]) -> list[Group]:
    """The groups of a rule's tree."""
    return [
        Group(
            label=group["label"],
            leaves=tuple(leaf["id"] for leaf in group["leaves"]),
            minimum=group["minimum"],
            minimum_minutes=group["minimum_minutes"],
            minutes=tuple(leaf["minutes"] for leaf in group["leaves"]),
        )
        for group in tree["groups"]
    ]
