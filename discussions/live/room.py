"""One room in one process: what is to be told, and to whom."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from uuid import UUID

from discussions.live import frames, presence
from discussions.live.listener import Listener, message

BATCH_SECONDS = 0.02
SHARE = 2  # of its own time a loop gives one room's fan-out at most half
HERE_SECONDS = 0.5


class Room:
    """Listeners of one room, and the number up to which they were told.

    `last` is what has been read from the log and told; `wanted` what the log is known to
    have reached. What happens within a batch's time is read together, so a busy room
    costs one read and one write a listener for each batch. `joining` keeps the room while
    somebody catches up. `read_in`: seconds that the last reading took.
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
        self.read_in = 0.0
        self._told_at = 0.0
        self._told_in = 0.0
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
        """Somebody has caught up with what everybody was told; nothing comes twice."""
        self.listeners.add(listener)
        self.tell_here()

    def remove(self, listener: Listener) -> None:
        """Somebody has gone, or was let go."""
        if listener in self.listeners:
            self.listeners.discard(listener)
            self.tell_here()

    def pause(self) -> float:
        """Seconds until the log is read again, to be told 20 ms after it was the last time.

        A room so large that telling it takes longer than half of that waits longer and
        gets more at once: what is told costs one write a listener, however much. What
        reading takes is no part of the wait, or one late telling would delay the next ten.
        """
        every = max(BATCH_SECONDS, SHARE * self._told_in)
        return max(0.0, self._told_at + every - self.read_in - time.monotonic())

    def later(self, deed: Callable[[], None]) -> None:
        """Do something when the room may be told again; asked twice, it is done once."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(
                self.pause(), self._now, deed
            )

    def _now(self, deed: Callable[[], None]) -> None:
        self._timer = None
        deed()

    def take(self, seq: int, parts: dict[str, list[str]]) -> None:
        """Tell everybody what happened up to a number: one frame a language, made once."""
        self.last = seq
        told = {lang: message(frames.batch(texts)) for lang, texts in parts.items()}
        self._told_at, began = time.monotonic(), time.thread_time()
        behind = [
            x
            for x in self.listeners
            if x.admission.language in told
            and not x.pass_on(told[x.admission.language])
        ]
        self._told_in = time.thread_time() - began
        for listener in behind:
            self.remove(listener)

    def say(self, text: str) -> None:
        """Tell everybody something unnumbered."""
        told = message(text)
        for listener in list(self.listeners):
            if not listener.pass_on(told):
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
