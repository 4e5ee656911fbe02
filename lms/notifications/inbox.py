"""Reads for the inbox: what somebody was told, day by day, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from lms.accounts.models import User
from lms.core import clock
from lms.notifications.models import Notification, NotificationKind


def shown_to(user: User) -> QuerySet[Notification]:
    """What somebody's inbox shows now, the newest first."""
    mine = Notification.objects.filter(recipient=user).standing()
    # Awards are dated to the second: a badge and its certificate may share one.
    found: QuerySet[Notification] = mine.select_related("thread__discussion__cohort")
    return found.order_by("-created_at", "-pk")


class Entry(NamedTuple):
    """One line of the inbox: the sentence, and where it stands."""

    told: Notification
    sentence: str
    where: str


class Day(NamedTuple):
    """The lines of one day, on the reader's calendar."""

    date: dt.date
    is_today: bool
    entries: list[Entry]


def by_day(rows: Iterable[Notification]) -> list[Day]:
    """Lines below their days."""
    today = localtime(clock.now()).date()
    return [
        Day(date, date == today, [entry(told) for told in of_day])
        for date, of_day in groupby(
            rows, lambda told: localtime(told.created_at).date()
        )
    ]


def entry(told: Notification) -> Entry:
    """A line in words; of talk it says how many posts of it can still be read."""
    where = str(told.thread.discussion) if told.thread else ""
    return Entry(told, sentence(told), where)


def sentence(told: Notification) -> str:
    """What a notification says."""
    if told.thread is not None and told.kind in TALK:
        left = getattr(told, "left", None) or told.count
        words = TALK[NotificationKind(told.kind)]
        return str(words % {"count": left, "title": told.thread.title})
    title = str(told.data.get("title", ""))
    if told.thread is not None and told.kind == NotificationKind.HELPFUL:
        return _("An answer of yours in “%(title)s” was marked as helpful") % {
            "title": told.thread.title
        }
    if told.kind == NotificationKind.AWARD:
        return _("You earned “%(title)s”") % {"title": title}
    if told.kind == NotificationKind.OPENING:
        return _("“%(title)s” is open") % {"title": title}
    return title


TALK = {
    NotificationKind.MENTION: ngettext_lazy(
        "Somebody mentions you in “%(title)s”",
        "You are mentioned %(count)s times in “%(title)s”",
        "count",
    ),
    NotificationKind.ANSWER: ngettext_lazy(
        "Somebody answers you in “%(title)s”",
        "%(count)s answers to you in “%(title)s”",
        "count",
    ),
    NotificationKind.TALK: ngettext_lazy(
        "%(count)s new in “%(title)s”", "%(count)s new in “%(title)s”", "count"
    ),
}
