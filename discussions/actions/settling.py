"""Appeals whose question has answered itself: what they ask for has happened."""

from __future__ import annotations

from typing import Any

from discussions.events import AppealDecided
from discussions.models import Appeal
from discussions.models.care import AppealState
from lms.accounts.models import User
from lms.core import clock
from lms.core.events import publish


def settle_appeals(
    *, by: User | None, granted: bool = True, answer: str = "", **where: Any
) -> None:
    """Close the open appeals `where`, because the decision was taken back (or made anew).

    Nobody counts as the judge of their own decision or of their own appeal: such an
    appeal is decided by nobody in particular. Publishes AppealDecided for each.
    """
    waiting = Appeal.objects.select_for_update(of=("self",)).select_related("action")
    for appeal in waiting.filter(state=AppealState.OPEN, **where):
        moderator = appeal.action.moderator_id
        judge = by if by and by.pk not in (moderator, appeal.by_id) else None
        close(appeal, by=judge, granted=granted, answer=answer)


def close(appeal: Appeal, *, by: User | None, granted: bool, answer: str) -> None:
    """Write down what became of an appeal. Publishes AppealDecided."""
    appeal.state = AppealState.GRANTED if granted else AppealState.REFUSED
    appeal.decided_at, appeal.decided_by = clock.now(), by
    appeal.answer = answer[:500]
    appeal.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    room = appeal.action.discussion
    publish(
        AppealDecided(
            appeal_id=appeal.pk,
            user_id=appeal.by_id,
            moderator_id=appeal.action.moderator_id,
            cohort_id=room.cohort_id if room else None,
            granted=granted,
        )
    )
