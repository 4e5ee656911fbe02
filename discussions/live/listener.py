"""One socket that listens. Nobody's slowness is anybody else's: the room never waits."""

from __future__ import annotations

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

from discussions.live.access import Admission
from discussions.live.frames import BEHIND

QUEUE = 64
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Listener:
    """Sends frames at once while the peer reads; else keeps up to 64, then lets go.

    A send is started by hand; only one that suspends (the peer's buffers are full) gets
    a task, which also sends what queued meanwhile. `push` and `close` never wait.
    """

    def __init__(self, send: Send, *, session_key: str, admission: Admission) -> None:
        self._send = send
        self._queue: deque[dict[str, Any]] = deque()
        self._task: asyncio.Task[None] | None = None
        self.session_key = session_key
        self.admission = admission
        self.is_open = True

    def push(self, text: str) -> bool:
        """Send one frame; False when the peer is too far behind and was let go."""
        if not self.is_open:
            return False
        if len(self._queue) >= QUEUE:
            self.close(BEHIND)
            return False
        self._start({"type": "websocket.send", "text": text})
        return True

    def close(self, code: int) -> None:
        """Close with a code, behind nothing but the frame that is under way."""
        if not self.is_open:
            return
        self.is_open = False
        self._queue.clear()
        self._start({"type": "websocket.close", "code": code})

    def gone(self) -> None:
        """The peer has left: nothing more is sent."""
        self.is_open = False
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    def _start(self, message: dict[str, Any]) -> None:
        if self._task is not None:
            self._queue.append(message)
            return
        under_way: Any = self._send(message)
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
            self._queue.clear()
        finally:
            self._task = None


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
