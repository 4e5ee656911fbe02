"""One server and a crowd: what a delivery costs, how late it is, and that none is lost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks._served import processor_ms
from tests.services import free_port

SERVER_CORE, REST = {0}, {1}
WAIT_SECONDS = 60.0
WARM = 50


@dataclass
class Seen:
    """What a run was like. Times in seconds, processor time of the server alone."""

    listeners: int
    messages: int
    wall_s: float
    cpu_ms: float
    late_ms: list[float]
    connected_s: float
    kib_each: float
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

    def __call__(self) -> int:
        return int.from_bytes(self.file.read_bytes(), "little")


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
        from tests.benchmarks._served import wait_until_it_answers

        wait_until_it_answers(process, port, Path(os.devnull))
        yield port, process.pid


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
) -> Seen:
    """Let a crowd in, drive posts, wait until all is heard, and check the streams.

    `drive(progress)` posts and answers how many messages it posted. A few come first and
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
            "cookie": "__Host-sessionid",
            "cookies": cookies,
            "progress": str(progress.file),
            "settle": settle,
        }
        Path(folder, "plan").write_text(json.dumps(plan))
        before = pss_kib(pid)
        crowd = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks._crowd", f"{folder}/plan"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            connected = told(crowd)["connected_s"]
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
        kib_each=each,
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
    say: Callable[[int], None], window: int, seconds: float, most: int
) -> Callable[[Progress], int]:
    """Post as fast as the crowd hears, with so many under way."""

    def drive(progress: Progress) -> int:
        sent, until = 0, time.monotonic() + seconds
        while time.monotonic() < until and sent < most:
            if sent - progress() < window:
                say(sent)
                sent += 1
            else:
                time.sleep(0.0005)
        return sent

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
