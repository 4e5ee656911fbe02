"""How talking finishes a step, and what a learner writes for themselves."""

from __future__ import annotations

from typing import NamedTuple

from django.db import transaction

from courses.actions.progress import complete_step, move_to
from courses.models import Enrollment, StepPage, StepProgress
from courses.models.enrollment import EnrollmentStatus, ProgressKind
from discussions.models import (
    DiscussionPage,
    Post,
    PracticePage,
    Reflection,
    Thread,
)
from lms.accounts.models import User
from lms.core import clock
from lms.core.safe_html import check_text

REFLECTION_LENGTH = 20_000


class Shared(NamedTuple):
    """What somebody has said on a step so far, and what it asks for."""

    has_shared: bool
    replies: int
    replies_required: int

    @property
    def is_enough(self) -> bool:
        """Whether the step is done by this."""
        return self.has_shared and self.replies >= self.replies_required

    @property
    def replies_left(self) -> int:
        """How many posts of others are still to be answered."""
        return max(0, self.replies_required - self.replies)


def replies_required(step_id: int) -> int | None:
    """How many replies a step asks for; None for a step that talk does not finish."""
    for kind in (DiscussionPage, PracticePage):
        asked = kind.objects.filter(pk=step_id).values_list(
            "replies_required", flat=True
        )
        if (found := asked.first()) is not None:
            return int(found)
    return None


def shared_by(user: User, step_id: int, asked: int) -> Shared:
    """What `user` has said beside a step: words of their own, and answers to others.

    In whichever room: who moved, or whose room was merged, is not asked to say it again.
    Hidden and deleted posts do not count; two answers to one post count once.
    """
    mine = Post.objects.readable().filter(author=user, thread__step_id=step_id)
    answered = (
        mine.filter(reply_to__isnull=False)
        .exclude(reply_to__author=user)
        .values("reply_to")
        .distinct()
        .count()
    )
    return Shared(mine.filter(reply_to__isnull=True).exists(), answered, asked)


def finish_step(thread: Thread, *, by: User) -> bool:
    """Complete the step beside which a thread stands, if its conditions hold now.

    Safe to repeat. Shared, and answered as many others as the step asks for
    (domain B1: "posted in the discussion, replied to k others").
    """
    if thread.step_id is None or (asked := replies_required(thread.step_id)) is None:
        return False
    step = StepPage.objects.get(pk=thread.step_id)
    enrollment = enrollment_on(step, by)
    if enrollment is None or has_done(enrollment, step):
        return False
    if not shared_by(by, step.pk, asked).is_enough:
        return False
    complete_step(enrollment, step=step, kind=ProgressKind.POSTED)
    return True


def enrollment_on(step: StepPage, user: User) -> Enrollment | None:
    """Somebody's enrollment in the course of a step, unless they withdrew."""
    return (
        Enrollment.objects.filter(
            user=user, course__path=step.path[: -2 * StepPage.steplen]
        )
        .exclude(status=EnrollmentStatus.WITHDRAWN)
        .select_related("course", "plan")
        .first()
    )


def has_done(enrollment: Enrollment, step: StepPage) -> bool:
    """Whether the step is finished already."""
    return StepProgress.objects.filter(enrollment=enrollment, step_id=step.pk).exists()


@transaction.atomic
def keep_reflection(
    enrollment: Enrollment, *, page: PracticePage, text: str
) -> Reflection:
    """Keep what a learner writes for themselves; nobody else ever reads it.

    Raises ValidationError for characters that cannot be stored.
    """
    text = check_text(text.replace("\r\n", "\n"))[:REFLECTION_LENGTH]
    kept, _ = Reflection.objects.update_or_create(
        enrollment=enrollment,
        page=page,
        defaults={"text": text, "updated_at": clock.now()},
    )
    move_to(enrollment, step=page)
    return kept
