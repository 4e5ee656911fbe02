"""Pure: whether every acknowledged post is in the room once, in order, at everybody.

`tests/discussions/test_faults_check.py` shows it fail on a planted loss, double and swap.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple


class Ack(NamedTuple):
    """A post that the server said it has: whose it was, its number, its id."""

    client_id: str
    seq: int
    post: int


class Heard(NamedTuple):
    """One post as a listener was told of it."""

    seq: int
    post: int


class Row(NamedTuple):
    """One post as it is stored."""

    seq: int
    post: int
    client_id: str


class Verdict(NamedTuple):
    """How many posts were lost, doubled, told out of order; and numbers left out."""

    lost: int = 0
    doubled: int = 0
    reordered: int = 0
    holes: int = 0

    @property
    def is_good(self) -> bool:
        """Nothing of the kind."""
        return not any(self)

    def plus(self, other: "Verdict") -> "Verdict":
        """Both together."""
        return Verdict(*(a + b for a, b in zip(self, other, strict=True)))


def check(
    acks: Sequence[Ack], rows: Sequence[Row], heard: Mapping[str, Sequence[Heard]]
) -> Verdict:
    """The room's rows against what was acknowledged, then every listener's against both."""
    found = in_the_room(acks, rows)
    for told in heard.values():
        found = found.plus(at_a_listener(acks, told))
    return found


def in_the_room(acks: Sequence[Ack], rows: Sequence[Row]) -> Verdict:
    """Every acknowledged post is one row, under the number that was acknowledged."""
    by_client = Counter(row.client_id for row in rows)
    stored = {(row.client_id, row.seq, row.post) for row in rows}
    numbers = sorted(row.seq for row in rows)
    return Verdict(
        lost=sum(tuple(ack) not in stored for ack in ordered(acks)),
        doubled=extra(by_client.values()) + extra(Counter(numbers).values()),
        holes=sum(b - a > 1 for a, b in pairwise(numbers)),
    )


def ordered(acks: Iterable[Ack]) -> list[tuple[str, int, int]]:
    """Acknowledgements in the order of a row's key."""
    return [(ack.client_id, ack.seq, ack.post) for ack in acks]


def at_a_listener(acks: Sequence[Ack], told: Sequence[Heard]) -> Verdict:
    """Every acknowledged post was told once, under its number, after all before it."""
    known = set(told)
    return Verdict(
        lost=sum(Heard(ack.seq, ack.post) not in known for ack in acks),
        doubled=extra(Counter(h.post for h in told).values()),
        reordered=sum(b.seq < a.seq for a, b in pairwise(told)),
    )


def extra(counts: Iterable[int]) -> int:
    """How many are there more than once, and how often too many."""
    return sum(count - 1 for count in counts)
