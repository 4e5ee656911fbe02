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
    """Calls what is due at one period; one that fails is logged and tried again.

    A period has a thread of its own: what is told within seconds does not wait for what
    takes minutes once a day.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(name=f"clock-{seconds}", daemon=True)
        self.seconds = seconds
        self.stopped = threading.Event()

    def run(self) -> None:
        """Call everything at once, then again after each period, until stopped."""
        wait = 1.0
        while not self.stopped.wait(wait):
            began = time.monotonic()
            for function in wiring.PERIODS[self.seconds]:
                self.call(function)
            wait = max(0.0, self.seconds - (time.monotonic() - began))

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
        """Start the clocks beside the worker."""
        clocks = [Clock(seconds) for seconds in wiring.PERIODS]
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
        for clock in clocks:
            clock.start()
        try:
            worker.run()
        finally:
            for clock in clocks:
                clock.stopped.set()
