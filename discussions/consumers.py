"""The sockets. They listen; the client says nothing but "typing"."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any
from urllib.parse import parse_qsl

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.utils.translation import gettext as _

from discussions.live import access, frames
from discussions.live.hub import Hub, get_hub
from discussions.live.listener import Listener
from discussions.live.presence import TYPING_SECONDS, Pace

FRAME_BYTES = 65_536
BAD_FRAMES_BORNE = 3
FRAMES, FRAMES_SECONDS = 20, 10.0


class ListeningConsumer(ABC, AsyncConsumer):  # type: ignore[misc]
    """What every socket of ours does: admit, accept, listen, leave.

    A refusal is accept, then close: before the accept a browser sees only 1006.
    """

    listener: Listener | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take messages one after another, until the peer has gone.

        Channels' own loop waits for a channel layer as well and, before every message,
        goes through a thread that looks after database connections. There is no layer
        here, and the hub's threads look after their own.
        """
        self.scope, self.base_send = scope, send
        try:
            while True:
                message = await receive()
                await getattr(self, message["type"].replace(".", "_"))(message)
        except StopConsumer:
            pass

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Admit or refuse."""
        await self.send({"type": "websocket.accept"})
        hub = get_hub()
        key = self.scope.get("cookies", {}).get(settings.SESSION_COOKIE_NAME, "")
        admitted = await self.admit(hub, key)
        if isinstance(admitted, int):
            await self.refuse(admitted)
            return
        if not hub.has_place(admitted.user_id):
            await self.refuse(frames.TOO_MANY)
            return
        self.pace = Pace(FRAMES, FRAMES_SECONDS)
        self.typing_pace = Pace(1, TYPING_SECONDS)
        self.bad_frames = 0
        self.listener = Listener(self.base_send, session_key=key, admission=admitted)
        await self.join(hub, self.listener)

    @abstractmethod
    async def admit(self, hub: Hub, key: str) -> access.Admission | int:
        """Who is behind the session, or the code to close with."""

    @abstractmethod
    async def join(self, hub: Hub, listener: Listener) -> None:
        """Begin to listen."""

    async def refuse(self, code: int) -> None:
        """Close with a code that says why."""
        await self.send({"type": "websocket.close", "code": code})

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take a frame of the client's; answer nonsense in words, end it the third time."""
        listener = self.listener
        if listener is None or not listener.is_open:
            return
        if not self.pace.allows():
            listener.close(frames.TOO_MANY)
            return
        frame = parsed(message)
        if frame is not None and self.hear(frame):
            return
        self.bad_frames += 1
        if self.bad_frames >= BAD_FRAMES_BORNE:
            listener.close(frames.BAD_FRAMES)
            return
        listener.push(
            frames.text(
                frames.error("bad_frame", _("This socket is for listening only."))
            )
        )

    def hear(self, frame: dict[str, Any]) -> bool:
        """Whether a frame was understood."""
        return False

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """The peer has gone."""
        if self.listener is not None:
            get_hub().leave(self.listener)
        raise StopConsumer


class RoomConsumer(ListeningConsumer):
    """One room, from a number on."""

    async def admit(self, hub: Hub, key: str) -> access.Admission | int:
        """A member of the room's cohort."""
        return await hub.ask(access.admit, key, self.room_id)

    async def join(self, hub: Hub, listener: Listener) -> None:
        """Catch up from `?after=`, then listen."""
        asked = self.query
        after = asked.get("after", "")
        await hub.join(
            listener,
            self.room_id,
            int(after) if after.isascii() and after.isdigit() else None,
            asked.get("epoch", ""),
        )

    @property
    def room_id(self) -> int:
        """The room in the address; nothing that is sent can name another."""
        found: int = self.scope["url_route"]["kwargs"]["discussion_id"]
        return found

    @property
    def query(self) -> dict[str, str]:
        """The words after the question mark; garbage is nothing."""
        raw = self.scope.get("query_string", b"")[:500]
        return dict(parse_qsl(raw.decode("ascii", "replace")))

    def hear(self, frame: dict[str, Any]) -> bool:
        """`{"type":"typing","thread":7}`, at most once in three seconds."""
        thread = frame.get("thread")
        if (
            frame.get("type") != "typing"
            or not isinstance(thread, int)
            or isinstance(thread, bool)
            or not 0 < thread < 2**63
        ):
            return False
        listener = self.listener
        if listener and listener.admission.may_post and self.typing_pace.allows():
            who = listener.admission
            frame = frames.typing(who.public_id, who.name, thread)
            get_hub().pass_on(self.room_id, frame)
        return True


class InboxConsumer(ListeningConsumer):
    """Somebody's own count of unread notifications."""

    async def admit(self, hub: Hub, key: str) -> access.Admission | int:
        """Anybody signed in."""
        return await hub.ask(access.admit_to_inbox, key)

    async def join(self, hub: Hub, listener: Listener) -> None:
        """Listen from now on."""
        hub.join_inbox(listener)


class NoSuchPath(AsyncConsumer):  # type: ignore[misc]
    """Any other address: a close that says so, instead of a server error."""

    channel_layer_alias = "none"

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept, then close."""
        await self.send({"type": "websocket.accept"})
        await self.send({"type": "websocket.close", "code": frames.NO_PATH})

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Nothing is heard here."""

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Gone."""
        raise StopConsumer


def parsed(message: dict[str, Any]) -> dict[str, Any] | None:
    """A client's frame as a JSON object, or None for anything else."""
    text = message.get("text")
    if not text or len(text.encode("utf-8", "replace")) > FRAME_BYTES:
        return None
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None
