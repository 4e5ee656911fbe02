"""Many listeners that cost next to nothing, in a process of their own.

`python -m tests.benchmarks._crowd PLAN`: PLAN is a JSON file {port, path, host, cookie,
cookies, progress}. Opens a socket for every cookie, prints a JSON line when all are in, hears until
a line comes on standard input, and prints what was heard. Listeners of one language hear
the same bytes, so a running CRC of each stream is compared; one stream is taken apart
frame by frame. How many messages that one has heard stands in the file `progress`, for
whoever keeps a window of posts.
"""

import json
import mmap
import os
import select
import socket
import sys
import time
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

AT_ONCE = 50  # handshakes under way
READ = 1 << 18


@dataclass
class Peer:
    """One socket: its stream as a CRC and a length."""

    sock: socket.socket
    is_in: bool = False
    crc: int = 0
    size: int = 0
    head: bytearray = field(default_factory=bytearray)


@dataclass
class Parsed:
    """The one stream that is taken apart: messages by number and by arrival."""

    buffer: bytearray = field(default_factory=bytearray)
    numbers: list[int] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    frames: int = 0

    def take(self, data: memoryview) -> None:
        """Count whole frames, and what is in them."""
        self.buffer += data
        now = time.time()
        while len(self.buffer) >= 2:
            size, start = self.buffer[1] & 0x7F, 2
            extra = {126: 2, 127: 8}.get(size, 0)
            if extra:
                start += extra
                size = int.from_bytes(self.buffer[2:start], "big")
            if len(self.buffer) < start + size:
                return
            payload = bytes(self.buffer[start : start + size])
            code = self.buffer[0] & 0x0F
            del self.buffer[: start + size]
            if code == 1:
                self.read(payload, now)

    def read(self, payload: bytes, now: float) -> None:
        frame = json.loads(payload)
        events = frame.get("events", [frame])
        self.frames += 1
        for event in events:
            if event["type"] == "event":
                self.numbers.append(event["seq"])
                at = event.get("html", "").find("at=")
                if at >= 0:
                    sent = float(event["html"][at + 3 : at + 20])
                    self.late_ms.append((now - sent) * 1000)


class Crowd:
    """All sockets of one plan."""

    def __init__(self, plan: dict) -> None:
        self.plan = plan
        self.poll = select.epoll()
        self.peers: dict[int, Peer] = {}
        self.sample: Peer | None = None
        self.parsed = Parsed()
        self.read_into = memoryview(bytearray(READ))
        with Path(plan["progress"]).open("r+b") as file:
            self.progress = mmap.mmap(file.fileno(), 8)

    def connect(self) -> float:
        """Open all; how long it took until the last was told that it is in."""
        began = time.perf_counter()
        waiting = list(self.plan["cookies"])
        open_ones = 0
        while waiting or open_ones:
            while waiting and open_ones < AT_ONCE:
                self.open(waiting.pop())
                open_ones += 1
            for fd, _event in self.poll.poll(5):
                open_ones -= self.greet(self.peers[fd])
        self.sample = next(iter(self.peers.values()))
        took = time.perf_counter() - began
        self.deaf = [self.handshake(cookie) for cookie in self.plan.get("deaf", ())]
        return took

    def open(self, cookie: str) -> None:
        """One more listener."""
        sock = self.handshake(cookie)
        sock.setblocking(False)
        self.peers[sock.fileno()] = Peer(sock)
        self.poll.register(sock, select.EPOLLIN)

    def handshake(self, cookie: str) -> socket.socket:
        """A connection that has asked to be let in."""
        sock = socket.create_connection(("127.0.0.1", self.plan["port"]))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        host = f"{self.plan['host']}:{self.plan['port']}"
        sock.sendall(
            f"GET {self.plan['path']} HTTP/1.1\r\nHost: {host}\r\n"
            f"Origin: http://{host}\r\nCookie: {self.plan['cookie']}={cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n\r\n".encode()
        )
        return sock

    def greet(self, peer: Peer) -> int:
        """1 when this socket has just been told that it is in."""
        data = peer.sock.recv(READ)
        if not data:
            raise SystemExit(f"A listener was turned away: {bytes(peer.head[-300:])!r}")
        if peer.is_in:
            return 0
        peer.head += data
        if peer.head.startswith(b"HTTP/1.1 ") and b" 101 " not in peer.head[:20]:
            raise SystemExit(f"No handshake: {bytes(peer.head[:300])!r}")
        peer.is_in = b'"ready"' in peer.head
        return int(peer.is_in)

    def settle(self, seconds: float) -> None:
        """Read away who has come meanwhile; from here on all streams are the same."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for fd, _event in self.poll.poll(0.05):
                self.peers[fd].sock.recv(READ)
        for peer in self.peers.values():
            peer.head.clear()

    def hear(self) -> None:
        """Read until told to stop."""
        self.poll.register(sys.stdin, select.EPOLLIN)
        quiet_since = None
        while True:
            ready = self.poll.poll(0.2)
            for fd, _event in ready:
                if fd == 0:
                    self.poll.unregister(0)
                    quiet_since = time.monotonic()
                    continue
                self.read(self.peers[fd])
            if quiet_since is not None and not ready:
                return

    def read(self, peer: Peer) -> None:
        size = peer.sock.recv_into(self.read_into)
        if not size:
            self.poll.unregister(peer.sock)
            return
        data = self.read_into[:size]
        peer.crc = zlib.crc32(data, peer.crc)
        peer.size += size
        if peer is self.sample:
            self.parsed.take(data)
            self.progress[:8] = len(self.parsed.numbers).to_bytes(8, "little")

    def heard(self) -> dict:
        """What there is to say at the end."""
        numbers = self.parsed.numbers
        streams = {(p.crc, p.size) for p in self.peers.values()}
        return {
            "messages": len(numbers),
            "frames": self.parsed.frames,
            "gaps": sum(b != a + 1 for a, b in pairwise(numbers)),
            "streams": len(streams),
            "listeners": len(self.peers),
            "late_ms": self.parsed.late_ms,
        }


def main() -> None:
    """Connect, hear, report."""
    crowd = Crowd(json.loads(Path(sys.argv[1]).read_text()))
    print(json.dumps({"connected_s": crowd.connect()}), flush=True)
    crowd.settle(float(crowd.plan.get("settle", 1.5)))
    print(json.dumps({"settled": True}), flush=True)
    crowd.hear()
    print(json.dumps(crowd.heard()), flush=True)


if __name__ == "__main__":
    main()
