"""docs/reference/socket.md says what the code does."""

import inspect
import re

from django.conf import settings
from django.urls import resolve

from discussions.live import frames

TEXT = (settings.BASE_DIR / "docs" / "reference" / "socket.md").read_text()


def rows(heading):
    """The table below a heading: first cell -> the whole line."""
    section = TEXT.split(f"### {heading}\n", 1)[1].split("\n### ", 1)[0]
    lines = re.findall(r"^\| `?([\w]+)`? \|(.*)$", section, re.MULTILINE)
    return {cell: line for cell, line in lines if cell not in ("type", "kind", "code")}


def test_every_frame_is_explained():
    assert set(rows("Frames from the server")) == set(frames.FRAME_TYPES)


def test_every_kind_of_event_is_explained():
    assert set(rows("Kinds of event")) == set(frames.KINDS)


def test_every_close_code_is_explained():
    assert {int(code) for code in rows("Close codes")} == set(frames.CLOSE_CODES)


def test_every_frame_that_is_built_carries_what_the_page_says():
    documented = rows("Frames from the server")
    for name in ("ready", "reload", "access", "here", "typing", "inbox", "error"):
        source = inspect.getsource(getattr(frames, name))
        keys = set(re.findall(r'"(\w+)":', source)) - {"type"}
        missing = {key for key in keys if f"`{key}`" not in documented[name]}
        assert not missing, (name, missing)


def test_every_address_exists():
    for line in re.findall(r"^\| `POST ([^|]+)\|", TEXT, re.MULTILINE):
        first, *others = re.findall(r"(/[\w<>/]+/)", line)
        stem = first.rsplit("/", 2)[0]
        for address in [first, *(stem + other for other in others)]:
            assert resolve(address.replace("<id>", "1")).app_name == "discussions"
