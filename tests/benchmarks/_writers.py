"""Somebody who posts over HTTP on a kept connection, as the outbox does."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

CSRF = "b" * 32


@dataclass
class Writer:
    """One connection to a port of this machine; whoever posts is named by the cookie."""

    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str = ""

    @classmethod
    async def to(cls, port: int, host: str = "") -> "Writer":
        """Connect; `host` is what the server thinks it is called."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        return cls(port, reader, writer, host or f"localhost:{port}")

    async def post(
        self, path: str, cookie: str, fields: dict[str, str]
    ) -> tuple[int, bytes]:
        """Send a form as the outbox does; status and body of the answer."""
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\n"
            f"Accept: application/json\r\nX-CSRFToken: {CSRF}\r\n"
            f"Cookie: sessionid={cookie}; csrftoken={CSRF}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode() + body)
        return await self.answer()

    async def answer(self) -> tuple[int, bytes]:
        """Status and body of one answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin1")
        status = int(head.split(" ", 2)[1])
        lengths = [
            int(line.partition(":")[2])
            for line in head.split("\r\n")
            if line.lower().startswith("content-length:")
        ]
        return status, await self.reader.readexactly(lengths[0] if lengths else 0)

    def close(self) -> None:
        """Hang up."""
        self.writer.close()
