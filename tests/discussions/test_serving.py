"""The real server on its own socket: another process, a stop, a kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import pytest
from django.conf import settings
from django.db import connection
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from discussions.live.serving import SEND_BUFFER, listening_socket
from tests.benchmarks._served import database_url
from tests.discussions.sockets import ORIGIN
from tests.factories.discussions import hello, lounge, say
from tests.services import free_port

START_SECONDS = 40


def test_a_connection_cannot_hoard():
    with listening_socket("127.0.0.1", 0) as door:
        door.listen()
        with socket.create_connection(door.getsockname()), door.accept()[0] as peer:
            size = peer.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert SEND_BUFFER <= size <= 2 * SEND_BUFFER
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                assert (
                    peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
                    == 40_000
                )


@contextmanager
def serving(port, folder):
    """`manage.py serve_live` until the block ends; the process."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(connection.vendor, settings.DATABASES["default"]),
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
    }
    command = [sys.executable, "manage.py", "serve_live", "--port", str(port)]
    with (folder / "server.log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline and process.poll() is None:
                with (
                    suppress(OSError),
                    socket.create_connection(("127.0.0.1", port), 1),
                ):
                    break
                time.sleep(0.1)
            yield process
        finally:
            process.kill()
            process.wait()


def listen(port, room, cookie, after):
    return connect(
        f"ws://127.0.0.1:{port}/ws/discussions/{room.pk}/?after={after}",
        origin=ORIGIN,
        additional_headers={"Cookie": f"sessionid={cookie}"},
    )


def events(wire, count):
    """The next numbered facts."""
    found = []
    while len(found) < count:
        frame = json.loads(wire.recv(timeout=10))
        found += [e for e in frame.get("events", [frame]) if e["type"] == "event"]
    return [e["seq"] for e in found]


@pytest.mark.django_db(transaction=True)
def test_posts_of_another_process_arrive_and_a_kill_or_a_stop_loses_none(
    tmp_path, sign_in, ana, ben
):
    room = lounge(ana, ben)
    thread = hello(room)
    cookie = sign_in(ben).cookies["sessionid"].value
    port = int(free_port())
    with serving(port, tmp_path) as server:
        with listen(port, room, cookie, 1) as wire:
            say(thread, ana)
            assert events(wire, 1) == [2]
            server.kill()
            with pytest.raises(ConnectionClosed):
                while True:
                    wire.recv(timeout=10)
        say(thread, ana)
        say(thread, ana)
    with serving(port, tmp_path) as server:
        with listen(port, room, cookie, 2) as wire:
            assert events(wire, 2) == [3, 4]
            server.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    wire.recv(timeout=10)
            assert closed.value.rcvd.code == 1012
        server.wait(12)
