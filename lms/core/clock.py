"""The one source of time, so that a demo or a test can live in another month."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_shift: ContextVar[dt.timedelta | None] = ContextVar("clock_shift", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    moment = dt.datetime.now(dt.UTC)
    shift = _shift.get()
    return moment + shift if shift else moment


def today(zone: str = "UTC") -> dt.date:
    """The calendar day that it is now in a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Live at `moment` inside the block; time goes on from there."""
    token = _shift.set(moment - dt.datetime.now(dt.UTC))
    try:
        yield
    finally:
        _shift.reset(token)
