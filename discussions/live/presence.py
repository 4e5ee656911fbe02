"""Who is here, who is typing. Memory only: nothing of it is ever stored."""

from __future__ import annotations

import time
from collections.abc import Iterable

from discussions.live.listener import Listener

TYPING_SECONDS = 3.0
FORGET_SECONDS = 25.0


def people(listeners: Iterable[Listener]) -> dict[str, str]:
    """Names of those who have a room open, by public id: once, however many windows."""
    return {str(x.admission.public_id): x.admission.name for x in listeners}


class Elsewhere:
    """Who has a room open in other processes, as they told last; soon forgotten."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[float, dict[str, str]]] = {}

    def hear(self, hub: str, there: dict[str, str]) -> bool:
        """Remember what another process says; whether it is news."""
        before = self.people()
        self._told[hub] = (time.monotonic(), there)
        return self.people() != before

    def people(self) -> dict[str, str]:
        """Everybody elsewhere, of those who were heard of in the last 25 seconds."""
        border = time.monotonic() - FORGET_SECONDS
        self._told = {h: t for h, t in self._told.items() if t[0] > border and t[1]}
        return {
            k: name for _, there in self._told.values() for k, name in there.items()
        }


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
