"""Rooms and their threads."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.events import CohortLeft, CohortOpened
from courses.models import Cohort, CohortCourse, StepPage
from discussions.events import ThreadRead
from discussions.live import bus, log
from discussions.models import Discussion, Reflection, Thread, ThreadReader
from discussions.models.rooms import FactKind
from discussions.pages.threads import step_thread
from discussions.permissions import can_read_room, can_talk_beside
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def open_discussion(cohort: Cohort) -> Discussion:
    """Give a cohort its room, with one thread in which to say hello. Idempotent."""
    room, created = Discussion.objects.get_or_create(cohort=cohort)
    if created:
        hello = Thread.objects.create(discussion=room, title=_("Say hello"))
        log.append(room.pk, FactKind.THREAD, thread=hello)
    return room


def on_cohort_opened(event: CohortOpened) -> None:
    """A new cohort gets its room in the same transaction."""
    open_discussion(Cohort.objects.get(pk=event.cohort_id))


def on_cohort_left(event: CohortLeft) -> None:
    """Whoever left a cohort stops hearing its room at once."""
    transaction.on_commit(lambda: bus.kick(user_id=event.user_id), robust=True)


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody closed their account: their sockets end, their own notes are deleted.

    Nobody else could ever read those notes, and now nobody can.
    """
    Reflection.objects.filter(enrollment__user=event.user_id).delete()
    transaction.on_commit(lambda: bus.kick(user_id=event.user_id), robust=True)


@transaction.atomic
def open_step_thread(discussion: Discussion, *, step: StepPage, by: User) -> Thread:
    """The thread of a step's prompt, made now if this is its first post.

    Raises PermissionDenied when the step is not this cohort's, or not open to `by`.
    """
    if found := step_thread(discussion, step):
        return found
    require(can_talk_beside(by, step) and belongs(discussion, step))
    try:
        with transaction.atomic():
            thread: Thread = Thread.objects.create(
                discussion=discussion,
                step_id=step.pk,
                prompt_id=step.translation_key,
                title=step.title[:160],
            )
    except IntegrityError:  # somebody else was first at this very moment
        return Thread.objects.get(
            discussion=discussion, step_id=step.pk, prompt_id=step.translation_key
        )
    log.append(discussion.pk, FactKind.THREAD, thread=thread, actor=by)
    return thread


def belongs(discussion: Discussion, step: StepPage) -> bool:
    """Whether a step stands in a course that this room's cohort goes through."""
    return CohortCourse.objects.filter(
        cohort_id=discussion.cohort_id, course__path=course_path(step)
    ).exists()


def course_path(step: StepPage) -> str:
    """Where in the tree the step's course stands."""
    return str(step.path[: -2 * StepPage.steplen])


@transaction.atomic
def mark_read(thread: Thread, *, by: User, seq: int) -> None:
    """Remember that somebody has read a thread up to a number; it never goes back.

    Publishes ThreadRead.
    """
    require(can_read_room(by, thread.discussion))
    seq = min(seq, thread.discussion.last_seq)
    reader, created = ThreadReader.objects.get_or_create(
        thread=thread, user=by, defaults={"last_read_seq": seq}
    )
    if not created and seq > reader.last_read_seq:
        reader.last_read_seq, reader.last_read_at = seq, clock.now()
        reader.save(update_fields=["last_read_seq", "last_read_at"])
    publish(ThreadRead(thread_id=thread.pk, user_id=by.pk, seq=reader.last_read_seq))
