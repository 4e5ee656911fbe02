"""Pages as production serves them: gunicorn with threads, on this run's database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks._served import database_url, wait_until_it_answers


@contextmanager
def gunicorn(
    port: int, folder: Path, settings: str, *, workers: int = 1, **environment: str
) -> Iterator[list[int]]:
    """The workers' process ids; stopped by the master's."""
    from django.conf import settings as here
    from django.db import connection

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url(connection.vendor, here.DATABASES["default"]),
        "SECRET_KEY": here.SECRET_KEY,
        "PORT": str(port),
        **environment,
    }
    command = [
        sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--threads", "4", "--workers", str(workers),
        "--keep-alive", "30", "--log-level", "warning",
    ]  # fmt: skip
    log = folder / f"gunicorn-{port}.log"
    with log.open("w") as out:
        master = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        try:
            wait_until_it_answers(master, port, log)
            yield children_of(master.pid)
        finally:
            master.terminate()
            master.wait(20)


def children_of(pid: int) -> list[int]:
    """The processes that one started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]
