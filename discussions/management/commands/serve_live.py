"""Serve the rooms: websockets on a port of their own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from discussions.live.serving import run


class Command(BaseCommand):
    """Runs uvicorn on our own listening socket, in one or several workers."""

    help = "Serve the live rooms. Stop with Ctrl-C: sockets are closed with 1012 and come back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and in how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--workers", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until told to stop."""
        if options["workers"] > 1 and connection.vendor == "sqlite":
            raise CommandError(
                "SQLite serves one live process. Set DATABASE_URL to PostgreSQL, or leave --workers at 1."
            )
        run(options["host"], options["port"], options["workers"])
