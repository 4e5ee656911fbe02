"""A site that can be hurt: pages, two live rooms, Redis, and proxies before them."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.benchmarks._gunicorn import children_of
from tests.benchmarks._served import database_url
from tests.services import Missing, free_port

START_SECONDS = 60
NAME = "hurt"  # how the site's connections are known to PostgreSQL


class Server:
    """One process of the site on its port; killed, stalled and started by its id."""

    def __init__(self, command: list[str], port: int, log: Path, env: dict) -> None:
        self.command, self.port, self.log, self.env = command, port, log, env
        self.process: subprocess.Popen | None = None

    def start(self) -> "Server":
        """Start it; `answers` says when it is there."""
        with self.log.open("a") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=out, env=self.env
            )
        return self

    @property
    def pid(self) -> int:
        """The process that was started last."""
        assert self.process is not None
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """Whether it lives."""
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, and wait until it has gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def wait(self) -> None:
        """Until its port takes connections."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.is_running:
            with (
                suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.05)
        raise SystemExit(f"It did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self.process is None or not self.is_running:
            return
        with suppress(ProcessLookupError):
            self.signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


class Proxy:
    """A small TCP proxy: it finds a server that answers, drops, and loses answers."""

    def __init__(self, port: int, targets: list[int]) -> None:
        self.port, self.targets = port, targets
        self.loses_answers = False
        self.open: set[asyncio.StreamWriter] = set()
        self._turn = 0

    async def start(self) -> None:
        """Listen."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    def drop(self) -> None:
        """Cut every connection that is open, without a word."""
        for writer in list(self.open):
            writer.transport.abort()

    async def close(self) -> None:
        """Listen no more."""
        self.drop()
        self.server.close()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.open.add(writer)
        try:
            there, back = await self._connect()
        except OSError:
            writer.close()
            self.open.discard(writer)
            return
        self.open.add(back)
        with suppress(asyncio.CancelledError):  # the run is over
            await asyncio.gather(
                self._pass(reader, back), self._pass(there, writer, answers=True)
            )
        self.open -= {writer, back}

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        error: OSError = OSError("no target")
        for _ in self.targets:
            self._turn += 1
            port = self.targets[self._turn % len(self.targets)]
            try:
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError as refused:
                error = refused
        raise error

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        answers: bool = False,
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if answers and self.loses_answers:
                    break
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


class Site:
    """Everything that runs, and the two addresses that people use."""

    def __init__(self, folder: Path) -> None:
        from django.conf import settings
        from django.db import connection

        self.pages_port, self.rooms_port = int(free_port()), int(free_port())
        ports = [int(free_port()) for _ in range(4)]
        url = database_url(connection.vendor, settings.DATABASES["default"])
        redis = f"redis://127.0.0.1:{ports[0]}/0"
        env = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATABASE_URL": f"{url}?application_name={NAME}", "REDIS_URL": redis,
            "SECRET_KEY": settings.SECRET_KEY, "PORT": str(self.rooms_port),
            "TRIBUTARY_VAR": str(folder),
        }  # fmt: skip
        program = shutil.which("redis-server")
        if not program:
            raise Missing("Redis: install redis-server")
        self.redis = Server(
            [program, "--port", str(ports[0]), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", str(folder)],
            ports[0], folder / "redis.log", env,
        )  # fmt: skip
        self.pages = Server(
            [sys.executable, "-m", "gunicorn", "lms.wsgi", "--workers", "2",
             "--bind", f"127.0.0.1:{ports[1]}", "--worker-class", "gthread",
             "--threads", "4", "--log-level", "warning"],
            ports[1], folder / "pages.log", env,
        )  # fmt: skip
        self.rooms = [
            Server(
                [sys.executable, "manage.py", "serve_live", "--port", str(port)],
                port, folder / f"rooms-{port}.log", env,
            )
            for port in ports[2:]
        ]  # fmt: skip
        self.pages_proxy = Proxy(self.pages_port, [ports[1]])
        self.rooms_proxy = Proxy(self.rooms_port, ports[2:])

    @property
    def servers(self) -> list[Server]:
        """All processes."""
        return [self.redis, self.pages, *self.rooms]

    def page_worker(self) -> int:
        """One of the processes that answer pages."""
        return children_of(self.pages.pid)[0]

    def terminate_backends(self) -> None:
        """End every connection that the site has with its database."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = %s AND datname = current_database()",
                [NAME],
            )


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A running site; every process of it is ended."""
    made = Site(folder)
    with ExitStack() as stack:
        for server in made.servers:
            stack.callback(server.start().stop)
        for server in made.servers:
            server.wait()
        yield made
