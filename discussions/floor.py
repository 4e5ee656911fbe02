"""The floor: what somebody finds who wants to say something in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, When

from courses.models import StepProgress
from discussions.models import Discussion, DiscussionPage, PracticePage, Thread
from discussions.models.rooms import RestrictionKind, restrictions
from lms.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    from lms.accounts.models import User


class Floor(NamedTuple):
    """How somebody who may read a thread stands there now.

    `holds`: the room lets some posts wait for a facilitator. `waits`: the thread's step
    is finished by talk, and is not finished yet.
    """

    user_id: int
    thread: Thread
    is_closed: bool
    is_muted: bool
    slow_seconds: int
    holds: bool
    waits: bool

    def is_of(self, user: User, thread: Thread) -> bool:
        """Whether this was asked for that person and that thread."""
        return self.user_id == user.pk and self.thread.pk == thread.pk


def floor_for(user: User, thread_id: int) -> Floor | None:
    """The floor of a thread in one query; None for whoever may not read its room.

    The thread that comes with it knows its room and its step, and reads the rest when it
    is asked for.
    """
    question = _FOR_THE_SITE if user.is_superuser else _FOR_A_MEMBER
    row = question.ask(user=user.pk, thread=thread_id)
    if row is None:
        return None
    known = Thread.from_db(
        connection.alias, ["id", "discussion_id", "step_id"], row[:3]
    )
    closed, muted, slow, holds, waits = row[3:]
    return Floor(
        user.pk, known, bool(closed), bool(muted), slow, bool(holds), bool(waits)
    )


class _Somebody:
    """Whoever will ask; all that a queryset wants to know of them."""

    is_authenticated = True

    def __init__(self, *, is_superuser: bool) -> None:
        self.is_superuser = is_superuser
        self.pk = Slot("user")


def _floor(somebody: Any) -> QuerySet[Discussion, Any]:
    step = OuterRef("threads__step")
    mute = restrictions(
        OuterRef("pk"),
        somebody.pk,
        RestrictionKind.MUTE,
        audience=OuterRef("cohort__series__audience"),
    )
    by_talk = Exists(DiscussionPage.objects.filter(pk=step)) | Exists(
        PracticePage.objects.filter(pk=step)
    )
    done = Exists(StepProgress.objects.filter(step=step, enrollment__user=somebody.pk))
    found: QuerySet[Discussion, Any] = (
        Discussion.objects.open_to(somebody)
        .filter(threads=Slot("thread"))
        .annotate(
            is_closed=_yes(
                Q(threads__locked_at__isnull=False)
                | Q(locked_at__isnull=False)
                | Q(cohort__archived_at__isnull=False)
            ),
            is_muted=Exists(mute),
            holds=_yes(
                Q(holds_links=True) | Q(holds_first_posts=True) | ~Q(held_words="")
            ),
            waits=_yes(Q(threads__step__isnull=False) & by_talk & ~done),
        )
        .values_list(
            "threads", "pk", "threads__step", "is_closed", "is_muted",
            "slow_mode_seconds", "holds", "waits",
        )
    )  # fmt: skip
    return found


def _yes(condition: Any) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


_FOR_A_MEMBER = Prepared(lambda: _floor(_Somebody(is_superuser=False)))
_FOR_THE_SITE = Prepared(lambda: _floor(_Somebody(is_superuser=True)))
