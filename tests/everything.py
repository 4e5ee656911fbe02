"""`./dev test`: the suite on SQLite and on PostgreSQL, side by side on two cores.

The SQLite half also drives Chromium, Redis, S3 and the outside verifiers; the PostgreSQL
half runs everything that touches the database. Each half is one pytest run; the summary
of both stands at the end. In CI (`CI=true`) a skipped test or a missing server fails.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

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
    outputs: dict[str, IO[str]] = {}
    runs = {}
    with tempfile.TemporaryDirectory(prefix="tributary-runs-") as folder:
        for half in halves:
            loud = half == halves[0]
            outputs[half] = (Path(folder) / half).open("w+")
            runs[half] = start(
                half, urls[half], arguments, None if loud else outputs[half]
            )
        closing = {}
        for half, process in runs.items():
            code = process.wait()
            if half != halves[0]:
                outputs[half].seek(0)
                print(f"\n=== {half} ===\n{outputs[half].read()}", flush=True)
            closing[half] = code
            outputs[half].close()
    for half, code in closing.items():
        print(f"{half}: {'passed' if code == 0 else f'failed ({code})'}")
    print(f"{time.monotonic() - started:.0f} seconds")
    return max(closing.values(), default=0)


def start(
    half: str, url: str, arguments: Sequence[str], output: IO[str] | None
) -> subprocess.Popen[bytes]:
    """One pytest run on one database."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "pytest", "-q", "-m", NOT_HERE[half], *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output)


if __name__ == "__main__":
    sys.exit(main())
