"""`manage.py run_periodic hourly|daily|minutely`: the clock for a cron of one's own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lms import wiring

NAMES = {"minutely": 60, "hourly": 3600, "daily": 86_400}


class Command(BaseCommand):
    """Call what is due at one period, once."""

    help = "Call the functions of one period once (for cron, instead of run_worker's clock)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which period."""
        parser.add_argument("period", choices=NAMES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Call each; the first failure stops with its traceback.

        A cron knows no seconds: what is due more often comes with `minutely`.
        """
        asked = NAMES[options["period"]]
        for seconds, functions in wiring.PERIODS.items():
            if seconds == asked or (asked == min(NAMES.values()) and seconds < asked):
                for function in functions:
                    function()
                    self.stdout.write(f"{function.__name__}: done")
