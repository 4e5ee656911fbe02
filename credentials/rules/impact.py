"""Pure: what a rule would do to everybody, before it is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from credentials.rules.compiled import Compiled
from credentials.rules.everybody import Asked, Pair, people


@dataclass(frozen=True)
class Near:
    """Somebody whom one achievement would bring the certificate: any of these."""

    user_id: int
    leaves: tuple[int, ...]


@dataclass
class Impact:
    """Everybody whom a rule concerns, each in one list, in the order of their ids.

    `keeping` hold the certificate and would not meet the rule; an award is never taken.
    """

    awarded: list[int] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    holding: list[int] = field(default_factory=list)
    keeping: list[int] = field(default_factory=list)
    looked_at: int = 0


def impact_of(rule: Compiled, goal: int, pairs: Iterable[Pair]) -> Impact:
    """What publishing a rule would do; `goal` is its certificate (-1: none exists yet).

    `pairs` are valid awards, ordered by person, of the rule's leaves and the goal.
    """
    found, last_steps = Impact(), dict[int, tuple[int, ...]]()
    for person in people([Asked(0, goal, rule)], pairs):
        found.looked_at += 1
        mask = person.masks.get(0, 0)
        if goal in person.held:
            found.holding.append(person.user_id)
            if not rule.satisfied(mask):
                found.keeping.append(person.user_id)
        elif rule.satisfied(mask):
            found.awarded.append(person.user_id)
        else:
            if mask not in last_steps:
                last_steps[mask] = one_short(rule, mask)
            if leaves := last_steps[mask]:
                found.near.append(Near(person.user_id, leaves))
    return found


def one_short(rule: Compiled, mask: int) -> tuple[int, ...]:
    """Achievements any one of which would be the last; none when more is missing."""
    return tuple(
        leaf
        for leaf, bit in rule.bits.items()
        if not mask & bit and rule.satisfied(mask | bit)
    )
