"""What keeps the site tidy by itself; called by the clock."""

import logging

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Revision

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.events import PublishingRefused, publish

log = logging.getLogger("tributary.publishing")


def publish_scheduled() -> None:
    """Publish and unpublish what authors timed, each with what follows or not at all.

    What its own rules refuse is a plain draft again: it is told of once, and not tried
    every minute. The others are published all the same.
    """
    for revision in Revision.objects.filter(
        approved_go_live_at__lt=clock.now()
    ).order_by("approved_go_live_at"):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except DomainError as refusal:
            set_aside(revision, str(refusal))
        except ValidationError as refusal:
            set_aside(revision, " ".join(refusal.messages))
    with transaction.atomic():
        call_command("publish_scheduled", verbosity=0)


@transaction.atomic
def set_aside(revision: Revision, sentence: str) -> None:
    """Take a draft off the plan and say why. Publishes PublishingRefused."""
    log.error(
        "“%s” (%s) was not published as planned: %s",
        revision.object_str, revision.object_id, sentence,
    )  # fmt: skip
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    publish(
        PublishingRefused(
            page_id=int(revision.object_id), revision_id=revision.pk, sentence=sentence
        )
    )


def clear_sessions() -> None:
    """Delete sessions that have ended, and results of tasks older than 30 days."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)
