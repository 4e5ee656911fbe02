"""Pure: whether the awards somebody holds satisfy a rule, and what is still missing.

Source: domain B2. A rule is a list of groups, one level deep. An achievement that stands
in two groups counts once, in the group where it helps most, unless the rule is shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from random import Random

from credentials.rules.compiled import compiled
from credentials.rules.groups import Group, components
from credentials.rules.search import OutOfReach
from credentials.rules.shortest import shortest
from credentials.rules.ways import Gap, Way

__all__ = ["Gap", "Group", "Missing", "Way", "missing", "problems", "satisfied"]

REACH = 5_000
"""States that deciding about a rule may take before it is refused; about 50 ms."""
PROBES = 5
"""How many times a rule is tried with something held before it is published."""


@dataclass(frozen=True)
class Missing:
    """What finishes a rule: by the fewest achievements, and by the fewest hours.

    `is_possible` is False when no set of achievements satisfies the rule. `counted` says
    for each group which of the held ones count in it; on the way by courses.
    """

    by_courses: Way | None
    by_hours: Way | None

    @property
    def is_possible(self) -> bool:
        """Whether there is any way."""
        return self.by_courses is not None

    @property
    def leaves(self) -> tuple[int, ...]:
        """The fewest achievements that finish it."""
        return self.by_courses.leaves if self.by_courses else ()

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The groups that are not met yet."""
        return self.by_courses.gaps if self.by_courses else ()

    @property
    def counted(self) -> tuple[tuple[int, ...], ...]:
        """Which held achievements count in which group."""
        return self.by_courses.counted if self.by_courses else ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """The shortest way; two when fewest courses and fewest hours differ."""
        if self.by_courses is None or self.by_hours is None:
            return ()
        if self.by_hours.minutes < self.by_courses.minutes:
            return self.by_courses, self.by_hours
        return (self.by_courses,)


def satisfied(groups: Sequence[Group], held: Set[int], *, shared: bool = False) -> bool:
    """Whether every group holds enough of its leaves.

    A program without groups, and a group without leaves, is never satisfied
    (domain B2: an empty node is unsatisfied).
    """
    rule = compiled(tuple(groups), shared=shared)
    return rule.satisfied(rule.mask_of(held))


def missing(
    groups: Sequence[Group],
    held: Set[int],
    *,
    shared: bool = False,
    begun: Set[int] = frozenset(),
    limit: int = 0,
) -> Missing:
    """Both shortest ways to finish a rule, given what is held and what was begun.

    Raises OutOfReach only where a `limit` of states is given.
    """
    rule, have = tuple(groups), frozenset(held) & _named(groups)
    started = frozenset(begun) & _named(groups)
    by_courses = shortest(
        rule, have, shared=shared, goal="courses", begun=started, limit=limit
    )
    if by_courses is None or not by_courses.leaves:
        return Missing(by_courses, by_courses)
    by_hours = shortest(
        rule, have, shared=shared, goal="hours", begun=started, limit=limit
    )
    return Missing(by_courses, by_hours)


def problems(
    groups: Sequence[Group], *, shared: bool = False
) -> Iterator[tuple[str, int]]:
    """What makes a rule impossible to decide, and the number of the group (-1: all).

    Asked before a rule is published.
    """
    if not groups:
        yield "empty_rule", -1
    wrong = False
    for number, group in enumerate(groups):
        for problem in _problems_of(group):
            wrong = True
            yield problem, number
    if not groups or wrong:
        return
    try:
        if not missing(groups, frozenset(), shared=shared, limit=REACH).is_possible:
            yield "impossible", _first_tangle(groups)
        else:
            _probe(groups, shared)
    except OutOfReach:
        yield "too_much_overlap", _first_tangle(groups)


def _problems_of(group: Group) -> Iterator[str]:
    if not group.leaves:
        yield "empty_group"
    if len(set(group.leaves)) != len(group.leaves):
        yield "twice_in_group"
    if group.is_timed and group.minimum is not None:
        yield "both_demands"
    elif group.is_timed:
        if group.demand < 1 or (group.leaves and group.demand > sum(group.minutes)):
            yield "hours_out_of_range"
    elif group.leaves and not 1 <= group.needed <= len(group.leaves):
        yield "minimum_out_of_range"


def _named(groups: Sequence[Group]) -> frozenset[int]:
    return frozenset(leaf for group in groups for leaf in group.leaves)


def _first_tangle(groups: Sequence[Group]) -> int:
    """The first group that shares achievements with another."""
    return next((part[0] for part in components(groups) if len(part) > 1), 0)


def _probe(groups: Sequence[Group], shared: bool) -> None:
    """Try the rule with some of everything held: half-way is often the hardest."""
    leaves = sorted(_named(groups))
    chance = Random(len(leaves))  # noqa: S311 - the same tries for the same rule
    for n in range(1, PROBES + 1):
        held = set(chance.sample(leaves, len(leaves) * n // (2 * PROBES)))
        missing(groups, held, shared=shared, limit=REACH)
