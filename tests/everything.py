"""`./dev test`: the suite on SQLite and on PostgreSQL, in pieces, on two cores.

Each half of the suite is cut into pieces, each one pytest run on a database of its own;
two run at any time, so that both cores are busy until the end. The SQLite half also
drives Chromium, Redis, S3 and the outside verifiers; the PostgreSQL half runs what
touches the database. With arguments for pytest each half stays in one piece. In CI
(`CI=true`) a skipped test or a missing server fails.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from tests import services

AT_ONCE = 2
NOT_HERE = {
    "sqlite": "not postgres and not benchmark",
    "postgres": "not browser and not redis and not verifiers and not benchmark",
}
# The largest folder on one side, all others on the other: nothing falls between.
LARGEST, OTHERS = ("tests/credentials",), ("--ignore=tests/credentials",)


class Piece(NamedTuple):
    """One pytest run: what it is called, where it runs, and what it picks."""

    name: str
    half: str
    picks: str = ""
    arguments: Sequence[str] = ()


# Long ones first; whatever is short fills the gap at the end.
PIECES = (
    Piece("postgres, all but credentials", "postgres", "", OTHERS),
    Piece("sqlite, credentials", "sqlite", "not (browser or verifiers)", LARGEST),
    Piece("postgres, credentials", "postgres", "", LARGEST),
    Piece("sqlite, all but those", "sqlite", "not (browser or verifiers)", OTHERS),
    Piece("sqlite, Chromium", "sqlite", "browser"),
    Piece("sqlite, outside verifiers", "sqlite", "verifiers and not browser"),
)


def main() -> int:
    """Run the halves asked for; the worst exit code of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=NOT_HERE)
    options, pytest_arguments = parser.parse_known_args()
    halves = [options.only] if options.only else list(NOT_HERE)
    with ExitStack() as stack:
        missing = []
        urls = {"sqlite": ""}
        if "postgres" in halves:
            try:
                urls["postgres"] = stack.enter_context(services.postgres())
            except services.Missing as problem:
                missing.append(str(problem))
                halves.remove("postgres")
        worst = run(pieces_of(halves, pytest_arguments), urls)
    for problem in missing:
        print(f"\nNOT TESTED  the whole half on PostgreSQL. {problem}")
    return worst or (1 if missing and os.environ.get("CI") else 0)


def pieces_of(halves: Sequence[str], arguments: Sequence[str]) -> list[Piece]:
    """What to run: with arguments, which may name folders, a half is not cut."""
    if arguments:
        return [Piece(half, half, "", tuple(arguments)) for half in halves]
    return [piece for piece in PIECES if piece.half in halves]


def run(pieces: Sequence[Piece], urls: dict[str, str]) -> int:
    """All pieces, two at once. One alone speaks here, several when each is done."""
    started = time.monotonic()
    waiting = list(pieces)
    running: dict[Piece, subprocess.Popen[bytes]] = {}
    codes: dict[Piece, int] = {}
    with tempfile.TemporaryDirectory(prefix="tributary-runs-") as folder:
        try:
            while waiting or running:
                while waiting and len(running) < AT_ONCE:
                    piece = waiting.pop(0)
                    file = Path(folder) / piece.name if len(pieces) > 1 else None
                    running[piece] = start(piece, urls[piece.half], file)
                piece = first_done(running)
                codes[piece] = running.pop(piece).returncode
                if len(pieces) > 1:
                    print(f"\n=== {piece.name} ===", flush=True)
                    print((Path(folder) / piece.name).read_text(), flush=True)
        finally:
            for process in running.values():
                process.terminate()
                process.wait()
    for piece, code in codes.items():
        print(f"{piece.name}: {'passed' if code == 0 else f'failed ({code})'}")
    print(f"{time.monotonic() - started:.0f} seconds")
    return max(map(abs, codes.values()), default=0)


def first_done(running: dict[Piece, subprocess.Popen[bytes]]) -> Piece:
    """The first piece to end, once one has."""
    while True:
        for piece, process in running.items():
            if process.poll() is not None:
                return piece
        time.sleep(0.1)


def start(piece: Piece, url: str, file: Path | None) -> subprocess.Popen[bytes]:
    """One pytest run on one database; it speaks here, or into a file."""
    environment = {**os.environ, "DATABASE_URL": url}
    marks = NOT_HERE[piece.half]
    if piece.picks:
        marks = f"({marks}) and ({piece.picks})"
    command = [sys.executable, "-m", "pytest", "-q", "-m", marks, *piece.arguments]
    output = file.open("wb") if file else None
    return subprocess.Popen(
        command,
        env=environment,
        stdout=output,
        stderr=subprocess.STDOUT if file else None,
    )


def stop(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, and let no second signal cut that short."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    sys.exit(main())
