"""Pure: places in groups given to leaves, each leaf to one place, the cheapest first.

What can be placed together is a transversal matroid, so taking leaves in the order of
their cost, and moving others to make room, ends with the cheapest full placing
(Edmonds 1971; the moving is Kuhn's augmenting path).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def placed(
    order: Iterable[int], homes: dict[int, Sequence[int]], room: Sequence[int]
) -> dict[int, int] | None:
    """Leaf → group so that every place is taken, or None when that cannot be.

    `order` is cheapest first, `homes` the groups of a leaf, `room` the places of a group.
    """
    at: dict[int, int] = {}
    inside: list[list[int]] = [[] for _ in room]
    wanted = sum(room)
    for leaf in order:
        if len(at) == wanted:
            break
        _move_in(leaf, homes, room, at, inside, set())
    return at if len(at) == wanted else None


def _move_in(
    leaf: int,
    homes: dict[int, Sequence[int]],
    room: Sequence[int],
    at: dict[int, int],
    inside: list[list[int]],
    seen: set[int],
) -> bool:
    """Give a leaf a place, moving another to another group if that makes room."""
    for group in homes[leaf]:
        if group in seen:
            continue
        seen.add(group)
        if len(inside[group]) < room[group]:
            inside[group].append(leaf)
            at[leaf] = group
            return True
        for other in list(inside[group]):
            if _move_in(other, homes, room, at, inside, seen):
                inside[group].remove(other)
                inside[group].append(leaf)
                at[leaf] = group
                return True
    return False
