"""Pure: do the flags on a post hide it now, or does it wait for a moderator?

Domain B6: enough weighted flags hide a post until it is reviewed. One person alone never
hides a post, unless that person looks after the room. Weights are counted in halves of an
ordinary flag, so that somebody who is often wrong still counts for something.
"""

from collections.abc import Iterable
from typing import NamedTuple

ORDINARY = 2
SERIOUS = 4
FACILITATOR = 6
ENOUGH = 6
SERIOUS_REASONS = frozenset({"names_child", "danger"})
KNOWN_AFTER = 3  # decided flags before a record says anything about somebody


class Said(NamedTuple):
    """One waiting flag, as far as the rule looks at it; each of a different person."""

    weight: int
    by_facilitator: bool = False


class Record(NamedTuple):
    """How somebody's earlier flags were decided."""

    upheld: int = 0
    dismissed: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there are enough of them to say something."""
        return self.upheld + self.dismissed >= KNOWN_AFTER

    @property
    def is_trusted(self) -> bool:
        """Upheld at least twice as often as dismissed."""
        return self.is_known and self.upheld >= 2 * self.dismissed

    @property
    def is_often_wrong(self) -> bool:
        """Dismissed at least twice as often as upheld."""
        return self.is_known and self.dismissed >= 2 * self.upheld


NOBODY_KNOWN = Record()


def weight(
    reason: str, record: Record = NOBODY_KNOWN, *, by_facilitator: bool = False
) -> int:
    """How much a flag counts, in halves: a child or a danger twice, a facilitator's is enough.

    Half as much again from somebody who was mostly right, half from somebody who was
    mostly wrong, and never nothing.
    """
    if by_facilitator:
        return FACILITATOR
    base = SERIOUS if reason in SERIOUS_REASONS else ORDINARY
    if record.is_trusted:
        return base * 3 // 2
    if record.is_often_wrong:
        return base // 2
    return base


def hides(flags: Iterable[Said]) -> bool:
    """Whether these open flags of different people hide the post until it is reviewed."""
    said = list(flags)
    if any(one.by_facilitator for one in said):
        return True
    return len(said) > 1 and sum(one.weight for one in said) >= ENOUGH


def is_serious(reason: str) -> bool:
    """Whether a flag goes to the front of the queue."""
    return reason in SERIOUS_REASONS
