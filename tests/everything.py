"""`./dev test`: the suite on SQLite and on PostgreSQL, side by side on two cores.

The SQLite half also drives Chromium, Redis, S3 and the outside verifiers; the PostgreSQL
half runs everything that touches the database. Each half is one pytest run; the summary
of both stands at the end. In CI (`CI=true`) a skipped test or a missing server fails.
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

from tests import services

NOT_HERE = {
    "sqlite": "not postgres and not benchmark",
    "postgres": "not browser and not redis and not verifiers and not benchmark",
}


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
        worst = run(halves, urls, pytest_arguments)
    for problem in missing:
        print(f"\nNOT TESTED  the whole half on PostgreSQL. {problem}")
    return worst or (1 if missing and os.environ.get("CI") else 0)


def run(halves: Sequence[str], urls: dict[str, str], arguments: Sequence[str]) -> int:
    """All halves at once: the first speaks here, the others when they are done."""
    started = time.monotonic()
    runs: dict[str, subprocess.Popen[bytes]] = {}
    with tempfile.TemporaryDirectory(prefix="tributary-runs-") as folder:
        try:
            for half in halves:
                file = None if half == halves[0] else Path(folder) / half
                runs[half] = start(half, urls[half], arguments, file)
            for half, process in runs.items():
                process.wait()
                if half != halves[0]:
                    print(f"\n=== {half} ===", flush=True)
                    print((Path(folder) / half).read_text(), flush=True)
        finally:
            for process in runs.values():
                process.terminate()
                process.wait()
    for half, process in runs.items():
        code = process.returncode
        print(f"{half}: {'passed' if code == 0 else f'failed ({code})'}")
    print(f"{time.monotonic() - started:.0f} seconds")
    return max((abs(process.returncode) for process in runs.values()), default=0)


def start(
    half: str, url: str, arguments: Sequence[str], file: Path | None
) -> subprocess.Popen[bytes]:
    """One pytest run on one database; it speaks here, or into a file."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", "-q", "-m", NOT_HERE[half], *arguments]
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
