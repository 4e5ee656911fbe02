"""How long an award is valid, and where it stands in its life. Pure.

Source: domain B2. Expired is not revoked: a renewal is a new cycle, linked to the old one.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_MONTHS = 600
"""The longest time of validity: fifty years."""
MOST_DAYS = 3650
"""The longest time before or after its end in which an award is renewed."""


class State(TextChoices):
    """Where an award stands, in a word."""

    VALID = "valid", _("Valid")
    RENEWABLE = "renewable", _("Valid, and can be renewed")
    GRACE = "grace", _("Expired, can still be renewed")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Renewed by a later one")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn by its holder")


@dataclass(frozen=True)
class Window:
    """When an award can be renewed: from `opens`, past its own end, until `closes`."""

    opens: dt.datetime
    ends: dt.datetime
    closes: dt.datetime

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it can be renewed at a moment."""
        return self.opens <= now <= self.closes

    def state(self, now: dt.datetime) -> State:
        """Where an award with this window stands, if nothing was done about it."""
        if now >= self.ends:
            return State.GRACE if now <= self.closes else State.EXPIRED
        return State.RENEWABLE if self.opens <= now else State.VALID


def window(
    ends: dt.datetime, *, begins: dt.datetime, days_before: int, days_after: int
) -> Window:
    """The window of an award that ends at a moment.

    It never opens before the award's own cycle begins, so a short validity cannot be
    renewed twice at once.
    """
    return Window(
        opens=max(begins, ends - dt.timedelta(days=days_before)),
        ends=ends,
        closes=ends + dt.timedelta(days=days_after),
    )


def months_later(start: dt.datetime, months: int) -> dt.datetime:
    """The same day and hour, calendar months later; the month's last day if it has none.

    Never more than fifty years later, so that no number makes a date that cannot be.
    """
    years, month = divmod(start.month - 1 + min(months, MOST_MONTHS), 12)
    year, month = start.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    return start.replace(year=year, month=month, day=min(start.day, last))


def end_of(
    months: int | None, *, now: dt.datetime, before: dt.datetime | None = None
) -> dt.datetime | None:
    """When an award of so many months ends; None when it does not.

    `before` is the end of the one that it renews: renewed in time, nothing of that is
    lost; afterwards it counts from today.
    """
    if months is None:
        return None
    return months_later(before if before and before > now else now, months)
