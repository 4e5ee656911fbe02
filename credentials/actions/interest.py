"""Who asked to be told when an announced program opens, and telling them once."""

from __future__ import annotations

from django.db import transaction

from credentials import tasks
from credentials.errors import OpenAlready
from credentials.events import ProgramOpened, ProgramPublished
from credentials.models import ProgramInterest, ProgramPage
from credentials.models.programs import Opening
from lms.accounts.models import User
from lms.core import clock
from lms.core.events import publish

BATCH = 200


@transaction.atomic
def note_interest(page: ProgramPage, *, by: User) -> ProgramInterest:
    """Remember that somebody wants to be told; asking twice is asking once.

    Raises:
        OpenAlready: there is nothing to wait for.
    """
    if page.opening != Opening.ANNOUNCED:
        raise OpenAlready(page.title)
    interest, _ = ProgramInterest.objects.get_or_create(
        page=page, user=by, defaults={"created_at": clock.now()}
    )
    return interest


@transaction.atomic
def drop_interest(page: ProgramPage, *, by: User) -> None:
    """Forget it again; forgetting twice changes nothing."""
    ProgramInterest.objects.filter(page=page, user=by).delete()


def on_program_published(event: ProgramPublished) -> None:
    """A rule came into force: whoever waited for the program is told from tasks."""
    tasks.tell_interested.enqueue(event.program_id, event.rule_id)


@transaction.atomic
def tell_interested(page: ProgramPage, rule_id: int) -> int:
    """Tell up to 200 people that a program is open; the next ones in a task of its own.

    Locks their rows, so that nobody is told twice, whoever else runs. Publishes
    ProgramOpened for each. How many it told; nobody while the program is not open.
    """
    if page.opening != Opening.OPEN or not page.live:
        return 0
    waiting = list(
        ProgramInterest.objects.select_for_update()
        .filter(page=page, told_at=None, user__anonymized_at=None)
        .order_by("pk")[:BATCH]
    )
    now = clock.now()
    ProgramInterest.objects.filter(pk__in=[w.pk for w in waiting]).update(told_at=now)
    for interest in waiting:
        publish(
            ProgramOpened(
                program_id=page.pk,
                rule_id=rule_id,
                interest_id=interest.pk,
                user_id=interest.user_id,
            )
        )
    if len(waiting) == BATCH:
        tasks.tell_interested.enqueue(page.pk, rule_id)
    return len(waiting)
