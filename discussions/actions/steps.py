"""How talking finishes a step, and what a learner writes for themselves."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.actions.progress import complete_step, move_to
from courses.models import Enrollment, StepPage, StepProgress
from courses.models.enrollment import EnrollmentStatus, ProgressKind
from discussions.models import (
    Discussion,
    DiscussionPage,
    PracticePage,
    Reflection,
    Thread,
)
from discussions.pages.shares import shared_by
from lms.accounts.models import User
from lms.core import clock
from lms.core.safe_html import check_text

REFLECTION_LENGTH = 20_000


def replies_required(step_id: int) -> int | None:
    """How many replies a step asks for; None for a step that talk does not finish."""
    for kind in (DiscussionPage, PracticePage):
        asked = kind.objects.filter(pk=step_id).values_list(
            "replies_required", flat=True
        )
        if (found := asked.first()) is not None:
            return int(found)
    return None


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
