"""Pure rules of progress: no model, no query, no clock."""

from collections.abc import Set


def is_complete(required: Set[int], retired: Set[int], done: Set[int]) -> bool:
    """Whether a course is finished (domain B1: from facts, never from a percentage).

    A course without a required step that is still asked for completes nobody.
    """
    asked = required - retired
    return bool(asked) and asked <= done


def percent(done: int, required: int) -> int:
    """Finished of required, rounded down; 0 when nothing is required."""
    return done * 100 // required if required else 0
