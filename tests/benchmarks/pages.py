"""Queries and processor time of the pages that everybody opens.

    python -m tests.benchmarks.pages [--json]

Makes a database of its own (beside the one that DATABASE_URL names, or SQLite in a
scratch folder), with a small site and a large one: a course of 10 lessons with 10
learners, and one of 200 lessons with 5,000. The lesson page is measured against a plain
page with the same body, turn by turn in one process, so that whatever else the machine
does meets both.
"""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from statistics import median

ROUNDS = 40
REQUESTS = 10  # of each page in a round
PARAGRAPHS = 12


def main() -> int:
    """Build, measure, report."""
    with tempfile.TemporaryDirectory(prefix="tributary-bench-") as folder:
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database
        from tests.benchmarks.report import report

        with database.own_database():
            return report(measure())


def measure() -> list:
    """All numbers, each with its bar."""
    from tests.benchmarks import _site as site
    from tests.benchmarks.report import Measure

    small = site.build("small", lessons=10, learners=10, courses=2)
    few = queries(small)
    large = site.build("large", lessons=200, learners=5_000, courses=20)
    many = queries(large)
    found = []
    for page, bar in site.BUDGETS.items():
        found.append(Measure(f"{page}, small site", few[page], "queries", bar))
        found.append(Measure(f"{page}, large site", many[page], "queries", bar))
        found.append(
            Measure(
                f"{page}, more on the large site", many[page] - few[page], "queries", 0
            )
        )
    for size, made in (("10 lessons", small), ("200 lessons", large)):
        lesson, bare = processor_time(made)
        ratio = median(a / b for a, b in zip(lesson, bare, strict=True))
        found += [
            Measure(f"lesson page, {size}", median(lesson) * 1000, "ms CPU"),
            Measure(f"bare page, beside {size}", median(bare) * 1000, "ms CPU"),
            Measure(f"lesson page ÷ bare page, {size}", ratio, "times", 1.2),
        ]
    return found


def queries(made) -> dict[str, int]:
    """Queries of every page for somebody signed in, each visited before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = {}
    for page, address in made.pages.items():
        visit(made, address)
        with CaptureQueriesContext(connection) as captured:
            visit(made, address)
        counts[page] = len(captured)
    return counts


def processor_time(made) -> tuple[list[float], list[float]]:
    """Seconds of processor time a request, lesson and bare page, round by round."""
    lesson, bare = made.pages["lesson page"], made.bare
    for _ in range(REQUESTS):
        visit(made, lesson)
        visit(made, bare)
    first, second = [], []
    for number in range(ROUNDS):
        turns = [(lesson, first), (bare, second)]
        for address, times in turns if number % 2 else reversed(turns):
            times.append(timed(lambda to=address: visit(made, to)))
    return first, second


def timed(visit_once: Callable[[], None]) -> float:
    """Seconds of processor time a request, over a round of them."""
    gc.collect()
    started = time.process_time()
    for _ in range(REQUESTS):
        visit_once()
    return (time.process_time() - started) / REQUESTS


def visit(made, address: str) -> None:
    """One request through every middleware; anything but 200 ends the run."""
    with closing(made.client.get(address)) as response:
        if response.status_code != 200:
            sys.exit(f"{address} answered {response.status_code}")


if __name__ == "__main__":
    sys.exit(main())
