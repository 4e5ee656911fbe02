"""What a post costs: at the log, and over HTTP beside a view that stores a plain row.

    python -m tests.benchmarks.posts [--json] [--seconds 3] [--rounds 5]

On PostgreSQL: the one that DATABASE_URL names, else one of the suite's own. At the log 1,
8 and 32 threads write to one room, and 32 threads to 32 rooms; every tenth post is sent
again. Over HTTP a real server answers eight writers who take turns between our view and
its twin (`_twin.py`): same middleware, session, form, rendering and answer, one plain
INSERT. Afterwards the rooms are checked: no hole, no double, every resend got the first
number. Exit code 1 when a bar is missed.
"""

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import services
from tests.benchmarks._gunicorn import gunicorn
from tests.benchmarks._served import processor_ms, session_of
from tests.benchmarks._writers import Writer

AT_THE_LOG = 500.0  # posts a second, 32 threads in one room
OVER_HTTP = 0.6  # of the twin's requests a second
PEOPLE, WRITERS = 800, 8
WORDS = "A sentence about an *ordinary* evening, and what came of it. " * 4


def main() -> int:
    """Measure, print, and say whether every bar was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with postgresql() as folder:
        from tests.benchmarks.report import report

        return report([*at_the_log(options.seconds), *over_http(folder, options)])


@contextmanager
def postgresql() -> Iterator[Path]:
    """Django on a database of this run's own, beside the one that is named, or found."""
    with ExitStack() as open_until_the_end:
        enter = open_until_the_end.enter_context
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = enter(services.postgres())
        folder = enter(tempfile.TemporaryDirectory(prefix="tributary-bench-"))
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database

        enter(database.own_database())
        yield Path(folder)


# --- at the log


def at_the_log(seconds: float) -> list:
    """Posts a second through `append_post` alone."""
    from tests.benchmarks.report import Measure

    found = []
    for threads, rooms in ((1, 1), (8, 1), (32, 1), (32, 32)):
        made, wrong = race(threads, rooms, seconds)
        name = f"log: {threads} threads, {rooms} room{'s' * (rooms > 1)}"
        bar = AT_THE_LOG if (threads, rooms) == (32, 1) else None
        found.append(Measure(name, made, "posts/s", bar, at_least=True))
        found.append(Measure(f"{name}: holes, doubles, resends", wrong, "", 0))
    return found


def race(threads: int, rooms: int, seconds: float) -> tuple[float, int]:
    """Posts a second of so many threads in so many rooms, and what is wrong after it."""
    from django.db import close_old_connections

    from discussions.live import log
    from tests.factories.accounts import person
    from tests.factories.discussions import hello, lounge

    people = [person() for _ in range(threads)]
    places = [hello(lounge(*people)) for _ in range(rooms)]
    until, gate = [0.0], threading.Barrier(threads + 1)
    made, resent_wrong = [0] * threads, [0] * threads

    def write(n: int) -> None:
        gate.wait()
        while time.monotonic() < until[0]:
            values = {
                "author": people[n], "client_id": uuid.uuid4(), "body": WORDS,
                "body_html": f"<p>{WORDS}</p>",
            }  # fmt: skip
            first = log.append_post(places[n % rooms], **values)
            made[n] += 1
            if made[n] % 10 == 0:
                again = log.append_post(places[n % rooms], **values)
                resent_wrong[n] += (again.seq, again.created) != (first.seq, False)
            close_old_connections()  # as at the end of a request: back to the pool

    writers = [threading.Thread(target=write, args=[n]) for n in range(threads)]
    for writer in writers:
        writer.start()
    began = time.monotonic()
    until[0] = began + seconds
    gate.wait()
    for writer in writers:
        writer.join()
    took = time.monotonic() - began
    wrong = sum(resent_wrong) + wrong_in(places) + stored_in(places) - sum(made)
    return sum(made) / took, wrong


