"""What the repository holds, for the tests that look at it as text."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("lms", "courses", "credentials", "discussions")
# Published by others and kept as they are.
FOREIGN = (
    "credentials/standards/contexts/",
    "credentials/standards/schemas/",
    "/vendor/",
    "/vectors/",
)


def files(*endings: str) -> list[Path]:
    """Files of ours with these endings, known to git or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [
        ROOT / name
        for name in listed.stdout.splitlines()
        if name.endswith(endings)
        and not any(part in f"/{name}" for part in FOREIGN)
        and (ROOT / name).is_file()
    ]


def product(*endings: str) -> list[Path]:
    """Files of the site itself: no tests, no documents."""
    return [file for file in files(*endings) if file.relative_to(ROOT).parts[0] in APPS]


def name(file: Path) -> str:
    """A path as people write it."""
    return file.relative_to(ROOT).as_posix()
