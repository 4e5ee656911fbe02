"""Every on_<event>: who is told what. Each is safe to run twice."""

from django.db import transaction

from credentials.events import AwardGranted
from credentials.models import Award
from lms.core import clock, mail
from lms.notifications.models import Notification, NotificationKind


def on_award_granted(event: AwardGranted) -> None:
    """Tell the recipient of a badge or certificate, on the site and by one mail."""
    award = Award.objects.select_related("recipient", "achievement").get(
        pk=event.award_id
    )
    if award.recipient.anonymized_at is not None:
        return
    url = f"/credentials/{award.public_id}/"
    told, _ = Notification.objects.get_or_create(
        recipient=award.recipient,
        dedupe_key=f"award:{award.pk}",
        defaults={
            "kind": NotificationKind.AWARD,
            "url": url,
            "data": {"title": award.achievement.name},
            "created_at": award.awarded_at,
        },
    )
    with transaction.atomic():
        claimed = Notification.objects.filter(
            pk=told.pk, emailed_at__isnull=True
        ).update(emailed_at=clock.now())
        if claimed:
            mail.send(
                "award_granted",
                award.recipient.email,
                {"award": award, "person": award.recipient, "url": url},
            )
