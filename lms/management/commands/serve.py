"""`manage.py serve`: the whole site on one machine, as `./dev run` starts it."""

import argparse
import errno
import os
import socket
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from discussions.live import serving
from lms.management.supervisor import Supervisor

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Pages, live rooms and background work: two processes, started and ended together."""

    help = "Run the site and its worker on 127.0.0.1, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--prepare`; the other one is how this command starts its own child."""
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="First migrate and, where demos are allowed, fill an empty database.",
        )
        parser.add_argument("--on-socket", type=int, help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the port first: nothing is prepared for a site that cannot start."""
        if options["on_socket"] is not None:
            answer(socket.socket(fileno=options["on_socket"]))
            return
        with listen(settings.PORT) as door:
            if options["prepare"]:
                self.prepare()
            self.stdout.write(
                f"Tributary is at http://localhost:{settings.PORT}  (Ctrl-C stops it)"
            )
            self.stdout.flush()
            connection.close()
            sys.exit(self.supervise(door))

    def prepare(self) -> None:
        """Migrate if anything waits, and load the demo into an empty database."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date.")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO_ALLOWED:
            call_command("load_demo", if_empty=True)

    def supervise(self, door: socket.socket) -> int:
        """Run both processes until they are told to end, or one ends by itself."""
        manage = [sys.executable, sys.argv[0]]
        supervisor = Supervisor(
            {
                "site": [*manage, "serve", "--on-socket", str(door.fileno())],
                "worker": [*manage, "run_worker"],
            },
            environment=os.environ,
            inherit=[door.fileno()],
            say=self.stderr.write,
        )
        return supervisor.run()


def answer(door: socket.socket) -> None:
    """Serve pages and rooms on a bound socket until told to stop."""
    config = uvicorn.Config("lms.asgi:application", **serving.options())
    uvicorn.Server(config).run(sockets=[door])


def listen(port: str) -> socket.socket:
    """The bound socket that the site's process inherits, or a sentence."""
    if not (port.isdecimal() and 0 < int(port) < 65_536):
        raise CommandError(f"PORT is {port!r}: give a number from 1 to 65535.")
    try:
        return serving.listening_socket(HOST, int(port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use by another program. "
                f"Stop that one, or choose another port: PORT={int(port) + 1} make run"
            ) from None
        raise CommandError(f"Cannot listen on port {port}: {error.strerror}.") from None
