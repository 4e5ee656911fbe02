"""How large a request may be: refused before the framework keeps any of it on a disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

MEGABYTE = 1_000_000
LIMIT = 2 * MEGABYTE
"""Below what Django keeps in memory, so that no body of an ordinary request is spooled."""
PICTURE_LIMIT = 9 * MEGABYTE
"""In the rooms, where a picture of 8 MB may come with a post."""
PICTURES = ("/discussions/", "/threads/")
STAFF_LIMIT = 30 * MEGABYTE
"""Below /cms/, where documents of 20 MB are uploaded."""

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]


class _TooLarge(Exception): ...


def limited(app: App) -> App:
    """An ASGI application that answers 413 to larger bodies, announced or not.

    What is announced as too large is not read at all; what is not announced is counted.
    """

    async def answer(scope: Any, receive: Receive, send: Send) -> None:
        limit = _limit(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLarge
            return message

        try:
            if not announced.isdigit() or int(announced[:20]) > limit:
                raise _TooLarge
            await app(scope, counted, send)
        except _TooLarge:
            await _refuse(send, limit)

    return answer


def _limit(path: str) -> int:
    if path.startswith("/cms/"):
        return STAFF_LIMIT
    return PICTURE_LIMIT if path.startswith(PICTURES) else LIMIT


async def _refuse(send: Send, limit: int) -> None:
    sentence = _("That is too large: at most %(size)s MB can be sent here.")
    body = (sentence % {"size": limit // MEGABYTE}).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    headers = [kind, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
