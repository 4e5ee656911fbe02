"""What holders are told when somebody of the site takes an award back, or restores it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from credentials.events import AwardRestored, AwardRevoked
from credentials.models import AwardChange
from credentials.models.changes import Verb
from lms.notifications.actions import mail_once
from lms.notifications.models import Notification, NotificationKind


def on_award_revoked(event: AwardRevoked) -> None:
    """Tell the holder that an award was revoked, and why; not who took it back themselves."""
    _tell(event.award_id, Verb.REVOKED, _("“%(name)s” was revoked."))


def on_award_restored(event: AwardRestored) -> None:
    """Tell the holder that an award stands again, and why."""
    _tell(event.award_id, Verb.RESTORED, _("“%(name)s” stands again."))


def _tell(award_id: int, verb: Verb, words: str) -> None:
    """The newest deed of a kind, on the site and by one mail. Safe to run twice.

    A partner's half is not told of again: its page is that of the half that was.
    """
    change = (
        AwardChange.objects.filter(
            award=award_id,
            verb=verb,
            award__joint_with=None,
            award__recipient__anonymized_at=None,
        )
        .select_related("award__recipient", "award__achievement")
        .order_by("-made_at", "-pk")
        .first()
    )
    if change is None:
        return
    person, url = change.award.recipient, change.award.get_absolute_url()
    title = words % {"name": change.award.achievement.name}
    told, _created = Notification.objects.get_or_create(
        recipient=person,
        dedupe_key=f"deed:{change.pk}",
        defaults={
            "kind": NotificationKind.RENEWAL,
            "url": url,
            "data": {"title": title},
            "created_at": change.made_at,
        },
    )
    mail_once(
        told,
        "award_decided",
        {"title": title, "person": person, "url": url, "reason": change.reason},
    )
