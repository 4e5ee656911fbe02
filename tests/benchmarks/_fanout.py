"""One server and a crowd: what a delivery costs, how late it is, and that none is lost."""

import json
import mmap
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Lock, Thread

from tests.benchmarks._served import (
    database_url,
    processor_ms,
    wait_until_it_answers,
)
from tests.services import free_port

SERVER_CORE, REST = {0}, {1}
WAIT_SECONDS = 60.0
WARM = 50
LOOK_SECONDS = 0.002  # between looks at how far the crowd is
HAMMERS = 4
COOKIE = "__Host-sessionid"


@dataclass
class Seen:
    """What a run was like. Times in seconds, processor time of the server alone."""

    listeners: int
    messages: int
    wall_s: float
    cpu_ms: float
    late_ms: list[float]
    connected_s: float
    connect_cpu_ms: float
    kib_each: float
    missing: int
    is_whole: bool

    @property
    def cost_us(self) -> float:
        """Processor time of the server for one delivery."""
        return self.cpu_ms * 1000 / max(1, self.messages * self.listeners)

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.messages * self.listeners / self.wall_s


class Progress:
    """How many messages the crowd's sample has heard, in a file that both map."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_bytes(bytes(8))
        with file.open("rb") as opened:
            self.shared = mmap.mmap(opened.fileno(), 8, access=mmap.ACCESS_READ)

    def __call__(self) -> int:
        return int.from_bytes(self.shared[:8], "little")


@contextmanager
def apart(command: list[str], **more: object) -> Iterator[subprocess.Popen]:
    """A server on a core of its own, stopped by its process id."""
    process = subprocess.Popen(
        command, preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORE), **more
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def rival(name: str) -> Iterator[tuple[int, int]]:
    """A bare server; its port and process id."""
    port = int(free_port())
    module = "tests.benchmarks._rivals"
    with apart([sys.executable, "-m", module, name, str(port)]) as process:
        wait_until_it_answers(process, port, Path(os.devnull))
        yield port, process.pid


def production(port: int, **more: str) -> dict[str, str]:
    """The environment of a production process on this run's database."""
    from django.conf import settings
    from django.db import connection

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "DATABASE_URL": database_url(connection.vendor, settings.DATABASES["default"]),
        "SECRET_KEY": settings.SECRET_KEY,
        "SIGNING_KEK": "A" * 43 + "=",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost",
        "SECURE_SSL_REDIRECT": "0",
        **more,
    }


def collect_static(folder: Path) -> None:
    """What production asks of its static files, once a run."""
    command = [sys.executable, "manage.py", "collectstatic", "-v0", "--no-input"]
    subprocess.run(command, env=production(1), check=True)


@contextmanager
def rooms() -> Iterator[tuple[int, int]]:
    """The real live process, as production runs it; its port and process id."""
    port = int(free_port())
    command = [sys.executable, "manage.py", "serve_live", "--port", str(port)]
    with apart(command, env=production(port), stdout=subprocess.DEVNULL) as process:
        wait_until_it_answers(process, port, Path(os.devnull))
        yield port, process.pid


@contextmanager
def pages(cookie: str) -> Iterator[Callable[[], int]]:
    """The real web process on the rooms' core, hammered over four connections.

    Answers with a function that ends it and says how many pages it served.
    """
    port = int(free_port())
    command = [
        sys.executable, "-m", "gunicorn", "lms.wsgi", "-k", "gthread", "--threads", "4",
        "-b", f"127.0.0.1:{port}", "--log-level", "error",
    ]  # fmt: skip
    with apart(command, env=production(port)) as process:
        wait_until_it_answers(process, port, Path(os.devnull))
        ended, counts = Event(), [0] * HAMMERS
        hammers = [
            Thread(target=hammer, args=(port, cookie, ended, counts, n))
            for n in range(HAMMERS)
        ]
        for thread in hammers:
            thread.start()
        try:
            yield lambda: sum(counts)
        finally:
            ended.set()
            for thread in hammers:
                thread.join()


def hammer(port: int, cookie: str, ended: Event, counts: list[int], n: int) -> None:
    """Ask for My learning, one time after another."""
    headers = {"Host": "localhost", "Cookie": f"{COOKIE}={cookie}"}
    link = HTTPConnection("127.0.0.1", port, timeout=30)
    while not ended.is_set():
        link.request("GET", "/me/", headers=headers)
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"A page answered {answer.status}.")
        counts[n] += 1


