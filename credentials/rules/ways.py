"""Pure: questions about the shortest way through a rule, and their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from credentials.rules.groups import Rule
from credentials.rules.prices import Thing
from credentials.rules.search import OutOfReach, cheapest, filled

Goal = Literal["courses", "hours"]
FAR = 60_000
"""States that an answer for somebody may take before the best one found is given."""
MANY = 1 << 20
"""More minutes than any way takes; keeps the first measure above the second."""


@dataclass(frozen=True)
class Gap:
    """One unmet group: how many achievements, or minutes, it still asks for.

    `number` is its place in the rule; `leaves` are new ones that would count in it.
    """

    number: int
    label: str
    more: int
    minutes: int
    leaves: tuple[int, ...]


@dataclass(frozen=True)
class Way:
    """Achievements that would finish a rule, and the groups that want them.

    `counted` says for each group which of the held ones count in it. `is_exact` is False
    only for a rule that would be refused today as out of reach: then it is a way, and
    nobody proved that it is the shortest.
    """

    leaves: tuple[int, ...]
    minutes: int
    gaps: tuple[Gap, ...]
    counted: tuple[tuple[int, ...], ...]
    is_exact: bool = True


@dataclass(frozen=True)
class Case:
    """One question: the rule, what is held, and what is cheap."""

    groups: Rule
    held: frozenset[int]
    begun: frozenset[int]
    minutes: dict[int, int]
    goal: Goal
    limit: int
    doubts: list[OutOfReach] = field(default_factory=list)

    def cost(self, leaf: int) -> tuple[int, int]:
        """What a leaf adds to the measure, and what decides between equal ways."""
        if leaf in self.held:
            return 0, 0
        late = leaf not in self.begun
        if self.goal == "hours":
            return self.minutes[leaf], 2 + late
        return 1, late * MANY + self.minutes[leaf]


def chosen(
    case: Case, demands: Sequence[int], things: Sequence[Thing]
) -> dict[int, int] | None:
    """The cheapest choices; where a rule of old is out of reach, some that will do.

    Whether held leaves alone are enough is decided at any price.
    """
    below = sum(thing.price for thing in things) + 1
    if below == 1:
        return cheapest(demands, things, below=below)
    try:
        return cheapest(demands, things, below=below, limit=case.limit or FAR)
    except OutOfReach as stop:
        if case.limit:
            raise
        case.doubts.append(stop)
        found = stop.answer if stop.answer is not None else filled(demands, things)
    return found if found is not None else dict.fromkeys(range(len(things)), 0)
