"""The reference pages say what the code does: no more, no less."""

import ast
import re
from importlib import import_module

from lms import wiring
from lms.core.events import Event
from tests.house.sources import ROOT, files, name, product

REFERENCE = ROOT / "docs" / "reference"
# Read by the suite or by ./dev, not by the settings.
BEYOND_THE_SETTINGS = {"DATABASE_URL_PG", "CI", "DJANGO_SETTINGS_MODULE"}


def documented(page: str) -> set[str]:
    """The names that head a line or a row of a reference page."""
    text = (REFERENCE / page).read_text()
    return set(re.findall(r"^(?:\| |#+ |- )`([\w./ -]+)`", text, re.MULTILINE))


def environment_names() -> set[str]:
    """Every variable that the settings read."""
    found = set()
    for file in files(".py"):
        if not name(file).startswith("lms/settings/"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in ("os.environ.get", "os.getenv", "required"):
                    found |= {
                        a.value for a in node.args[:1] if isinstance(a, ast.Constant)
                    }
            if (
                isinstance(node, ast.Subscript)
                and ast.unparse(node.value) == "os.environ"
            ):
                found.add(ast.literal_eval(node.slice))
    return found


def events() -> set[type[Event]]:
    """Every event class of every app."""
    for file in product("/events.py"):
        import_module(name(file).removesuffix(".py").replace("/", "."))
    return {
        value
        for file in product("/events.py")
        for value in vars(
            import_module(name(file).removesuffix(".py").replace("/", "."))
        ).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    }


def test_every_variable_is_explained_and_every_explained_one_is_read():
    assert documented("settings.md") - BEYOND_THE_SETTINGS == environment_names()


def test_every_command_is_explained_and_every_explained_one_exists():
    commands = {
        file.stem
        for file in product(".py")
        if file.parent.name == "commands" and not file.stem.startswith("_")
    }
    assert documented("commands.md") == commands


def test_every_event_is_explained_and_every_explained_one_exists():
    assert documented("events.md") == {event.__name__ for event in events()}


def test_an_event_that_nobody_hears_says_so():
    heard = {event.__name__ for event, _ in [*wiring.FACTS, *wiring.ECHOES]}
    text = (REFERENCE / "events.md").read_text()
    rows = re.findall(r"^\| `(\w+)` .*\| ([^|]+) \|$", text, re.MULTILINE)
    said = {event: by.strip() for event, by in rows}
    wrong = {e: by for e, by in said.items() if (by == "nobody") == (e in heard)}
    assert wrong == {}


def test_every_event_says_what_happened():
    silent = [e.__name__ for e in events() if not (e.__doc__ or "").strip()]
    assert silent == []
