"""Facts travel up: a small explicit registry of events, not signals.

Apps publish what happened; `lms/wiring.py` alone says who hears it. FACTS run inside the
transaction, in the table's order, breadth first, and may fail it. ECHOES become one task
row each in the same transaction: never lost, never able to stop a write.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from django.db import connection

E = TypeVar("E", bound="Event")
Subscriber = Callable[[Any], object]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, named in the past tense; ids and plain values only.

    `recorded` events (what staff or money do) also leave one append-only EventRecord.
    """

    recorded: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class PublishingRefused(Event):
    """A page was to be published at a time, and its own rules refused.

    It is a draft again. Published by housekeeping.set_aside.
    """

    page_id: int
    revision_id: int
    sentence: str


_facts: dict[type[Event], list[Subscriber]] = {}
_echoes: dict[type[Event], list[str]] = {}
_local = threading.local()


def subscribe(event: type[E], hear: Callable[[E], object]) -> None:
    """Call `hear` inside the transaction whenever `event` is published."""
    _facts.setdefault(event, []).append(hear)


def echo(event: type[E], hear: Callable[[E], object]) -> None:
    """Call `hear` from a task after the transaction whenever `event` is published."""
    _echoes.setdefault(event, []).append(_path(hear))


def subscribers(event: type[Event]) -> tuple[list[Subscriber], list[str]]:
    """Who hears `event`: facts, and the dotted paths of echoes."""
    return _facts.get(event, []), _echoes.get(event, [])


def publish(event: Event) -> None:
    """Tell everyone in the wiring that `event` happened, before the commit.

    Raises RuntimeError outside a transaction. While a subscriber runs, further events
    queue: "badge" is told before "certificate".
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"publish({type(event).__name__}) needs a transaction")
    queue: deque[Event] | None = getattr(_local, "queue", None)
    if queue is not None:
        queue.append(event)
        return
    _local.queue = queue = deque([event])
    try:
        while queue:
            _deliver(queue.popleft())
    finally:
        _local.queue = None


def _deliver(event: Event) -> None:
    if event.recorded:
        from lms.core.models import EventRecord

        EventRecord.objects.record(event)
    for hear in _facts.get(type(event), []):
        hear(event)
    for path in _echoes.get(type(event), []):
        from lms.core.tasks import deliver

        deliver.enqueue(path, _path(type(event)), asdict(event))


def rebuild(path: str, values: dict[str, Any]) -> Event:
    """The event of a class path and its values, as a task row carries them."""
    cls = find(path)
    names = {f.name for f in fields(cls)}
    event: Event = cls(**{k: v for k, v in values.items() if k in names})
    return event


def find(path: str) -> Any:
    """The object that a `module:name` path names."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def _path(thing: Any) -> str:
    return f"{thing.__module__}:{thing.__qualname__}"
