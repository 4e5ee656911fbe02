"""One socket that listens. Nobody's slowness is anybody else's: the room never waits."""

from __future__ import annotations

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Self

from discussions.live.access import Admission
from discussions.live.frames import BEHIND

QUEUE = 64
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Wire(str):
    """Text that knows its bytes: a thousand listeners do not encode it a thousand times."""

    _bytes: bytes

    def __new__(cls, text: str) -> Self:
        """Encode once."""
        made = super().__new__(cls, text)
        made._bytes = str.encode(text)
        return made

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Its bytes; a socket speaks UTF-8 alone."""
        return self._bytes


def message(text: str) -> dict[str, Any]:
    """A frame as the server takes it; one for all who hear it, and nobody changes it."""
    return {"type": "websocket.send", "text": Wire(text)}


class Listener:
    """Sends frames at once while the peer reads; else keeps up to 64, then lets go.

    A send is started by hand; only one that suspends (the peer's buffers are full) gets
    a task, which also sends what queued meanwhile. `push` and `close` never wait.
    """

    __slots__ = ("_queue", "_send", "_task", "admission", "is_open", "session_key")

    def __init__(self, send: Send, *, session_key: str, admission: Admission) -> None:
        self._send = send
        self._queue: deque[dict[str, Any]] | None = None  # few are ever behind
        self._task: asyncio.Task[None] | None = None
        self.session_key = session_key
        self.admission = admission
        self.is_open = True

    def push(self, text: str) -> bool:
        """Send one frame; False when the peer is too far behind and was let go."""
        return self.pass_on({"type": "websocket.send", "text": text})

    def pass_on(self, told: dict[str, Any]) -> bool:
        """Send what `message` made, the same to everybody; False as for `push`."""
        if not self.is_open:
            return False
        if self._queue is not None and len(self._queue) >= QUEUE:
            self.close(BEHIND)
            return False
        self._start(told)
        return self.is_open

    def close(self, code: int) -> None:
        """Close with a code, behind nothing but the frame that is under way."""
        if not self.is_open:
            return
        self.is_open = False
        self._queue = None
        self._start({"type": "websocket.close", "code": code})

    def gone(self) -> None:
        """The peer has left: nothing more is sent."""
        self.is_open = False
        self._queue = None
        if self._task is not None:
            self._task.cancel()

    def _start(self, told: dict[str, Any]) -> None:
        if self._task is not None:
            if self._queue is None:
                self._queue = deque()
            self._queue.append(told)
            return
        under_way: Any = self._send(told)
        try:
            waits_for = under_way.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 whatever it is, this peer is not reachable
            self.is_open = False
            return
        self._task = asyncio.get_running_loop().create_task(
            self._finish(under_way, waits_for)
        )

    async def _finish(
        self, under_way: Coroutine[Any, Any, None], waits_for: Any
    ) -> None:
        try:
            await _resumed(under_way, waits_for)
            while self._queue:
                await self._send(self._queue.popleft())
        except Exception:  # noqa: BLE001 as above
            self.is_open = False
        finally:
            self._queue = self._task = None


@types.coroutine
def _resumed(
    under_way: Coroutine[Any, Any, None], waits_for: Any
) -> Generator[Any, Any, None]:
    """Go on with a coroutine that was started by hand and suspended at `waits_for`."""
    while True:
        try:
            given = yield waits_for
        except BaseException as error:  # noqa: BLE001 cancellation too goes inside
            try:
                waits_for = under_way.throw(error)
            except StopIteration:
                return
        else:
            try:
                waits_for = under_way.send(given)
            except StopIteration:
                return