def pss_kib(pid: int) -> int:
    """What a process holds of the machine's memory, its share of what is shared."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    line = next(x for x in rollup.splitlines() if x.startswith("Pss:"))
    return int(line.split()[1])


def measure(
    *,
    port: int,
    pid: int,
    path: str,
    cookies: list[str],
    drive: Callable[[Progress], int],
    host: str = "localhost",
    settle: float = 1.5,
    deaf: Sequence[str] = (),
) -> Seen:
    """Let a crowd in, drive posts, wait until all is heard, and check the streams.

    `drive(progress)` posts and answers how many messages it posted. `deaf` are further
    cookies whose sockets never read. A few come first and
    go, so that what a server loads at its first connection is nobody's share.
    """
    if len(cookies) > WARM:
        first = {"port": port, "pid": pid, "path": path, "host": host}
        measure(**first, cookies=cookies[:WARM], drive=lambda _: 0, settle=0.2)
    with tempfile.TemporaryDirectory(prefix="tributary-crowd-") as folder:
        progress = Progress(Path(folder, "progress"))
        plan = {
            "port": port,
            "path": path,
            "host": host,
            "cookie": COOKIE,
            "deaf": list(deaf),
            "cookies": cookies,
            "progress": str(progress.file),
            "settle": settle,
        }
        Path(folder, "plan").write_text(json.dumps(plan))
        before, getting_in = pss_kib(pid), processor_ms(pid)
        crowd = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks._crowd", f"{folder}/plan"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            connected = told(crowd)["connected_s"]
            getting_in = processor_ms(pid) - getting_in
            told(crowd)
            each = (pss_kib(pid) - before) / len(cookies)
            cpu, began = processor_ms(pid), time.perf_counter()
            sent = drive(progress)
            until = time.monotonic() + WAIT_SECONDS
            while progress() < sent and time.monotonic() < until:
                time.sleep(0.002)
            wall, cpu = time.perf_counter() - began, processor_ms(pid) - cpu
            crowd.stdin.write("\n")
            crowd.stdin.flush()
            heard = told(crowd)
        finally:
            crowd.kill()
            crowd.wait()
    return Seen(
        listeners=len(cookies),
        messages=sent,
        wall_s=wall,
        cpu_ms=cpu,
        late_ms=heard["late_ms"],
        connected_s=connected,
        connect_cpu_ms=getting_in,
        kib_each=each,
        missing=sent - heard["messages"],
        is_whole=heard["messages"] == sent
        and heard["gaps"] == 0
        and heard["streams"] == 1,
    )


def told(crowd: subprocess.Popen) -> dict:
    """The next line of a crowd."""
    line = crowd.stdout.readline()
    if not line:
        raise SystemExit("The crowd ended early; its words stand above.")
    return json.loads(line)


def in_window(
    say: Callable[[int], None], window: int, seconds: float, most: int, hands: int = 1
) -> Callable[[Progress], int]:
    """Post as fast as the crowd hears, with so many under way, by several hands at once."""

    def drive(progress: Progress) -> int:
        lock, until, sent = Lock(), time.monotonic() + seconds, [0]

        def taken() -> int | None:
            with lock:
                if sent[0] >= min(most, progress() + window):
                    return None
                sent[0] += 1
                return sent[0] - 1

        def post() -> None:
            from django.db import connections

            while time.monotonic() < until and sent[0] < most:
                n = taken()
                if n is None:
                    time.sleep(LOOK_SECONDS)
                else:
                    say(n)
            connections.close_all()  # a hand's connection ends with it

        with ThreadPoolExecutor(hands) as pool:
            for done in [pool.submit(post) for _ in range(hands)]:
                done.result()
        return sent[0]

    return drive


def at_rate(
    say: Callable[[int], None], rate: float, seconds: float
) -> Callable[[Progress], int]:
    """Post at a steady rate."""

    def drive(progress: Progress) -> int:
        began = time.monotonic()
        for n in range(int(rate * seconds)):
            time.sleep(max(0.0, began + n / rate - time.monotonic()))
            say(n)
        return int(rate * seconds)

    return drive
