"""`manage.py run_worker`: background tasks, and the clock of what happens by itself."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from lms import wiring

log = logging.getLogger("tributary.clock")


class Clock(threading.Thread):
    """Calls the wiring's timed functions; one that fails is logged and tried again."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        """Look once a second what is due, until stopped."""
        due: dict[int, float] = dict.fromkeys(wiring.PERIODS, 0.0)
        while not self.stopped.wait(1.0):
            for seconds, functions in wiring.PERIODS.items():
                if time.monotonic() < due[seconds]:
                    continue
                due[seconds] = time.monotonic() + seconds
                for function in functions:
                    self.call(function)

    def call(self, function: Callable[[], object]) -> None:
        """One function, with its own fresh connection and without harm to the others."""
        close_old_connections()
        try:
            function()
        except Exception:
            log.exception("%s failed", function.__qualname__)


class Command(BaseCommand):
    """Run tasks and the clock until stopped; a running task is finished first."""

    help = "Run background tasks and what happens by itself (hourly, daily)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the clock beside the worker."""
        clock = Clock()
        worker = Worker(
            queue_names=["*"],
            interval=0.5,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        clock.start()
        try:
            worker.run()
        finally:
            clock.stopped.set()
