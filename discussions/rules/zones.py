"""Pure: hours of the day in people's own time zones, and the two nights a year that lie."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOURS_SHOWN = 3


class NoSuchHour(ValueError):
    """The clocks go forward over this hour: it does not happen that day."""

    def __init__(self, last: dt.time, first: dt.time) -> None:
        self.last, self.first = last, first
        super().__init__(f"{last} is followed by {first}")


class HourTwice(ValueError):
    """The clocks go back over this hour: it happens twice that day."""

    def __init__(self, first: dt.datetime, second: dt.datetime) -> None:
        self.first, self.second = first, second
        super().__init__(f"{first} or {second}")


class Hour(NamedTuple):
    """One local time, and the places where it is then."""

    at: dt.datetime
    places: list[str]


def zone_of(name: str) -> dt.tzinfo:
    """A time zone by its name; UTC for a name that is none (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def place(zone: str) -> str:
    """A zone as one says it: "Europe/Berlin" is Berlin."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def moment_in(
    zone: str, day: dt.date, hour: dt.time, *, which: int | None = None
) -> dt.datetime:
    """The moment at which it is `hour` on `day` in a zone, in UTC.

    `which` chooses the first (0) or the second (1) of an hour that comes twice.
    Raises NoSuchHour, HourTwice (without `which`), OverflowError.
    """
    here = zone_of(zone)
    first, second = (
        dt.datetime.combine(day, hour, here).replace(fold=fold) for fold in (0, 1)
    )
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(dt.UTC)
    before, after = (one.astimezone(dt.UTC) for one in (first, second))
    if before > after:  # in a gap the earlier offset leads to the later moment
        raise NoSuchHour(*edges(after, before, here))
    if which is None:
        raise HourTwice(first, second)
    return (before, after)[which]


def edges(
    start: dt.datetime, end: dt.datetime, zone: dt.tzinfo
) -> tuple[dt.time, dt.time]:
    """The last minute before the clocks go forward and the first after, in local time."""
    offset = start.astimezone(zone).utcoffset()
    low, high = start, end
    while high - low > dt.timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    first = high.astimezone(zone).replace(second=0, microsecond=0)
    length = (high.astimezone(zone).utcoffset() or dt.timedelta()) - (
        offset or dt.timedelta()
    )
    last = first.replace(tzinfo=None) - length
    return last.time(), first.time()


def hours_at(
    moment: dt.datetime, zones: Iterable[str], *, without: str = ""
) -> list[Hour]:
    """What time it is then where people are: at most three hours, from west to east.

    Places with the same hour stand together; those of most people are chosen. How many
    live where, and who, is never said.
    """
    people = Counter(zones)
    own = moment.astimezone(zone_of(without)).replace(tzinfo=None) if without else None
    by_hour: dict[dt.datetime, set[str]] = {}
    weight: Counter[dt.datetime] = Counter()
    for zone, count in people.items():
        local = moment.astimezone(zone_of(zone)).replace(tzinfo=None)
        if local == own:
            continue
        by_hour.setdefault(local, set()).add(place(zone))
        weight[local] += count
    chosen = sorted(by_hour, key=lambda hour: (-weight[hour], hour))[:HOURS_SHOWN]
    return [Hour(hour, sorted(by_hour[hour])) for hour in sorted(chosen)]
