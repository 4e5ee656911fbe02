"""The safety net under every hint: heads of rooms and access of listeners, asked again.

A lost hint about a post costs half a second (with Redis 1.5 s, because hints then come
from everywhere); a lost hint about access leaks for two seconds at most.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from discussions.live import access, bus, frames, log, presence
from discussions.live.listener import Listener

if TYPE_CHECKING:
    from discussions.live.hub import Hub

logger = logging.getLogger("tributary.live")
TICK_SECONDS = 0.5
ACCESS_TICKS = 3
HERE_TICKS = 20
BEAT_SECONDS = 25.0
Frames = dict[int, dict[str, Any]]
_questions: list[Callable[[Collection[int]], Frames]] = []


def ask_of_people(question: Callable[[Collection[int]], Frames]) -> None:
    """Have something asked about whoever listens: ids of people in, a frame each out.

    For what other processes know and, without Redis, cannot tell; every 1.5 s then.
    """
    _questions.append(question)


async def keep(hub: Hub) -> None:
    """Watch for as long as somebody listens."""
    ticks, beaten = 0, time.monotonic()
    told: dict[int, dict[str, str]] = {}
    said: Frames = {}
    while not hub.is_idle:
        await asyncio.sleep(TICK_SECONDS)
        ticks += 1
        whole = ticks % ACCESS_TICKS == 0
        try:
            if whole or not settings.REDIS_URL:
                await check_heads(hub)
            if whole:
                await check_access(hub)
                if not settings.REDIS_URL:
                    said = await tell_people(hub, said)
        except Exception:
            logger.exception("The database did not answer the rooms; again soon")
        if settings.REDIS_URL:
            told = await tell_others(hub, told if ticks % HERE_TICKS else {})
        if time.monotonic() - beaten >= BEAT_SECONDS:
            beaten = time.monotonic()
            beat(hub)


async def check_heads(hub: Hub) -> None:
    """Ask where the logs of the rooms with listeners stand."""
    ids = list(hub.rooms)
    if not ids:
        return
    heads = await hub.ask(log.heads, ids)
    for discussion_id in ids:
        room = hub.rooms.get(discussion_id)
        head = heads.get(discussion_id)
        if room is None or head is None:
            continue
        if head.epoch != room.epoch:
            room.epoch, room.last, room.wanted = head.epoch, head.seq, head.seq
            room.say(frames.text(frames.reload("epoch")))
        hub.hear_nudge(discussion_id, head.seq)


async def check_access(hub: Hub, only: Iterable[Listener] | None = None) -> None:
    """Ask whether listeners may still listen: two queries a room.

    Who may not is closed; whose right to post changed is told.
    """
    named = None if only is None else set(only)
    groups: list[tuple[int | None, set[Listener]]] = [
        (room.id, set(room.listeners)) for room in hub.rooms.values()
    ]
    groups.append((None, set(hub.inboxes)))
    for discussion_id, listeners in groups:
        asked = [x for x in listeners if named is None or x in named]
        if not asked:
            continue
        held = [(x.session_key, x.admission) for x in asked]
        verdicts = await hub.ask(access.review, discussion_id, held)
        for listener, verdict in zip(asked, verdicts, strict=True):
            settle(listener, verdict)


def settle(listener: Listener, verdict: access.Admission | int) -> None:
    """Close, tell, or leave alone."""
    if isinstance(verdict, int):
        listener.close(verdict)
        return
    before, listener.admission = listener.admission, verdict
    if (before.may_post, before.until) != (verdict.may_post, verdict.until):
        listener.push(
            frames.text(frames.access(verdict.may_post, verdict.until, verdict.why))
        )


async def tell_people(hub: Hub, said: Frames) -> Frames:
    """Say to people what is new for them alone; answers with what each was told last."""
    now: Frames = {}
    for question in _questions:
        now |= await hub.ask(question, list(hub.people))
    for user_id, frame in now.items():
        if frame != said.get(user_id):
            hub.hear_whisper_to(user_id, frame)
    return now


async def tell_others(
    hub: Hub, told: dict[int, dict[str, str]]
) -> dict[int, dict[str, str]]:
    """Let other processes know who is here: what changed, and everything every 10 s."""
    now = {r.id: presence.people(r.listeners) for r in hub.rooms.values()}
    for discussion_id in now.keys() | told.keys():
        people = now.get(discussion_id, {})
        if people != told.get(discussion_id):
            await hub.ask(bus.here, discussion_id, hub.name, people)
    return now


def beat(hub: Hub) -> None:
    """Say to every socket that the connection lives."""
    text = frames.text(frames.beat())
    for listeners in list(hub.people.values()):
        for listener in list(listeners):
            listener.push(text)
