"""Notices before an award ends: 90, 30 and 7 days before, and on the day itself."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials.models import Award
from credentials.pages.renewals import day, offer
from lms.core import clock
from lms.notifications import tasks
from lms.notifications.actions import mail_once
from lms.notifications.hours import zone_of
from lms.notifications.models import Notification, NotificationKind

DAYS = (0, 7, 30, 90)
LATE = 7
"""For how many days a notice of the end is caught up, when no worker ran."""


def due_notice(*, awarded: dt.date, ends: dt.date, today: dt.date) -> int | None:
    """Which notice is due, by the days before the end that it belongs to. Pure.

    A notice whose day passed while no worker ran is caught up until the next one is due.
    One whose day passed before the award was made is never sent.
    """
    left = (ends - today).days
    number = next((n for n in DAYS if left <= n), None)
    if left < -LATE or number is None or awarded >= ends - dt.timedelta(days=number):
        return None
    return number


def tell_of_endings() -> int:
    """Ask for every notice that is due today and was not sent; how many that are. Daily."""
    now = clock.now()
    ending = (
        Award.objects.standing()
        .filter(
            expires_at__gt=now - dt.timedelta(days=LATE + 2),
            expires_at__lt=now + dt.timedelta(days=max(DAYS) + 2),
            recipient__anonymized_at=None,
            joint_with=None,
        )
        .select_related("recipient")
        .defer("snapshot", "basis")
    )
    sent = set(
        Notification.objects.filter(
            kind=NotificationKind.RENEWAL, emailed_at__isnull=False
        )
        .filter(created_at__gt=now - dt.timedelta(days=max(DAYS) + LATE + 2))
        .values_list("dedupe_key", flat=True)
    )
    asked = 0
    for award in ending.iterator():
        number = notice_of(award)
        if number is not None and key_of(award.pk, number) not in sent:
            tasks.tell_of_ending.enqueue(award.pk, number)
            asked += 1
    return asked


def tell_of_ending(award_id: int, number: int) -> None:
    """Tell one holder of one end, on the site and by one mail. Safe to run twice.

    Nothing is said of an award that was revoked or renewed meanwhile, or to somebody who
    left for good. Days are those of the person's own time zone.
    """
    award = (
        Award.objects.standing()
        .filter(pk=award_id, expires_at__isnull=False, recipient__anonymized_at=None)
        .select_related("recipient", "achievement", "renews")
        .first()
    )
    if award is None or award.expires_at is None:
        return
    person, url = award.recipient, award.get_absolute_url()
    title = title_of(award, award.expires_at)
    told, _created = Notification.objects.get_or_create(
        recipient=person,
        dedupe_key=key_of(award.pk, number),
        defaults={
            "kind": NotificationKind.RENEWAL,
            "url": url,
            "data": {"title": title},
            "created_at": clock.now(),
        },
    )
    mail_once(
        told,
        "award_ending",
        {
            "title": title,
            "person": person,
            "url": url,
            "offer": offer(award, person, zone=zone_of(person).key),
        },
    )


def notice_of(award: Award) -> int | None:
    """The notice that is due today about an award, on its holder's calendar."""
    if award.expires_at is None:
        return None
    zone = zone_of(award.recipient)
    return due_notice(
        awarded=award.awarded_at.astimezone(zone).date(),
        ends=award.expires_at.astimezone(zone).date(),
        today=clock.now().astimezone(zone).date(),
    )


def title_of(award: Award, ends: dt.datetime) -> str:
    """ "“Two rivers” expires in 30 days, on 3 May 2027." """
    zone = zone_of(award.recipient)
    left = (ends.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    values = {
        "name": award.achievement.name,
        "day": day(ends, zone.key),
        "count": left,
    }
    if left < 0:
        return _("“%(name)s” expired on %(day)s.") % values
    if left == 0:
        return _("“%(name)s” expires today, on %(day)s.") % values
    return (
        ngettext(
            "“%(name)s” expires tomorrow, on %(day)s.",
            "“%(name)s” expires in %(count)s days, on %(day)s.",
            left,
        )
        % values
    )


def key_of(award_id: int, number: int) -> str:
    """What makes a notice one of its kind."""
    return f"ending:{award_id}:{number}"
