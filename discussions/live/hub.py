"""All rooms of one event loop: join, catch up, fan out. One hub per loop.

The database is the log. A nudge and the watch only say "there is n"; the room reads what
comes after its last number in a pool of four threads of its own, renders it once for each
language present, and hands one string to every listener.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4
from weakref import WeakKeyDictionary

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from discussions.live import bus, frames, log, watch
from discussions.live.listener import Listener
from discussions.live.room import Room

logger = logging.getLogger("tributary.live")
THREADS = 4
SOCKETS_PER_PERSON = 10
AGAIN_SECONDS = 0.5
T = TypeVar("T")
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def get_hub() -> Hub:
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(loop)
    return _hubs[loop]


def read(
    discussion_id: int, seq: int, languages: set[str]
) -> tuple[list[int], dict[str, list[str]]]:
    """The numbers after one, and their frames by language. Raises Pruned."""
    events = log.after(discussion_id, seq)
    parts = {
        language: [frames.text(f) for f in frames.render(events, language=language)]
        for language in languages
        if events
    }
    return [event.seq for event in events], parts


class Hub:
    """Rooms with listeners, and the people behind the sockets of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.name = uuid4().hex
        self.rooms: dict[int, Room] = {}
        self.inboxes: set[Listener] = set()
        self.people: defaultdict[int, set[Listener]] = defaultdict(set)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hub")
        self._watch: asyncio.Task[None] | None = None
        bus.subscribe(loop, self)

    async def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Put a question to the database in the hub's own threads."""

        def answered() -> T:
            try:
                try:
                    return question(*args)
                except (InterfaceError, OperationalError):
                    connection.close()  # the server went away; questions only read
                    return question(*args)
            finally:
                if connection.vendor != "sqlite":
                    # Back to the pool. A file's connection stays with its thread:
                    # opening it anew costs more than the question.
                    close_old_connections()

        return await self.loop.run_in_executor(self._pool, answered)

    # --- coming and going

    def has_place(self, user_id: int) -> bool:
        """Whether one more socket of a person is let in."""
        return len(self.people.get(user_id, ())) < SOCKETS_PER_PERSON

    async def join(
        self, listener: Listener, discussion_id: int, after: int | None, epoch: str
    ) -> None:
        """Tell somebody what they missed, then let them listen, in one loop step.

        Everything up to the room's last number is read from the log; the open batch is
        flushed to the others before the newcomer is added, so nothing comes twice.
        """
        self.people[listener.admission.user_id].add(listener)
        room = await self._room(discussion_id)
        room.joining += 1
        try:
            seq = await self._start_of(room, listener, after, epoch)
            while seq < room.last and listener.is_open:
                seq = await self._catch_up(room, listener, seq)
            if listener.is_open:
                listener.push(frames.text(frames.ready(
                    room.epoch, room.last, listener.admission.may_post
                )))  # fmt: skip
                room.add(listener)
        finally:
            room.joining -= 1
            self._sweep(room)
        self._wake()

    async def _start_of(
        self, room: Room, listener: Listener, after: int | None, epoch: str
    ) -> int:
        """Where to begin telling; somebody's page may be ahead of what this hub has read."""
        if after is None:
            return room.last
        if epoch and epoch != str(room.epoch):
            listener.push(frames.text(frames.reload("epoch")))
            return room.last
        if after <= room.last:
            return after
        head = (await self.ask(log.heads, [room.id]))[room.id]
        if after > head.seq:
            listener.push(frames.text(frames.reload("gap")))
        self.hear_nudge(room.id, head.seq)
        return room.last

    async def _catch_up(self, room: Room, listener: Listener, seq: int) -> int:
        language = listener.admission.language
        try:
            seqs, parts = await self.ask(read, room.id, seq, {language})
        except log.Pruned:
            listener.push(frames.text(frames.reload("gap")))
            return room.last
        told = [p for n, p in zip(seqs, parts[language], strict=True) if n <= room.last]
        if not listener.push(frames.batch(told)):
            return room.last
        return seqs[len(told) - 1]

    async def _room(self, discussion_id: int) -> Room:
        if discussion_id not in self.rooms:
            head = (await self.ask(log.heads, [discussion_id]))[discussion_id]
            # Somebody else may have opened it while this one asked.
            self.rooms.setdefault(
                discussion_id, Room(discussion_id, head.seq, head.epoch)
            )
        return self.rooms[discussion_id]

    def join_inbox(self, listener: Listener) -> None:
        """Let somebody hear their own inbox."""
        self.people[listener.admission.user_id].add(listener)
        self.inboxes.add(listener)
        self._wake()

    def leave(self, listener: Listener) -> None:
        """A socket has gone."""
        listener.gone()
        self.inboxes.discard(listener)
        mine = self.people.get(listener.admission.user_id)
        if mine is not None:
            mine.discard(listener)
            if not mine:
                del self.people[listener.admission.user_id]
        for room in list(self.rooms.values()):
            room.remove(listener)
            self._sweep(room)

    def _sweep(self, room: Room) -> None:
        if room.is_empty and self.rooms.get(room.id) is room:
            room.end()
            del self.rooms[room.id]

    # --- hints, from the bus and the watch

    def hear_nudge(self, discussion_id: int, seq: int) -> None:
        """A room has reached a number: read up to it when the room may be told again."""
        room = self.rooms.get(discussion_id)
        if room is None:
            return
        room.wanted = max(room.wanted, seq)
        if room.wanted > room.last and room.reading is None:
            room.later(partial(self._read, room))

    def _read(self, room: Room) -> None:
        if room.reading is None and not room.is_empty and room.wanted > room.last:
            room.reading = self.loop.create_task(self._read_on(room))

    def hear_recheck(self, user_id: int | None, session_key: str | None) -> None:
        """Somebody's access is to be checked now."""
        named = {
            x
            for xs in self.people.values()
            for x in xs
            if x.admission.user_id == user_id or x.session_key == session_key
        }
        if named:
            task = self.loop.create_task(watch.check_access(self, named))
            task.add_done_callback(_complain)

    def hear_whisper(self, discussion_id: int, frame: dict[str, Any]) -> None:
        """Something unnumbered for a room."""
        if room := self.rooms.get(discussion_id):
            room.say(frames.text(frame))

    def pass_on(self, discussion_id: int, frame: dict[str, Any]) -> None:
        """Say something unnumbered to a room, here and in other processes."""
        self.loop.run_in_executor(self._pool, bus.whisper, discussion_id, frame)

    def hear_whisper_to(self, user_id: int, frame: dict[str, Any]) -> None:
        """Something unnumbered for one person."""
        for listener in list(self.people.get(user_id, ())):
            listener.push(frames.text(frame))

    def hear_here(self, discussion_id: int, hub: str, people: dict[str, str]) -> None:
        """Who has a room open in another process."""
        room = self.rooms.get(discussion_id)
        if room and hub != self.name and room.elsewhere.hear(hub, people):
            room.tell_here()

    async def _read_on(self, room: Room) -> None:
        """Read what the log has and tell it; whatever fails is tried again soon."""
        try:
            await self._read_once(room)
        except log.Pruned:
            room.say(frames.text(frames.reload("gap")))
            room.last = room.wanted
        except Exception:
            logger.exception("Room %s could not be read; again soon", room.id)
            await asyncio.sleep(AGAIN_SECONDS)
        finally:
            room.reading = None
        if room.wanted > room.last and not room.is_empty:
            room.later(partial(self._read, room))

    async def _read_once(self, room: Room) -> None:
        began = self.loop.time()
        seqs, parts = await self.ask(read, room.id, room.last, room.languages)
        room.read_in = self.loop.time() - began
        if not seqs:  # a number from before a restore
            room.wanted = room.last
        elif room.languages <= set(parts):  # else somebody with another one came
            room.take(seqs[-1], parts)

    # --- the watch

    def _wake(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = self.loop.create_task(watch.keep(self))
            self._watch.add_done_callback(_complain)

    @property
    def is_idle(self) -> bool:
        """Nobody listens here."""
        return not self.people

    async def close(self) -> None:
        """The loop ends: stop watching, let the threads go."""
        if self._watch is not None:
            self._watch.cancel()
        for room in list(self.rooms.values()):
            room.end()
        self.rooms.clear()
        self.people.clear()
        bus.forget(self.loop)
        self._pool.shutdown(wait=False, cancel_futures=True)
        _hubs.pop(self.loop, None)


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        logger.error("The watch of the rooms failed", exc_info=task.exception())
