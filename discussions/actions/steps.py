"""How talking finishes a step, and what a learner writes for themselves."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.actions.progress import complete_step, move_to
from courses.models import Enrollment, StepPage, StepProgress
from courses.models.enrollment import EnrollmentStatus, ProgressKind
from discussions.models import (
    Discussion,
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
QUIET_DAYS = 7


class Shared(NamedTuple):
    """What somebody has said on a step so far, and what it asks for.

    `is_quiet`: nobody else has written in the cohort for QUIET_DAYS, so that there is
    nobody to answer and the step asks for no replies.
    """

    has_shared: bool
    replies: int
    replies_required: int
    is_quiet: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether the step is done by this."""
        return self.has_shared and not self.replies_left

    @property
    def replies_left(self) -> int:
        """How many posts of others are still to be answered."""
        return 0 if self.is_quiet else max(0, self.replies_required - self.replies)


def replies_required(step_id: int) -> int | None:
    """How many replies a step asks for; None for a step that talk does not finish."""
    for kind in (DiscussionPage, PracticePage):
        asked = kind.objects.filter(pk=step_id).values_list(
            "replies_required", flat=True
        )
        if (found := asked.first()) is not None:
            return int(found)
    return None


def shared_by(
    user: User, step_id: int, asked: int, *, room: Discussion | None = None
) -> Shared:
    """What `user` has said beside a step: words of their own, and answers to others.

    Said in any of their rooms, because people move and rooms merge. Hidden and deleted
    posts do not count; two answers to one post count once. `room` is where they would
    find somebody to answer now.
    """
    mine = Post.objects.readable().filter(author=user, thread__step_id=step_id)
    answered = (
        mine.filter(reply_to__isnull=False)
        .exclude(reply_to__author=user)
        .values("reply_to")
        .distinct()
        .count()
    )
    return Shared(
        mine.filter(reply_to__isnull=True).exists(),
        answered,
        asked,
        is_quiet=answered < asked and room is not None and is_quiet_around(user, room),
    )


def is_quiet_around(user: User, room: Discussion) -> bool:
    """Whether nobody but `user` has written in a room for QUIET_DAYS."""
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    recent = Post.objects.readable().filter(discussion=room, created_at__gt=border)
    return not recent.exclude(author=user).exists()


def finish_step(thread: Thread, *, by: User) -> bool:
    """Complete the step beside which a thread stands, if its conditions hold now.

    Safe to repeat. Shared, and answered as many others as the step asks for
    (domain B1: "posted in the discussion, replied to k others"); none where nobody else
    has written in the cohort for QUIET_DAYS.
    """
    if thread.step_id is None:
        return False
    return finish_by_talk(thread.step_id, thread.discussion, by=by)


def finish_by_talk(step_id: int, room: Discussion, *, by: User) -> bool:
    """Complete a step that talk finishes, if what `by` has said is enough by now.

    Safe to repeat.
    """
    if (asked := replies_required(step_id)) is None:
        return False
    step = StepPage.objects.get(pk=step_id)
    enrollment = enrollment_on(step, by)
    if enrollment is None or has_done(enrollment, step):
        return False
    if not shared_by(by, step.pk, asked, room=room).is_enough:
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

    Raises ValidationError for characters that cannot be stored, and above
    REFLECTION_LENGTH characters.
    """
    text = check_text(text.replace("\r\n", "\n"))
    if len(text) > REFLECTION_LENGTH:
        raise ValidationError(
            _(
                "That is longer than what can be kept here (%(length)s of %(limit)s characters). Shorten it, or keep a part of it elsewhere."
            ),
            params={"length": len(text), "limit": REFLECTION_LENGTH},
        )
    kept, _created = Reflection.objects.update_or_create(
        enrollment=enrollment,
        page=page,
        defaults={"text": text, "updated_at": clock.now()},
    )
    move_to(enrollment, step=page)
    return kept
