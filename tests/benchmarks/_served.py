"""The real server on this run's database, for benchmarks: a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

START_SECONDS = 60


@contextmanager
def server(port: int, log: Path) -> Iterator[int]:
    """The real server on the same database, stopped by its process id."""
    from django.conf import settings
    from django.db import connection

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        "DATABASE_URL": database_url(connection.vendor, settings.DATABASES["default"]),
        "SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(port),
    }
    command = [sys.executable, "manage.py", "serve_live", "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        try:
            wait_until_it_answers(process, port, log)
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def database_url(vendor: str, values: dict) -> str:
    """The same database, as an address for another process."""
    if vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path=f"/{values['NAME']}"))


def wait_until_it_answers(process: subprocess.Popen, port: int, log: Path) -> None:
    """Until the port takes connections; the log, if it never does."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit(f"The server did not start:\n{log.read_text()}")


def session_of(person: object) -> str:
    """The key of a session in which somebody is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def processor_ms(pid: int) -> float:
    """What a process has used so far; it does not move with what else the machine does."""
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) * 1000 / os.sysconf("SC_CLK_TCK")
