"""`manage.py serve`: the whole site on one machine, as `./dev run` starts it."""

import errno
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.management.supervisor import Supervisor

HOST = "127.0.0.1"
UVICORN = [
    "--ws=websockets-sansio",
    "--loop=auto",
    "--http=auto",
    "--lifespan=off",
    "--ws-per-message-deflate=false",
    "--ws-max-size=65536",
    "--ws-ping-interval=20",
    "--ws-ping-timeout=20",
    "--backlog=4096",
    "--timeout-graceful-shutdown=10",
    "--log-level=warning",
]


class Command(BaseCommand):
    """Pages, live rooms and background work: two processes, started and ended together."""

    help = "Run the site and its worker on 127.0.0.1, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Only `--prepare`."""
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="First migrate and, where demos are allowed, fill an empty database.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the port first: nothing is prepared for a site that cannot start."""
        with listen(settings.PORT) as door:
            if options["prepare"]:
                self.prepare()
            self.greet()
            connection.close()
            supervisor = Supervisor(
                {
                    "pages": [sys.executable, "-m", "uvicorn", "lms.asgi:application",
                              "--fd", str(door.fileno()), *UVICORN],
                    "worker": [sys.executable, sys.argv[0], "run_worker"],
                },
                environment=os.environ,
                inherit=[door.fileno()],
                say=self.stderr.write,
            )  # fmt: skip
            sys.exit(supervisor.run())

    def prepare(self) -> None:
        """Migrate if anything waits, and load the demo into an empty database."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO_ALLOWED:
            call_command("load_demo", if_empty=True)

    def greet(self) -> None:
        """Say where the site is, and how to look around in it."""
        self.stdout.write(
            f"Tributary: http://localhost:{settings.PORT}   (Ctrl-C stops it)"
        )
        self.stdout.flush()


def listen(port: str) -> socket.socket:
    """The bound socket that the pages process inherits, or a sentence."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, int(port)))
    except (ValueError, OverflowError):
        raise CommandError(
            f"PORT is {port!r}: give a number from 1 to 65535."
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use by another program. "
                f"Stop that one, or choose another port: PORT={int(port) + 1} make run"
            ) from None
        raise CommandError(f"Cannot listen on port {port}: {error.strerror}.") from None
    return door
