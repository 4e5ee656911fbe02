"""What keeps the site tidy by itself; called by the clock."""

from django.core.management import call_command
from django.db import transaction


def publish_scheduled() -> None:
    """Publish and unpublish what authors timed, with what follows, in one transaction."""
    with transaction.atomic():
        call_command("publish_scheduled", verbosity=0)


def clear_sessions() -> None:
    """Delete sessions that have ended, and results of tasks older than 30 days."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)
