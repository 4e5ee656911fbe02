"""When somebody is mailed: their digest, and the hours in which nothing is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone, translation

from courses.models import CohortMembership
from discussions.live.access import language_of
from lms.accounts.models import User
from lms.core import clock
from lms.notifications.hours import next_digest, out_of_quiet, zone_of
from lms.notifications.models import DeliveryPreference, DigestEvery

AT_ONCE = 500


def delivery_of(user: User) -> DeliveryPreference:
    """Somebody's preference, or what holds for whoever never chose; nothing is written."""
    found = DeliveryPreference.objects.filter(user=user).first()
    return found or DeliveryPreference(user=user)


def out_of_quiet_for(
    user: User, preference: DeliveryPreference | None, moment: dt.datetime
) -> dt.datetime:
    """`moment`, or the end of somebody's quiet hours in which it falls."""
    return out_of_quiet(
        moment,
        zone=zone_of(user),
        quiet_from=preference.quiet_from if preference else None,
        quiet_until=preference.quiet_until if preference else None,
    )


def due_after(
    preference: DeliveryPreference, moment: dt.datetime
) -> dt.datetime | None:
    """When somebody's next digest is due, never within their quiet hours."""
    due = next_digest(
        moment,
        zone=zone_of(preference.user),
        every=preference.digest,
        at=preference.digest_at,
        on=preference.digest_on,
    )
    return due and out_of_quiet_for(preference.user, preference, due)


@transaction.atomic
def set_delivery(
    user: User,
    *,
    digest: str,
    digest_at: dt.time,
    digest_on: int,
    quiet_from: dt.time | None,
    quiet_until: dt.time | None,
) -> DeliveryPreference:
    """Choose how often one gets a digest and when, and the hours without mail.

    The next digest follows from the choice; what was in one already stays told.
    """
    preference, _ = DeliveryPreference.objects.select_for_update().get_or_create(
        user=user
    )
    preference.user = user
    preference.digest, preference.digest_at = digest, digest_at
    preference.digest_on = digest_on
    preference.quiet_from, preference.quiet_until = quiet_from, quiet_until
    preference.digest_due_at = due_after(preference, clock.now())
    preference.save()
    return preference


@transaction.atomic
def stop_digest(user: User) -> None:
    """No digest any more. Idempotent."""
    DeliveryPreference.objects.update_or_create(
        user=user, defaults={"digest": DigestEvery.NEVER, "digest_due_at": None}
    )


def plan_first_digests() -> int:
    """Give whoever belongs to a cohort and never chose the usual digest; how many. Hourly."""
    members = CohortMembership.objects.filter(left_at__isnull=True).values("user")
    new = User.objects.filter(
        pk__in=members, delivery=None, is_active=True, anonymized_at=None
    )
    planned = 0
    now = clock.now()
    while found := list(new[:AT_ONCE]):
        rows = [DeliveryPreference(user=user) for user in found]
        for row in rows:
            row.digest_due_at = due_after(row, now)
        DeliveryPreference.objects.bulk_create(rows, ignore_conflicts=True)
        planned += len(rows)
    return planned


@contextmanager
def speaking_to(user: User) -> Iterator[None]:
    """Words and times inside the block are in somebody's own language and zone."""
    with translation.override(language_of(user)), timezone.override(zone_of(user)):
        yield
