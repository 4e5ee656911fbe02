"""Hints between processes and loops: a room reached a number, somebody's access changed.

In one process the hubs of its loops are called directly. With REDIS_URL the same hint
goes to every other process. A hint may be lost: the hub's watch asks the database itself.
Nothing else talks to Redis pub/sub, and nothing calls this before the commit.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from discussions.live.hub import Hub

log = logging.getLogger("tributary.live")
CHANNEL = "tributary:live"
RETRY_SECONDS = 1.0
SILENT_SECONDS = 2.0  # after a failure, so that no post waits for a dead Redis again

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}
_lock = threading.Lock()
_ear: threading.Thread | None = None


def announce(discussion_id: int, seq: int) -> None:
    """A room's log has reached a number."""
    tell({"deed": "nudge", "discussion_id": discussion_id, "seq": seq})


def kick(*, user_id: int | None = None, session_key: str | None = None) -> None:
    """Somebody's access, or one browser's, is to be checked again now."""
    tell({"deed": "recheck", "user_id": user_id, "session_key": session_key})


def whisper(discussion_id: int, frame: dict[str, Any]) -> None:
    """Say something unnumbered to a room: who is typing."""
    tell({"deed": "whisper", "discussion_id": discussion_id, "frame": frame})


def whisper_to(user_id: int, frame: dict[str, Any]) -> None:
    """Say something unnumbered to all sockets of one person: the inbox count."""
    tell({"deed": "whisper_to", "user_id": user_id, "frame": frame})


def here(discussion_id: int, hub: str, people: dict[str, str]) -> None:
    """Who has a room open at one hub, by public id: for the other processes' counts."""
    tell({"deed": "here", "discussion_id": discussion_id, "hub": hub, "people": people})


def tell(hint: dict[str, Any]) -> None:
    """Hand a hint to the hubs of this process and, through Redis, to all others."""
    global _silent_until  # noqa: PLW0603
    _here(hint)
    if settings.REDIS_URL and time.monotonic() >= _silent_until:
        try:
            _redis().publish(CHANNEL, json.dumps(hint))
        except Exception:  # noqa: BLE001 the watch makes up for a lost hint
            _silent_until = time.monotonic() + SILENT_SECONDS
            log.warning("Redis did not take a hint; rooms fall back on asking")


def _here(hint: dict[str, Any]) -> None:
    arguments = {k: v for k, v in hint.items() if k != "deed"}
    with _lock:
        hubs = list(_hubs.items())
    for loop, hub in hubs:
        if loop.is_closed():
            forget(loop)
        else:
            deed = getattr(hub, f"hear_{hint['deed']}")
            loop.call_soon_threadsafe(partial(deed, **arguments))


def subscribe(loop: asyncio.AbstractEventLoop, hub: Hub) -> None:
    """Let a loop's hub hear hints from now on."""
    global _ear  # noqa: PLW0603 one listening thread a process
    with _lock:
        _hubs[loop] = hub
        if settings.REDIS_URL and _ear is None:
            _ear = threading.Thread(target=_listen, name="live-ear", daemon=True)
            _ear.start()


def forget(loop: asyncio.AbstractEventLoop) -> None:
    """A loop has ended."""
    with _lock:
        _hubs.pop(loop, None)


def _redis() -> Any:
    """One client a process, made when first needed."""
    global _client  # noqa: PLW0603
    if _client is None:
        import redis

        _client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
        )
    return _client


_client: Any = None
_silent_until = 0.0


def _listen() -> None:
    """Hear the other processes for as long as this one has hubs."""
    import redis

    while _is_needed():
        try:
            client: Any = redis.Redis.from_url(
                settings.REDIS_URL, socket_connect_timeout=1, health_check_interval=10
            )
            with client.pubsub(ignore_subscribe_messages=True) as ear:
                ear.subscribe(CHANNEL)
                while _is_needed():
                    if message := ear.get_message(timeout=RETRY_SECONDS):
                        _here(json.loads(message["data"]))
        except Exception:  # noqa: BLE001 this thread must not die with one connection
            log.warning("Redis went away; rooms ask the database meanwhile")
            time.sleep(RETRY_SECONDS)


def _is_needed() -> bool:
    """Whether anybody here still listens; the last one to go lets the thread end."""
    global _ear  # noqa: PLW0603
    with _lock:
        if _hubs and settings.REDIS_URL:
            return True
        _ear = None
        return False
