"""Another look, once, by somebody else than who decided."""

from __future__ import annotations

from django.db import transaction

from discussions.actions.flags import close_flags
from discussions.actions.notes import note
from discussions.actions.settling import close
from discussions.actions.undoing import put_back
from discussions.errors_care import AppealClosed, NothingToAppeal
from discussions.events import AppealAsked
from discussions.models import Appeal, ModerationAction
from discussions.models.care import AppealState, FlagState, Verb
from discussions.pages.decisions import stands
from discussions.permissions import can_appeal, can_decide_appeal, deciders
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def appeal(line: ModerationAction, *, by: User, words: str) -> Appeal:
    """Ask for another look at a decision that met oneself. Asking twice returns the first.

    Locks the decision; publishes AppealAsked to whoever may decide. Raises
    PermissionDenied, NothingToAppeal (it was taken back, or has run out).
    """
    line = locked(line)
    require(can_appeal(by, line))
    if already := Appeal.objects.filter(action=line).first():
        return already
    if not stands(line):
        raise NothingToAppeal
    made: Appeal = Appeal.objects.create(
        action=line, by=by, words=words[:500], created_at=clock.now()
    )
    publish(
        AppealAsked(
            appeal_id=made.pk,
            cohort_id=line.discussion.cohort_id if line.discussion else None,
            user_ids=deciders(line, appellant=by.pk),
        )
    )
    return made


def locked(line: ModerationAction) -> ModerationAction:
    """A line of the log with what it is about, its row locked until the commit."""
    found: ModerationAction = (
        ModerationAction.objects.select_for_update(of=("self",))
        .select_related(
            "discussion__cohort__series", "post", "restriction", "member", "thread",
            "undone_by",
        )
        .get(pk=line.pk)
    )  # fmt: skip
    return found


@transaction.atomic
def decide_appeal(asked: Appeal, *, by: User, grant: bool, answer: str) -> Appeal:
    """Answer an appeal: granted, the decision is taken back; refused, it stands.

    Granting what enough flags hid also dismisses those flags. Publishes AppealDecided,
    and what taking back publishes. Raises PermissionDenied, AppealClosed.
    """
    line = locked(asked.action)
    found = Appeal.objects.select_for_update().get(pk=asked.pk)
    found.action = line
    require(can_decide_appeal(by, found))
    if found.state != AppealState.OPEN:
        raise AppealClosed
    note(
        line.discussion, by=by, verb=Verb.GRANT if grant else Verb.REFUSE,
        scope=line.scope, post=line.post, member_id=line.member_id,
        restriction=line.restriction, reason=answer, before=AppealState.OPEN,
        after=AppealState.GRANTED if grant else AppealState.REFUSED,
    )  # fmt: skip
    close(found, by=by, granted=grant, answer=answer)
    if grant and stands(line):
        put_back(line, by=by, reason=answer)
        if line.post is not None:
            open_ones = line.post.flags.filter(state=FlagState.OPEN)
            close_flags(line.post, list(open_ones), by=by, uphold=False)
    return found
