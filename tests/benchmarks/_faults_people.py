"""Who lives through the faults: writers with an outbox, listeners that resume."""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.benchmarks._faults_check import Ack, Heard
from tests.benchmarks._writers import Writer

ANSWER_SECONDS = 15  # as the outbox waits
PAUSE, LONGEST = 1.0, 30.0  # as the outbox pauses: doubling, and some chance
SOCKET_PAUSE = 2.0  # as live-socket.js: 0 to 2 seconds, doubling


class Told(NamedTuple):
    """An acknowledgement, when it came, and how long it took with all its tries."""

    ack: Ack
    at: float
    seconds: float
    tries: int


@dataclass
class Author:
    """Somebody who writes; what has no answer is sent again with the same client id."""

    port: int
    host: str
    path: str
    cookie: str
    told: list[Told] = field(default_factory=list)
    is_done: bool = False
    connection: Writer | None = None

    async def run(self, every: float) -> None:
        """Post after post until told to stop; the last one is seen through."""
        await asyncio.sleep(random.random() * every)
        while not self.is_done:
            await self.say(str(uuid.uuid4()))
            await asyncio.sleep(every)

    async def say(self, client_id: str) -> None:
        """One post, however often it has to be sent."""
        began, tries, pause = time.monotonic(), 0, PAUSE
        fields = {"body": f"Said by {client_id}", "client_id": client_id}
        while True:
            tries += 1
            status, answer = await self.send(fields)
            if status in (200, 201):
                told = json.loads(answer)
                ack = Ack(client_id, told["seq"], told["post"])
                now = time.monotonic()
                self.told.append(Told(ack, now, now - began, tries))
                return
            if 400 <= status < 500 and status != 429:
                raise SystemExit(f"A post was refused: {status} {answer[:200]!r}")
            await asyncio.sleep(pause * (0.5 + random.random() / 2))
            pause = min(LONGEST, pause * 2)

    async def send(self, fields: dict[str, str]) -> tuple[int, bytes]:
        """Status and body; 0 when nothing came, so whether it arrived is not known."""
        try:
            if self.connection is None:
                self.connection = await Writer.to(self.port, self.host)
            post = self.connection.post(self.path, self.cookie, fields)
            status, body = await asyncio.wait_for(post, ANSWER_SECONDS)
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError):
            status, body = 0, b""
        if status in (0, 500, 502, 503) and self.connection is not None:
            self.connection.close()
            self.connection = None
        return status, body


@dataclass
class Ear:
    """Somebody who listens as live-socket.js does: resumes after the last number."""

    port: int
    room: int
    cookie: str
    epoch: str
    seq: int
    heard: list[Heard] = field(default_factory=list)
    came_back: list[float] = field(default_factory=list)
    reloads: int = 0
    held: dict[int, dict] = field(default_factory=dict)

    async def run(self, ready: Callable[[], object]) -> None:
        """Listen until cancelled, over as many sockets as it takes."""
        tries = 0
        while True:
            address = (
                f"ws://localhost:{self.port}/ws/discussions/{self.room}/"
                f"?after={self.seq}&epoch={self.epoch}"
            )
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(
                    address, origin=f"http://localhost:{self.port}", proxy=None,
                    additional_headers={"Cookie": f"sessionid={self.cookie}"},
                    compression=None, open_timeout=5, ping_interval=None,
                ) as socket:  # fmt: skip
                    async for message in socket:
                        if self.take(json.loads(message)):
                            tries = 0
                            ready()
            self.came_back.append(time.monotonic())
            await asyncio.sleep(random.random() * min(30.0, SOCKET_PAUSE * 2**tries))
            tries += 1

    def take(self, frame: dict) -> bool:
        """Apply a frame; whether it said "ready"."""
        if frame["type"] == "reload":
            self.reloads += 1
        for event in frame.get("events", [frame]):
            if event["type"] == "event" and event["seq"] > self.seq:
                self.held[event["seq"]] = event
        while event := self.held.pop(self.seq + 1, None):
            self.seq += 1
            if event["kind"] == "post":
                self.heard.append(Heard(event["seq"], event["post"]))
        return bool(frame["type"] == "ready")
