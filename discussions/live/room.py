"""One room in one process: what is to be told, and to whom."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from uuid import UUID

from discussions.live import frames, presence
from discussions.live.listener import Listener

BATCH_SECONDS = 0.02
HERE_SECONDS = 0.5


class Room:
    """Listeners of one room, the number up to which they were told, and the open batch.

    `last` is what has been read from the log; what of it is not yet flushed lies in
    `pending`, by language. `joining` keeps the room while somebody catches up.
    """

    def __init__(self, discussion_id: int, seq: int, epoch: UUID) -> None:
        self.id = discussion_id
        self.epoch = epoch
        self.last = seq
        self.wanted = seq
        self.reading: asyncio.Task[None] | None = None
        self.listeners: set[Listener] = set()
        self.joining = 0
        self.elsewhere = presence.Elsewhere()
        self._pending: defaultdict[str, list[str]] = defaultdict(list)
        self._flushed_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._here: asyncio.TimerHandle | None = None

    @property
    def is_empty(self) -> bool:
        """Nobody listens, nobody is about to."""
        return not self.listeners and not self.joining

    @property
    def languages(self) -> set[str]:
        """The languages in which frames are needed now."""
        return {x.admission.language for x in self.listeners}

    def add(self, listener: Listener) -> None:
        """Somebody has caught up: told everything that was read, nothing twice."""
        self.flush()
        self.listeners.add(listener)
        self.tell_here()

    def remove(self, listener: Listener) -> None:
        """Somebody has gone, or was let go."""
        if listener in self.listeners:
            self.listeners.discard(listener)
            self.tell_here()

    def take(self, seq: int, parts: dict[str, list[str]]) -> None:
        """Frames up to a number, by language: flushed at once, or with the next 20 ms."""
        self.last = seq
        for language, texts in parts.items():
            self._pending[language] += texts
        since = time.monotonic() - self._flushed_at
        if since >= BATCH_SECONDS:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(
                BATCH_SECONDS - since, self.flush
            )

    def flush(self) -> None:
        """Tell everybody what is pending: one string a language, made once."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._pending:
            return
        told = {lang: frames.batch(parts) for lang, parts in self._pending.items()}
        self._pending.clear()
        self._flushed_at = time.monotonic()
        behind = [
            x
            for x in self.listeners
            if x.admission.language in told and not x.push(told[x.admission.language])
        ]
        for listener in behind:
            self.remove(listener)

    def say(self, text: str) -> None:
        """Tell everybody something unnumbered."""
        for listener in list(self.listeners):
            if not listener.push(text):
                self.remove(listener)

    def tell_here(self) -> None:
        """Say soon who is here; many comings and goings are one frame."""
        if self._here is None:
            self._here = asyncio.get_running_loop().call_later(
                HERE_SECONDS, self._say_here
            )

    def _say_here(self) -> None:
        self._here = None
        if self.listeners:
            everybody = self.elsewhere.people() | presence.people(self.listeners)
            self.say(frames.text(frames.here(everybody.values())))

    def end(self) -> None:
        """Nothing more is told."""
        for timer in (self._timer, self._here):
            if timer is not None:
                timer.cancel()
        self._timer = self._here = None
        if self.reading is not None:
            self.reading.cancel()
