"""The checker of the faults: it fails when it has to."""

import pytest

from tests.benchmarks._faults_check import Ack, Heard, Row, Verdict, check

ACKS = [Ack(f"c{n}", n + 2, 100 + n) for n in range(5)]
ROWS = [Row(a.seq, a.post, a.client_id) for a in ACKS]
TOLD = [Heard(a.seq, a.post) for a in ACKS]


def without(things, n):
    return things[:n] + things[n + 1 :]


def swapped(things, n):
    return [*things[:n], things[n + 1], things[n], *things[n + 2 :]]


def test_a_room_in_which_all_is_well():
    assert check(ACKS, ROWS, {"ana": TOLD, "ben": TOLD}).is_good


def test_what_was_never_acknowledged_may_be_there_or_not():
    more = Row(7, 105, "c5")
    told = [*TOLD, Heard(7, 105)]
    assert check(ACKS, [*ROWS, more], {"ana": told, "ben": TOLD}).is_good


PLANTED = {
    "a loss in the room": (
        (ACKS, without(ROWS, 4), {"ana": TOLD}), Verdict(lost=1)
    ),
    "a loss in the middle of the room": (
        (ACKS, without(ROWS, 2), {"ana": TOLD}), Verdict(lost=1, holes=1)
    ),
    "a loss at one of two listeners": (
        (ACKS, ROWS, {"ana": TOLD, "ben": without(TOLD, 2)}), Verdict(lost=1)
    ),
    "a resend that became a second post": (
        (ACKS, [*ROWS, Row(7, 105, "c0")], {"ana": TOLD}), Verdict(doubled=1)
    ),
    "one number given twice": (
        (ACKS, [*ROWS, Row(6, 105, "c5")], {"ana": TOLD}), Verdict(doubled=1)
    ),
    "a post told twice": (
        (ACKS, ROWS, {"ana": [*TOLD, TOLD[4]]}), Verdict(doubled=1)
    ),
    "two posts told in the wrong order": (
        (ACKS, ROWS, {"ana": swapped(TOLD, 1)}), Verdict(reordered=1)
    ),
    "an acknowledgement with another number": (
        ([*ACKS[:4], Ack("c4", 9, 104)], ROWS, {}), Verdict(lost=1)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found(name):
    room, verdict = PLANTED[name]
    assert check(*room) == verdict
