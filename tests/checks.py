"""`./dev check`: everything that needs no test run, one line for each, all of them always."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYTHON = [sys.executable]
MANAGE = [sys.executable, "manage.py"]
# Values of the right shape, so that the deployment checks can look at everything else.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "checked-but-never-used-" * 4 + "0123456789",
    "SIGNING_KEK": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SITE_URL": "https://learn.example.org",
    "CREDENTIALS_URL": "https://learn.example.org",
    "ALLOWED_HOSTS": "learn.example.org",
}


def templates() -> list[str]:
    """Every template in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.html"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\n") if (ROOT / name).is_file()]


CHECKS: dict[str, tuple[Sequence[object], dict[str, str]]] = {
    "lint": ([BIN / "ruff", "check", "."], {}),
    "format": ([BIN / "ruff", "format", "--check", "."], {}),
    "templates": ([BIN / "djade", "--check", "--target-version", "5.2", *templates()], {}),
    "types": ([BIN / "mypy", "lms", "courses", "credentials", "discussions"], {}),
    "deployment": (
        [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION,
    ),
    "house": ([*PYTHON, "-m", "pytest", "-q", "tests/house"], {}),
}  # fmt: skip


def requirements_name_a_host() -> list[str]:
    """Lines of the lock files that say where packages come from."""
    return [
        f"{file.name}: {line}"
        for file in sorted(ROOT.glob("requirements*.txt"))
        for line in file.read_text().splitlines()
        if re.search(r"://|index-url|find-links|trusted-host", line)
    ]


def main() -> int:
    """Run the checks named, or all; what failed is shown, and named at the end."""
    wanted = sys.argv[1:] or [*CHECKS, "requirements"]
    failed = []
    for name in wanted:
        started = time.monotonic()
        if name == "requirements":
            found = requirements_name_a_host()
            good, said = not found, "\n".join(found)
        else:
            command, extra = CHECKS[name]
            done = subprocess.run(
                [str(word) for word in command],
                cwd=ROOT, env={**os.environ, **extra}, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            good, said = done.returncode == 0, done.stdout
        verdict = "ok" if good else "FAILED"
        print(f"{name:<13}{verdict}  {time.monotonic() - started:.0f} s", flush=True)
        if name == "house" or not good:
            print(said, flush=True)
        if not good:
            failed.append(name)
    if failed:
        print(
            f"Failed: {', '.join(failed)}. `./dev fix` mends format and some of the lint."
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
