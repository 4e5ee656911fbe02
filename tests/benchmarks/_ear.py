"""A websocket listener that costs next to nothing: it measures the server, not itself.

Frames are kept as bytes with the moment of their arrival and read when the run is over.
"""

import asyncio
import json
import os
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass
class Listener:
    """One socket: the numbers it heard, and how late."""

    cookie: str
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)

    def read(self, sent: dict[str, float]) -> "Listener":
        """Take apart what has arrived since the last call; batches, too."""
        arrived, self.frames = self.frames, []
        for moment, payload in arrived:
            frame = json.loads(payload)
            for event in frame.get("events", [frame]):
                if event["type"] == "event":
                    self.numbers.append(event["seq"])
                    if key := marked(event.get("html", "")):
                        self.late_ms.append((moment - sent[key]) * 1000)
        return self


def marked(html: str) -> str:
    """The mark that a post of this run carries in its words."""
    at = html.find("mark-")
    return html[at : at + 41] if at >= 0 else ""


class Ear(asyncio.Protocol):
    """The protocol below a Listener: handshake, frames, pings."""

    def __init__(self, request: str, mine: Listener, ready: Callable[[], object]):
        self.request, self.mine, self.ready = request, mine, ready
        self.buffer = bytearray()
        self.is_open = False
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        transport.write(self.request.encode())

    def data_received(self, data: bytes) -> None:
        moment = time.perf_counter()
        self.buffer += data
        if not self.is_open and not self.opened():
            return
        while (frame := self.next_frame()) is not None:
            code, payload = frame
            if code == TEXT:
                self.mine.frames.append((moment, payload))
                if payload.startswith(b'{"type":"ready"') or b'"ready"' in payload[:40]:
                    self.ready()
            elif code == PING:
                mask = b"\0\0\0\0"
                self.transport.write(
                    bytes([0x80 | PONG, 0x80 | len(payload)]) + mask + payload
                )
            elif code == CLOSE:
                self.end(f"closed with {int.from_bytes(payload[:2], 'big')}")

    def opened(self) -> bool:
        head, found, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        if not found:
            return False
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self.end(head.split(b"\r\n", 1)[0].decode())
        self.buffer = bytearray(rest)
        self.is_open = True
        return True

    def next_frame(self) -> tuple[int, bytes] | None:
        """The next whole frame of an unmasked server, if it is there."""
        held = self.buffer
        if len(held) < 2:
            return None
        size, start = held[1] & 0x7F, 2
        extra = {126: 2, 127: 8}.get(size, 0)
        if extra:
            start += extra
            size = int.from_bytes(held[2:start], "big")
        if len(held) < start + size:
            return None
        payload = bytes(held[start : start + size])
        code = held[0] & 0x0F
        del held[: start + size]
        return code, payload

    def connection_lost(self, error: Exception | None) -> None:
        self.end(str(error or "closed"))

    def end(self, why: str) -> None:
        if not self.ended.done():
            self.ended.set_result(why)


async def listen(
    port: int, room: int, mine: Listener, *, after: int, ready: Callable[[], object]
) -> str:
    """Hear a room until cancelled; returns why, when the server ends it first."""
    request = (
        f"GET /ws/discussions/{room}/?after={after} HTTP/1.1\r\n"
        f"Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        f"Cookie: sessionid={mine.cookie}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    transport, ear = await loop.create_connection(
        lambda: Ear(request, mine, ready), "127.0.0.1", port
    )
    try:
        return await ear.ended
    finally:
        transport.close()
