"""Rooms against bare servers: what a delivery costs, how late it is, who gets in how fast.

`python -m tests.benchmarks.live [--json] [--rounds 3] [--listeners 1000] [--only NAME …]`
starts PostgreSQL and Redis of its own (DATABASE_URL and REDIS_URL win), the real rooms
under production settings, with sessions and every post stored, and the rivals of
`_rivals`, which store nothing and know nobody. All say the same bytes. Servers have a core
of their own; load, database and Redis share the rest. Ratios are of one round, and the
median of the rounds is told. Processor time is the headline: it hardly moves with what
else a machine does. Exit code 1 when a bar is missed.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks import _fanout as fanout
from tests.benchmarks.report import Measure, report

WINDOW, SECONDS, MOST = 32, 4.0, 6_000
STEADY_RATE, STEADY_SECONDS = 20.0, 8.0
CHANNELS_MESSAGES = 6
POSTERS = 4
BARS = {
    "cost": 0.6, "throughput": 2.0, "channels": 80.0, "late": 80.0, "kib": 40.0,
    "connects": 300.0, "pages": 3.0,
}  # fmt: skip


class Bench:
    """One room with its people, and every server that is measured with them."""

    def __init__(self, listeners: int) -> None:
        from tests.benchmarks import _room as room

        self.thread, self.members, self.cookies = room.fill(listeners)
        self.say = room.at_the_log(self.thread, self.members)
        self.frame = room.frame_like(self.thread, self.members[0])
        self.path = f"/ws/discussions/{self.thread.discussion_id}/"

    def ours(self, drive: Callable, **more: object) -> fanout.Seen:
        """The real rooms, with a crowd of all members."""
        with fanout.rooms() as (port, pid):
            return fanout.measure(
                port=port, pid=pid, path=self.path, drive=drive,
                **{"cookies": self.cookies, **more},
            )  # fmt: skip

    def theirs(self, name: str, drive: Callable) -> fanout.Seen:
        """A rival, told what to say over a control socket."""
        from websockets.sync.client import connect

        with (
            fanout.rival(name) as (port, pid),
            connect(f"ws://127.0.0.1:{port}/control", compression=None) as control,
        ):
            return fanout.measure(
                port=port, pid=pid, path="/", cookies=self.cookies,
                drive=drive(lambda n: control.send(self.frame(n))),
            )  # fmt: skip


def saturated(bench: Bench, rounds: int) -> Iterator[Measure]:
    """Posts as fast as they are heard, ours and picows in turn; then Channels' own layer."""
    cost, throughput, first = [], [], None
    for n in range(rounds):
        runs = {
            "ours": lambda: bench.ours(
                fanout.in_window(bench.say, WINDOW, SECONDS, MOST, POSTERS)
            ),
            "picows": lambda: bench.theirs(
                "picows", lambda say: fanout.in_window(say, WINDOW, SECONDS, MOST)
            ),
        }  # fmt: skip
        seen = {name: runs[name]() for name in sorted(runs, reverse=bool(n % 2))}
        whole(seen["ours"])
        cost.append(seen["ours"].cost_us / seen["picows"].cost_us)
        throughput.append(seen["ours"].rate / seen["picows"].rate)
        first = first or seen
        for name, one in seen.items():
            yield Measure(f"saturated, {name}: cost", one.cost_us, "µs/deliv.")
            yield Measure(f"saturated, {name}: deliveries", one.rate, "/s")
    yield Measure(
        "saturated: cost ÷ picows", statistics.median(cost), "×", BARS["cost"]
    )
    yield at_least(
        "saturated: throughput ÷ picows", statistics.median(throughput), "throughput"
    )
    stock = bench.theirs(
        "channels", lambda say: fanout.in_window(say, 1, 60, CHANNELS_MESSAGES)
    )
    yield Measure("saturated, Channels in memory: cost", stock.cost_us, "µs/deliv.")
    ours = statistics.median([first["ours"].cost_us])
    yield at_least("Channels in memory ÷ ours: cost", stock.cost_us / ours, "channels")


