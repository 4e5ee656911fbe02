"""Who is here, who is typing. Memory only: nothing of it is ever stored."""

from __future__ import annotations

import time
from collections.abc import Iterable
from uuid import UUID

from discussions.live.listener import Listener

TYPING_SECONDS = 3.0


def names(listeners: Iterable[Listener]) -> list[str]:
    """The people who have a room open, each once however many windows."""
    found: dict[UUID, str] = {
        x.admission.public_id: x.admission.name for x in listeners
    }
    return list(found.values())


class Pace:
    """How often one socket may say something: at most `limit` times in `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit, self._seconds = limit, seconds
        self._moments: list[float] = []

    def allows(self) -> bool:
        """Count one more; whether it is still within the pace."""
        now = time.monotonic()
        self._moments = [m for m in self._moments if m > now - self._seconds]
        if len(self._moments) >= self._limit:
            return False
        self._moments.append(now)
        return True
