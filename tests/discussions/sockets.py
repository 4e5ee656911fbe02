"""A browser's socket, for tests: connects with somebody's session, reads frames.

Over asgiref's communicator: Channels' own wants daphne, which we do not install.
"""

import json
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from lms.asgi import application

ORIGIN = "http://localhost:8000"


@sync_to_async
def cookie_of(user):
    """The session cookie of somebody who has just signed in."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client, client.cookies["sessionid"].value


class Socket:
    """One connection; `frame()` is the next one that is not about presence."""

    def __init__(self, path, cookie="", origin=ORIGIN):
        headers = [(b"cookie", f"sessionid={cookie}".encode())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        path, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "subprotocols": [],
        }
        self.wire = ApplicationCommunicator(application, scope)
        self.closed = None

    async def open(self):
        """Whether the server accepted."""
        await self.wire.send_input({"type": "websocket.connect"})
        message = await self.wire.receive_output(3)
        return message["type"] == "websocket.accept"

    async def frame(self, timeout=3, skip=("here", "typing", "inbox")):
        """The next frame; None once the server has closed."""
        while True:
            message = await self.wire.receive_output(timeout)
            if message["type"] == "websocket.close":
                self.closed = message.get("code", 1000)
                return None
            frame = json.loads(message["text"])
            if frame["type"] not in skip:
                return frame

    async def events(self, count, timeout=5):
        """The next `count` events, batches taken apart."""
        found = []
        while len(found) < count:
            frame = await self.frame(timeout)
            found += frame["events"] if frame["type"] == "batch" else [frame]
        return found

    async def end(self, timeout=3):
        """Wait until the server closes; the code."""
        while self.closed is None:
            await self.frame(timeout)
        return self.closed

    async def say(self, text):
        """Send a frame to the server."""
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def leave(self):
        """Go away, as a closed tab does."""
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(3)


@asynccontextmanager
async def listening(path, user=None, cookie=None, **kwargs):
    """A socket that is open, and closed at the end."""
    if user is not None:
        _, cookie = await cookie_of(user)
    socket = Socket(path, cookie or "", **kwargs)
    assert await socket.open()
    try:
        yield socket
    finally:
        await socket.leave()
