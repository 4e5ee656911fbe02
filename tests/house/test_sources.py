"""Habits that a reader relies on, checked in the text of the sources."""

import re

from tests.house.sources import files, name, product

LIMITS = {".py": 300, ".js": 200, ".css": 200, ".html": 120}
LIMIT_OF_TESTS = 400  # many short sentences about one noun may stay together
# Longer on purpose; each says why it is not two files.
LONGER: dict[str, tuple[int, str]] = {}
ONLY_SANITIZER = "lms/core/safe_html.py"
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "lorem " + "ipsum")
# Somebody's machine, or a number that only a tracker understands.
NOT_FOR_READERS = re.compile(
    r"/(?:work|root)/\w|/home/\w+/|\b(?:issue|ticket|session) #?\d+\b|\(#\d+\)",
    re.IGNORECASE,
)
TEXT = (".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".yaml", ".json", "dev")


def matches(pattern, paths):
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_files_stay_small():
    long = {}
    for file in files(*LIMITS):
        if "/migrations/" in name(file):
            continue
        usual = (
            LIMIT_OF_TESTS if name(file).startswith("tests/") else LIMITS[file.suffix]
        )
        limit, _ = LONGER.get(name(file), (usual, ""))
        lines = len(file.read_text().splitlines())
        if lines > limit:
            long[name(file)] = f"{lines} lines, {limit} allowed"
    assert long == {}


def test_markup_is_called_safe_in_one_place():
    calls = matches(
        r'\bmark_safe\b|\bSafeString\((?!"")|\|\s*safe\b', product(".py", ".html")
    )
    assert [line for line in calls if not line.startswith(ONLY_SANITIZER)] == []


def test_sanitizers_are_imported_in_one_place():
    imports = matches(r"^\s*(?:import|from) (?:bleach|nh3)\b", product(".py"))
    assert [line for line in imports if not line.startswith(ONLY_SANITIZER)] == []


def test_mail_is_sent_in_one_place():
    sends = matches(r"django\.core\.mail import|\bsend_mail\(", product(".py"))
    assert [line for line in sends if not line.startswith("lms/core/mail.py")] == []


def test_the_site_does_not_print():
    assert matches(r"^\s*print\(", product(".py")) == []


def test_nothing_is_left_unfinished():
    pattern = "|".join(UNFINISHED)
    assert matches(pattern, files(*TEXT)) == []


def test_no_text_speaks_of_a_machine_or_of_a_tracker():
    assert matches(NOT_FOR_READERS, files(*TEXT)) == []
