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


def tell(hint: dict[str, Any]) -> None:
    """Hand a hint to the hubs of this process and, through Redis, to all others."""
    _here(hint)
    if settings.REDIS_URL:
        try:
            _redis().publish(CHANNEL, json.dumps(hint))
        except Exception:
            log.warning(
                "Redis did not take a hint; rooms fall back on asking", exc_info=True
            )


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


def _listen() -> None:
    """Hear the other processes for as long as this one lives."""
    import redis

    while True:
        try:
            client: Any = redis.Redis.from_url(
                settings.REDIS_URL, socket_timeout=None, health_check_interval=10
            )
            ear = client.pubsub(ignore_subscribe_messages=True)
            ear.subscribe(CHANNEL)
            for message in ear.listen():
                _here(json.loads(message["data"]))
        except Exception:  # noqa: BLE001 this thread must not die with one connection
            log.warning("Redis went away; rooms ask the database meanwhile")
        time.sleep(RETRY_SECONDS)
