"""A room under load: 200 listeners, 20 posts a second, persisted and signed in.

`python -m tests.benchmarks.evening [--json] [--seconds 15]` starts the real server on a free
port with a database of its own (beside the one that DATABASE_URL names, or SQLite in a
scratch folder), posts over HTTP as many people, and listens as many more. A delivery is timed from the moment
before the POST is sent until the frame is in the listener's hands, on one machine, pages
and rooms in one process. Exit code 1 when a bar is missed.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks._ear import Listener, listen
from tests.benchmarks._served import processor_ms, server, session_of
from tests.services import free_port

LISTENERS, POSTERS, POSTS_PER_SECOND = 200, 20, 20
P99_MS = 100.0
CSRF = "b" * 32
START_SECONDS = 60
WAIT_SECONDS = 15


@dataclass
class Load:
    """What is measured: posts by number, and listeners."""

    port: int
    room: int
    thread: int
    first: int
    sent: dict[str, float] = field(default_factory=dict)
    acked_ms: list[float] = field(default_factory=list)
    refused: int = 0
    last: int = 0
    server: int = 0
    cpu_ms: float = 0

    @property
    def expected(self) -> list[int]:
        return list(range(self.first + 1, self.last + 1))


def fill(port: int) -> tuple[Load, list[str], list[str]]:
    """A room, its people, and a living session for each of them."""
    from courses.actions.cohorts import join
    from courses.models import Cohort
    from discussions.actions import open_discussion
    from lms.accounts.models import User
    from lms.core import clock

    cohort = Cohort.objects.create(name="Bench", starts_on=clock.today())
    room = open_discussion(cohort)
    people = [
        User(email=f"bench{n}@example.org", display_name=f"Person {n}", password="!x")
        for n in range(LISTENERS + POSTERS)
    ]
    User.objects.bulk_create(people)
    people = list(User.objects.filter(email__startswith="bench"))
    for person in people:
        join(cohort, user=person)
    cookies = [session_of(person) for person in people]
    room.refresh_from_db()
    load = Load(port, room.pk, room.threads.get().pk, room.last_seq, last=room.last_seq)
    return load, cookies[:POSTERS], cookies[POSTERS:]


async def post(
    load: Load, cookie: str, count: int, every: float, offset: float
) -> None:
    """Say something `count` times, over one kept connection."""
    await asyncio.sleep(offset)
    reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
    for n in range(count):
        began = time.perf_counter()
        key = f"mark-{uuid.uuid4()}"
        words = f"{key} " + "A sentence about an ordinary evening. " * 6
        body = urlencode({"body": words, "client_id": uuid.uuid4()}).encode()
        load.sent[key] = time.perf_counter()
        writer.write(
            (
                f"POST /threads/{load.thread}/posts/ HTTP/1.1\r\n"
                f"Host: localhost:{load.port}\r\nAccept: application/json\r\n"
                f"Cookie: sessionid={cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
        )
        status, answer = await response(reader)
        if status == 201:
            load.last = max(load.last, json.loads(answer)["seq"])
            load.acked_ms.append((time.perf_counter() - began) * 1000)
        else:
            load.refused += 1
        if n + 1 < count:
            await asyncio.sleep(max(0, every - (time.perf_counter() - began)))
    writer.close()


async def response(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
    status = int(head.split(" ", 2)[1])
    length = next(
        int(line.split(":")[1])
        for line in head.split("\r\n")
        if line.lower().startswith("content-length")
    )
    return status, await reader.readexactly(length)


async def run(load: Load, posters: list[str], cookies: list[str], seconds: int) -> list:
    """All listeners, then the posts, then one who dropped out comes back."""
    listeners = [Listener(cookie) for cookie in cookies]
    ready = [asyncio.Event() for _ in listeners]
    tasks = []
    for mine, event in zip(listeners, ready, strict=True):
        hear = listen(load.port, load.room, mine, after=load.first, ready=event.set)
        tasks.append(asyncio.create_task(hear))
        if len(tasks) % 20 == 0:
            await until_ready(tasks, ready[: len(tasks)])
    dropped = listeners.pop()
    load.cpu_ms = -processor_ms(load.server)
    every = len(posters) / POSTS_PER_SECOND
    count = max(1, round(seconds / every))
    posting = [
        asyncio.create_task(post(load, cookie, count, every, n / POSTS_PER_SECOND))
        for n, cookie in enumerate(posters)
    ]
    await asyncio.sleep(seconds / 3)
    dropping = tasks.pop()
    dropping.cancel()
    await asyncio.gather(dropping, return_exceptions=True)
    await asyncio.gather(*posting)
    dropped.read(load.sent)
    coming_back = listen(
        load.port, load.room, dropped, after=(dropped.numbers or [load.first])[-1],
        ready=lambda: None,
    )  # fmt: skip
    tasks.append(asyncio.create_task(coming_back))
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and any(
        (x.read(load.sent).numbers or [0])[-1] < load.last
        for x in [*listeners, dropped]
    ):
        await asyncio.sleep(0.05)
    load.cpu_ms += processor_ms(load.server)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return measures(load, listeners, dropped)


async def until_ready(tasks: list[asyncio.Task], ready: list[asyncio.Event]) -> None:
    """Until these sockets have said "ready"; a socket that failed says why."""
    everybody = asyncio.gather(*(event.wait() for event in ready))
    await asyncio.wait([everybody, *tasks], timeout=30, return_when="FIRST_COMPLETED")
    for task in tasks:
        if task.done():
            raise SystemExit(
                f"A listener ended early: {task.exception() or task.result()}"
            )
    if not everybody.done():
        raise SystemExit("Listeners were not admitted within 30 seconds.")


def measures(load: Load, listeners: list[Listener], dropped: Listener) -> list:
    """What was seen against what is demanded."""
    from tests.benchmarks.report import Measure

    expected, everybody = load.expected, [*listeners, dropped]
    late = [ms for x in listeners for ms in x.late_ms]
    heard = [x.numbers for x in everybody]
    spent = round(load.cpu_ms / max(1, len(load.acked_ms)), 1)
    lost = len(set(expected) - set(dropped.numbers))
    return [
        Measure("evening: listeners", len(everybody), ""),
        Measure("evening: posts acknowledged", len(load.acked_ms), ""),
        Measure("evening: posts refused", load.refused, "", 0),
        Measure("evening: deliveries", len(late), ""),
        Measure("evening: delivery, p50", percentile(late, 50), "ms"),
        Measure("evening: delivery, p99", percentile(late, 99), "ms", P99_MS),
        Measure("evening: acknowledged, p99", percentile(load.acked_ms, 99), "ms"),
        Measure("evening: server, processor time", spent, "ms/post"),
        Measure(
            "evening: missing", sum(len(set(expected) - set(n)) for n in heard), "", 0
        ),
        Measure("evening: doubled", sum(len(n) - len(set(n)) for n in heard), "", 0),
        Measure("evening: out of order", sum(n != sorted(n) for n in heard), "", 0),
        Measure("evening: missing for who came back", lost, "", 0),
    ]


def percentile(values: list[float], n: int) -> float:
    """The n-th of a hundred; without values, beyond every bar."""
    if len(values) < 2:
        return float("inf")
    return round(statistics.quantiles(values, n=100)[n - 1], 1)


def main() -> int:
    """Measure, print, and say whether every bar was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--seconds", type=int, default=15)
    options = parser.parse_args()
    port = int(free_port())
    with tempfile.TemporaryDirectory(prefix="tributary-bench-") as folder:
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database
        from tests.benchmarks.report import report

        with database.own_database():
            load, posters, listeners = fill(port)
            with server(port, Path(folder) / "server.log") as load.server:
                return report(
                    asyncio.run(run(load, posters, listeners, options.seconds))
                )


if __name__ == "__main__":
    sys.exit(main())
