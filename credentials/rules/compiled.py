"""Pure: a rule made ready to be asked about very many people.

What somebody holds of a rule is one whole number, a bit for each achievement. Groups
that share nothing, and shared rules, are decided by counting bits; the search runs only
where groups overlap and each by itself has enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from credentials.rules.groups import Group, Rule, components, minutes_of
from credentials.rules.shortest import meets

REMEMBERED = 100_000
"""How many answers of one rule are kept; people who hold the same are asked once."""


@dataclass(frozen=True)
class _Part:
    """A group as bits: enough of `mask`, in number or in minutes."""

    mask: int
    demand: int
    minutes: tuple[tuple[int, int], ...]

    def is_met(self, held: int) -> bool:
        """Whether enough of this group alone is held."""
        have = held & self.mask
        if not self.minutes:
            return have.bit_count() >= self.demand
        return sum(worth for bit, worth in self.minutes if have & bit) >= self.demand


@dataclass
class Compiled:
    """A rule as bits. `bits` gives each achievement its own."""

    bits: dict[int, int]
    parts: tuple[_Part, ...]
    tangles: tuple[tuple[int, Rule], ...] = ()
    is_possible: bool = True
    _known: dict[int, bool] = field(default_factory=dict, repr=False)

    def mask_of(self, held: Iterable[int]) -> int:
        """What is held, as bits; what the rule does not name is left out."""
        mask = 0
        for achievement in held:
            mask |= self.bits.get(achievement, 0)
        return mask

    def satisfied(self, mask: int) -> bool:
        """Whether what is held satisfies the rule."""
        known = self._known.get(mask)
        if known is None:
            known = self._decide(mask)
            if len(self._known) < REMEMBERED:
                self._known[mask] = known
        return known

    def _decide(self, mask: int) -> bool:
        if not self.is_possible or not all(part.is_met(mask) for part in self.parts):
            return False
        return all(self._untangled(mask, *tangle) for tangle in self.tangles)

    def _untangled(self, mask: int, contested: int, groups: Rule) -> bool:
        """Whether groups that overlap have enough with each achievement counted once."""
        if not mask & contested:
            return True
        return meets(groups, frozenset(x for x, bit in self.bits.items() if bit & mask))


@lru_cache(maxsize=1024)
def compiled(groups: Rule, *, shared: bool = False) -> Compiled:
    """A rule made ready; the same rule is made ready once."""
    bits = {leaf: 1 << n for n, leaf in enumerate(minutes_of(groups))}
    possible = bool(groups) and all(group.can_be_met for group in groups)
    tangles = [] if shared else list(_tangles(groups, bits))
    return Compiled(
        bits, tuple(_part(group, bits) for group in groups), tuple(tangles), possible
    )


def _part(group: Group, bits: dict[int, int]) -> _Part:
    mask = sum({bits[leaf] for leaf in group.leaves})
    minutes = tuple((bits[x], group.worth(x)) for x in dict.fromkeys(group.leaves))
    return _Part(mask, group.demand, minutes if group.is_timed else ())


def _tangles(
    groups: Sequence[Group], bits: dict[int, int]
) -> Iterable[tuple[int, Rule]]:
    """Groups that hang together, with the bits that more than one of them names."""
    for numbers in components(groups):
        if len(numbers) > 1:
            seen = contested = 0
            for n in numbers:
                mask = sum({bits[leaf] for leaf in groups[n].leaves})
                contested |= seen & mask
                seen |= mask
            yield contested, tuple(groups[n] for n in numbers)
