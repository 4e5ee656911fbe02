"""What authors are told about their pages."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Revision

from lms.accounts.models import User
from lms.core import clock
from lms.core.events import PublishingRefused
from lms.notifications.models import Notification, NotificationKind

PUBLISHING = ("Publishers", "Site administrators")


def on_publishing_refused(event: PublishingRefused) -> None:
    """Tell who wrote it, on the site, why a page was not published. Safe to run twice."""
    revision = Revision.objects.filter(pk=event.revision_id).first()
    if revision is None:
        return
    title = _("“%(page)s” was not published at its time: %(why)s") % {
        "page": revision.object_str,
        "why": event.sentence,
    }
    for person in those_behind(revision):
        Notification.objects.get_or_create(
            recipient=person,
            dedupe_key=f"unpublished:{revision.pk}",
            defaults={
                "kind": NotificationKind.PUBLISHING,
                "url": f"/cms/pages/{event.page_id}/edit/",
                "data": {"title": title},
                "created_at": clock.now(),
            },
        )


def those_behind(revision: Revision) -> QuerySet[User]:
    """Who wrote a draft; everybody who publishes here, when they are gone."""
    people = User.objects.filter(is_active=True, anonymized_at__isnull=True)
    author = people.filter(pk=revision.user_id)
    if author.exists():
        return author
    return people.filter(groups__name__in=PUBLISHING).distinct()
