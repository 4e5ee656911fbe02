"""Pure: do the flags on a post hide it now, or does it wait for a moderator?

Domain B6: enough weighted flags hide a post until it is reviewed. One person alone never
hides a post, unless that person looks after the room.
"""

from collections.abc import Iterable
from typing import NamedTuple

ENOUGH = 3
FACILITATOR = 3
WEIGHTS = {"names_child": 2, "danger": 2}


class Said(NamedTuple):
    """One flag, as far as the rule looks at it."""

    reason: str
    by_facilitator: bool = False


def weight(flag: Said) -> int:
    """How much one flag counts: a child or a danger twice, a facilitator's word enough."""
    return FACILITATOR if flag.by_facilitator else WEIGHTS.get(flag.reason, 1)


def hides(flags: Iterable[Said]) -> bool:
    """Whether these open flags of different people hide the post until it is reviewed."""
    return sum(map(weight, flags)) >= ENOUGH