def wrong_in(threads: list) -> int:
    """Holes and doubles: rooms whose posts and facts are not numbered 1, 2, 3 …"""
    from discussions.models import LiveEvent, Post

    wrong = 0
    for thread in threads:
        room = thread.discussion
        room.refresh_from_db()
        facts = LiveEvent.objects.filter(discussion=room).order_by("seq")
        posts = Post.objects.filter(discussion=room).order_by("seq")
        wrong += list(facts.values_list("seq", flat=True)) != list(
            range(1, room.last_seq + 1)
        )
        wrong += list(posts.values_list("seq", flat=True)) != list(
            range(2, room.last_seq + 1)
        )
    return wrong


def stored_in(threads: list) -> int:
    """How many posts these threads hold."""
    from discussions.models import Post

    return Post.objects.filter(thread__in=threads).count()


# --- over HTTP


def over_http(folder: Path, options: argparse.Namespace) -> list:
    """Our view and its twin, turn by turn."""
    from django.db import connection

    from tests.benchmarks import _twin
    from tests.benchmarks.report import Measure

    with connection.cursor() as cursor:
        cursor.execute(_twin.TABLE)
    thread, cookies = fill()
    port = int(services.free_port())
    paths = (f"/threads/{thread.pk}/posts/", f"/bench/threads/{thread.pk}/posts/")
    rates: dict[str, list[float]] = {path: [] for path in paths}
    costs: dict[str, list[float]] = {path: [] for path in paths}
    acked = 0
    with gunicorn(port, folder, "tests.benchmarks._twin_settings") as pids:
        for number in range(options.rounds + 1):  # the first one only warms up
            for path in paths if number % 2 else reversed(paths):
                used = -sum(map(processor_ms, pids))
                began = time.perf_counter()
                count = asyncio.run(crowd(port, path, cookies, options.seconds))
                took = time.perf_counter() - began
                used += sum(map(processor_ms, pids))
                acked += count if path == paths[0] else 0
                if number:
                    rates[path].append(count / took)
                    costs[path].append(used / count)
    ours, twin = paths
    ratio = statistics.median(
        a / b for a, b in zip(rates[ours], rates[twin], strict=True)
    )
    return [
        Measure("http: our view", statistics.median(rates[ours]), "posts/s"),
        Measure("http: the plain row", statistics.median(rates[twin]), "posts/s"),
        Measure("http: our view, server", statistics.median(costs[ours]), "ms CPU"),
        Measure(
            "http: the plain row, server", statistics.median(costs[twin]), "ms CPU"
        ),
        Measure("http: ours ÷ plain row", ratio, "times", OVER_HTTP, at_least=True),
        Measure(
            "http: acknowledged and not stored", acked - stored_in([thread]), "", 0
        ),
        Measure("http: holes and doubles", wrong_in([thread]), "", 0),
    ]


def fill() -> tuple:
    """A thread and its people, each with a living session: nobody posts too fast."""
    from lms.accounts.models import User
    from tests.factories.discussions import hello, lounge

    User.objects.bulk_create(
        User(email=f"writer{n}@example.org", display_name=f"Writer {n}", password="!x")
        for n in range(PEOPLE)
    )
    people = list(User.objects.filter(email__startswith="writer"))
    room = lounge(*people)
    cookies = itertools.cycle([session_of(person) for person in people])
    return hello(room), cookies


async def crowd(port: int, path: str, cookies: Iterator[str], seconds: float) -> int:
    """So many answered 201 to eight writers on kept connections."""
    until = time.perf_counter() + seconds
    writers = (write(port, path, cookies, until) for _ in range(WRITERS))
    return sum(await asyncio.gather(*writers))


async def write(port: int, path: str, cookies: Iterator[str], until: float) -> int:
    """Post after post over one connection, each as the next person."""
    writer = await Writer.to(port)
    done = 0
    while time.perf_counter() < until:
        fields = {"body": WORDS, "client_id": str(uuid.uuid4())}
        status, answer = await writer.post(path, next(cookies), fields)
        if status != 201:
            raise SystemExit(f"{path} answered {status}: {answer[:300]!r}")
        done += 1
    writer.close()
    return done


if __name__ == "__main__":
    sys.exit(main())
