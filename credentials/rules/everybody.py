"""Pure: many rules asked about many people, in memory, one person after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from credentials.rules.compiled import Compiled

Pair = tuple[int, int]
"""Who holds what: a person and an achievement."""


@dataclass(frozen=True)
class Asked:
    """A rule made ready, and what it leads to. `key` is what the caller knows it by."""

    key: int
    goal: int
    rule: Compiled


@dataclass(frozen=True)
class Person:
    """What one person holds: of each rule that names any of it, the bits."""

    user_id: int
    held: frozenset[int]
    masks: dict[int, int]


def people(asked: Sequence[Asked], pairs: Iterable[Pair]) -> Iterator[Person]:
    """Everybody in the pairs, which come ordered by person."""
    index: dict[int, list[tuple[int, int]]] = {}
    for number, one in enumerate(asked):
        for achievement, bit in one.rule.bits.items():
            index.setdefault(achievement, []).append((number, bit))
    for user_id, own in groupby(pairs, key=itemgetter(0)):
        held = frozenset(achievement for _, achievement in own)
        masks: dict[int, int] = {}
        for achievement in held:
            for number, bit in index.get(achievement, ()):
                masks[number] = masks.get(number, 0) | bit
        yield Person(user_id, held, masks)


def newly_met(asked: Sequence[Asked], pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Person and key of every rule that is met by somebody who does not hold its goal."""
    for person in people(asked, pairs):
        for number, mask in person.masks.items():
            one = asked[number]
            if one.goal not in person.held and one.rule.satisfied(mask):
                yield person.user_id, one.key