def steady(bench: Bench) -> Iterator[Measure]:
    """Twenty posts a second, and what it takes to get everybody in."""
    seen = bench.ours(fanout.at_rate(bench.say, STEADY_RATE, STEADY_SECONDS))
    whole(seen)
    yield Measure("20/s: delivery, p50", percentile(seen.late_ms, 50), "ms")
    late = percentile(seen.late_ms, 99)
    yield Measure("20/s: delivery, p99", late, "ms", BARS["late"])
    yield Measure("20/s: cost", seen.cost_us, "µs/deliv.")
    each = seen.connect_cpu_ms / seen.listeners
    yield at_least("connects", seen.listeners / seen.connected_s, "connects", "/s")
    yield Measure("connects: processor time", each, "ms each")
    yield Measure("idle connection", seen.kib_each, "KiB", BARS["kib"])


def deaf(bench: Bench) -> Iterator[Measure]:
    """Three that never read among twenty: nobody else is later for it."""
    few = bench.cookies[:20]
    drive = fanout.at_rate(bench.say, 50, 6)
    quiet = bench.ours(drive, cookies=few)
    with_deaf = bench.ours(drive, cookies=few, deaf=bench.cookies[20:23])
    whole(quiet)
    whole(with_deaf)
    before, after = percentile(quiet.late_ms, 99), percentile(with_deaf.late_ms, 99)
    yield Measure("20 listeners: delivery, p99", before, "ms")
    yield Measure("beside 3 that never read: delivery, p99", after, "ms")
    yield Measure("beside 3 that never read: missing", with_deaf.missing, "", 0)


def pages(bench: Bench) -> Iterator[Measure]:
    """Pages are served beside the rooms, by a process of their own on the same core."""
    crowd = bench.cookies[:200]
    drive = fanout.at_rate(bench.say, STEADY_RATE, STEADY_SECONDS)
    quiet = bench.ours(drive, cookies=crowd)
    with fanout.pages(bench.cookies[0]) as served:
        loaded = bench.ours(drive, cookies=crowd)
        count = served()
    whole(quiet)
    whole(loaded)
    before, after = percentile(quiet.late_ms, 99), percentile(loaded.late_ms, 99)
    yield Measure("200 listeners, quiet: delivery, p99", before, "ms")
    yield Measure("beside pages: delivery, p99", after, "ms")
    yield Measure("beside pages: pages served", count, "")
    yield Measure("beside pages ÷ quiet: p99", after / before, "×", BARS["pages"])


def whole(seen: fanout.Seen) -> None:
    """Speed counts only where nothing was lost, doubled or out of order."""
    if not seen.is_whole:
        raise SystemExit(f"Not everybody heard everything once and in order: {seen!r}")


def at_least(name: str, value: float, bar: str, unit: str = "×") -> Measure:
    """A measure that must reach its bar."""
    return Measure(name, value, unit, BARS[bar], at_least=True)


def percentile(values: list[float], n: int) -> float:
    """The n-th of a hundred; without values, beyond every bar."""
    if len(values) < 2:
        return float("inf")
    return statistics.quantiles(values, n=100)[n - 1]


PARTS = {"saturated": saturated, "steady": steady, "deaf": deaf, "pages": pages}


@contextmanager
def ground() -> Iterator[None]:
    """A database, Redis, and the project set up on them."""
    from tests import services

    with ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            os.environ["DATABASE_URL"] = stack.enter_context(services.postgres())
        if not os.environ.get("REDIS_URL"):
            os.environ["REDIS_URL"] = stack.enter_context(services.redis())
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="tributary-bench-")
        )
        os.environ["TRIBUTARY_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
        import django

        django.setup()
        from tests import database

        with database.own_database():
            fanout.collect_static(Path(folder))
            yield


def main() -> int:
    """Measure, print, and say whether every bar was met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    os.sched_setaffinity(0, fanout.REST)
    with ground():
        bench = Bench(options.listeners)
        gc.collect()
        gc.freeze()  # a pause of whoever posts is not the room's
        found = []
        for name in options.only:
            more = (options.rounds,) if name == "saturated" else ()
            found += PARTS[name](bench, *more)
        return report(found)


if __name__ == "__main__":
    sys.exit(main())
