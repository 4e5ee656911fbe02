"""Socket routes: a room, an inbox, and a door that says there is no such path.

Origins are compared with scheme, host and port (`settings.SOCKET_ORIGINS`). There is no
AuthMiddlewareStack: `live/access.py` admits in two queries.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlparse

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator, WebsocketDenier
from channels.sessions import CookieMiddleware
from django.conf import settings
from django.urls import path, re_path

from discussions.consumers import InboxConsumer, NoSuchPath, RoomConsumer


class KnownOrigins(OriginValidator):  # type: ignore[misc]
    """Only pages of this site open sockets; a malformed Origin is one that is not known."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Channels raises on what cannot be parsed, or on a port above 65535."""
        origins = [v for name, v in scope.get("headers", []) if name == b"origin"]
        try:
            for origin in origins:
                parsed = urlparse(origin.decode("latin1"))
                _ = parsed.hostname, parsed.port
        except ValueError:
            return await WebsocketDenier()(scope, receive, send)
        return await super().__call__(scope, receive, send)


application = KnownOrigins(
    CookieMiddleware(
        URLRouter(
            [
                path("ws/discussions/<id:discussion_id>/", RoomConsumer.as_asgi()),
                path("ws/inbox/", InboxConsumer.as_asgi()),
                re_path(r"", NoSuchPath.as_asgi()),
            ]
        )
    ),
    settings.SOCKET_ORIGINS,
)
