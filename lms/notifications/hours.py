"""Pure: when a mail may go out, by somebody's own clock.

Hours are those of the person's time zone, so a day may have 23 or 25 of them.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from lms.accounts.models import User

PERIODS = {"day": dt.timedelta(days=1), "week": dt.timedelta(days=7)}


def zone_of(person: User) -> ZoneInfo:
    """Somebody's time zone; UTC when its name is none."""
    try:
        return ZoneInfo(person.timezone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_quiet(
    moment: dt.datetime,
    *,
    zone: ZoneInfo,
    quiet_from: dt.time | None,
    quiet_until: dt.time | None,
) -> bool:
    """Whether the clock on somebody's wall stands in their quiet hours.

    From 22:00 until 7:00 runs over midnight. Without both, or with twice the same, there
    are none.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return False
    wall = moment.astimezone(zone).time()
    if quiet_from < quiet_until:
        return quiet_from <= wall < quiet_until
    return wall >= quiet_from or wall < quiet_until


def out_of_quiet(
    moment: dt.datetime,
    *,
    zone: ZoneInfo,
    quiet_from: dt.time | None,
    quiet_until: dt.time | None,
) -> dt.datetime:
    """`moment`, or the end of the quiet hours in which it falls. In UTC."""
    quiet = is_quiet(moment, zone=zone, quiet_from=quiet_from, quiet_until=quiet_until)
    if not quiet or quiet_until is None:
        return moment.astimezone(dt.UTC)
    return next_wall_time(moment, quiet_until, zone)


def next_wall_time(
    moment: dt.datetime, time: dt.time, zone: ZoneInfo, weekday: int | None = None
) -> dt.datetime:
    """The first moment after `moment` at which the wall clock shows `time`. In UTC.

    With a weekday (0 is Monday) only on that day. A time that a day skips, when summer
    time begins, comes as much later as was skipped; one that comes twice counts once more
    only for whoever asks between the two.
    """
    day = moment.astimezone(zone).date()
    for ahead in range(9):
        on = day + dt.timedelta(days=ahead)
        if weekday is not None and on.weekday() != weekday:
            continue
        for fold in (0, 1):
            wall = dt.datetime.combine(on, time, tzinfo=zone).replace(fold=fold)
            found = wall.astimezone(dt.UTC)
            is_twice = found.astimezone(zone).replace(tzinfo=None) == wall.replace(
                tzinfo=None
            )
            if found > moment and (fold == 0 or is_twice):
                return found
    raise AssertionError("every weekday comes within eight days")


def next_digest(
    after: dt.datetime, *, zone: ZoneInfo, every: str, at: dt.time, on: int
) -> dt.datetime | None:
    """When the next digest after a moment is due; None for whoever wants none."""
    if every not in PERIODS:
        return None
    return next_wall_time(after, at, zone, on if every == "week" else None)
