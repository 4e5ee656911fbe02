"""Telling people one thing, on the site and perhaps by one mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse

from discussions.levels import levels_in, readers_among
from discussions.models import Discussion
from discussions.models.talk import ReadLevel
from lms.accounts.models import User
from lms.core import clock
from lms.notifications.actions import mail_once
from lms.notifications.counts import tell_counts
from lms.notifications.delivery import speaking_to
from lms.notifications.models import Notification, NotificationKind


def tell_people(
    user_ids: Iterable[int],
    *,
    key: str,
    kind: NotificationKind,
    words: Callable[[User], str],
    url: str,
    mails: bool = False,
    quote: str = "",
    at: dt.datetime | None = None,
) -> None:
    """One row a person, in their own language and zone, and one mail. Safe to run twice.

    `words` makes the sentence for a person; `quote` stands only in the mail and is what
    somebody wrote to exactly these people. Whoever closed their account is told nothing.
    """
    people = User.objects.filter(
        pk__in=list(user_ids), is_active=True, anonymized_at=None
    )
    for person in people.order_by("pk"):
        with speaking_to(person):
            title = words(person)
            told, created = Notification.objects.get_or_create(
                recipient=person,
                dedupe_key=key,
                defaults={
                    "kind": kind,
                    "url": url,
                    "data": {"title": title},
                    "created_at": at or clock.now(),
                },
            )
            if created:
                tell_counts([person.pk])
            if mails:
                values = {"person": person, "title": title, "quote": quote, "url": url}
                mail_once(told, "told", values)


def members_who_hear(room: Discussion) -> list[int]:
    """Members of a room who may read it and did not turn it off."""
    members = room.cohort.memberships.filter(left_at__isnull=True)
    levels = levels_in(room.pk, [])
    found = readers_among(room, list(members.values_list("user", flat=True)))
    return [
        pk
        for pk in found.values_list("pk", flat=True)
        if levels.of_room.get(pk) != ReadLevel.OFF
    ]


def desk_of(cohort_id: int) -> str:
    """Where facilitators look after a cohort."""
    return reverse("discussions:desk", args=[cohort_id])
