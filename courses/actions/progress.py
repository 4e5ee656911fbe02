"""How far somebody is: the only writer of progress and completion."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.errors import StepElsewhere, StepNeedsMore
from courses.events import CourseCompleted
from courses.models import (
    CoursePage,
    Enrollment,
    StepPage,
    StepProgress,
    StepRetirement,
)
from courses.models.enrollment import EnrollmentStatus, ProgressKind
from courses.outline import raise_stamp
from courses.rules import is_complete
from lms.accounts.models import User
from lms.core import clock
from lms.core.events import publish


@transaction.atomic
def complete_step(enrollment: Enrollment, *, step: StepPage, kind: str) -> Enrollment:
    """Record that a learner did a step; doing it twice changes nothing.

    Completion is decided here, from rows alone: the required steps of the enrollment's
    plan that are not retired are at least one, and all done. Locks the enrollment;
    publishes CourseCompleted once. Raises StepElsewhere, StepNeedsMore (a quiz that was
    not passed, a step that asks for a post).
    """
    if kind == ProgressKind.VIEWED and step.specific_class.completed_by != "viewed":
        raise StepNeedsMore(needs(step))
    locked = (
        Enrollment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan", "course")
        .get(pk=enrollment.pk)
    )
    if not step.path.startswith(locked.course.path):
        raise StepElsewhere
    StepProgress.objects.get_or_create(
        enrollment=locked, step_id=step.pk, defaults={"kind": kind}
    )
    locked.last_step_id = following(locked, step) or step.pk
    locked.last_active_at = clock.now()
    locked.save(update_fields=["last_step", "last_active_at"])
    settle_completion(locked)
    return locked


def needs(step: StepPage) -> str:
    """What finishes a step that reading alone does not."""
    if step.specific_class.completed_by == "quiz":
        return _("This step is finished by passing the quiz.")
    return _("This step is finished by sharing with your cohort.")


def following(enrollment: Enrollment, step: StepPage) -> int | None:
    """The id of the plan's next step that is still open and unretired, if any."""
    ids = enrollment.plan.step_ids
    after = ids[ids.index(step.pk) + 1 :] if step.pk in ids else []
    live = set(
        StepPage.objects.placed()
        .filter(pk__in=after, retirement__isnull=True)
        .values_list("pk", flat=True)
    )
    return next((i for i in after if i in live), None)


def settle_completion(enrollment: Enrollment) -> None:
    """Count what is done, and complete the enrollment if nothing is missing.

    Call with the enrollment locked. Never un-completes anybody.
    """
    required = set(enrollment.plan.required_ids)
    done = set(
        StepProgress.objects.filter(
            enrollment=enrollment, step_id__in=required
        ).values_list("step_id", flat=True)
    )
    retired = set(
        StepRetirement.objects.filter(step_id__in=required).values_list(
            "step_id", flat=True
        )
    )
    enrollment.done_required = len(done)
    fields = ["done_required"]
    finished = enrollment.status == EnrollmentStatus.ACTIVE and is_complete(
        required, retired, done
    )
    if finished:
        enrollment.status = EnrollmentStatus.COMPLETED
        enrollment.completed_at = clock.now()
        fields += ["status", "completed_at"]
    enrollment.save(update_fields=fields)
    if finished:
        publish(
            CourseCompleted(
                enrollment_id=enrollment.pk,
                user_id=enrollment.user_id,
                course_id=enrollment.course_id,
            )
        )


@transaction.atomic
def move_to(enrollment: Enrollment, *, step: StepPage) -> None:
    """Remember where the learner is: the place of the last POST."""
    if not step.path.startswith(enrollment.course.path):
        raise StepElsewhere
    Enrollment.objects.filter(pk=enrollment.pk).update(
        last_step=step.pk, last_active_at=clock.now()
    )


@transaction.atomic
def retire_step(step: StepPage, *, by: User | None) -> StepRetirement:
    """Take a step out of what the course asks; nobody waits for it any more.

    Idempotent. A task then completes whoever only missed this step.
    """
    from courses.tasks import resettle_course

    course_id = step.get_parent().get_parent().pk
    retirement, created = StepRetirement.objects.get_or_create(
        step_id=step.pk, defaults={"retired_by": by}
    )
    if created:
        raise_stamp(course_id)
        resettle_course.enqueue(course_id)
    return retirement


def waiting_for(step: StepPage) -> int:
    """How many learners would complete their course if this step were retired now."""
    course = step.get_parent().get_parent().specific
    retired = {step.pk} | set(
        StepRetirement.objects.filter(step__path__startswith=course.path).values_list(
            "step_id", flat=True
        )
    )
    done: dict[int, set[int]] = defaultdict(set)
    active = active_in(course)
    rows = StepProgress.objects.filter(enrollment__in=active.values("pk"))
    for enrollment_id, step_id in rows.values_list("enrollment_id", "step_id"):
        done[enrollment_id].add(step_id)
    plans = [(e.pk, set(e.plan.required_ids)) for e in active]
    return sum(
        step.pk in required - done[pk] and is_complete(required, retired, done[pk])
        for pk, required in plans
    )


def active_in(course: CoursePage) -> QuerySet[Enrollment]:
    """Enrollments of a course that are neither completed nor withdrawn."""
    return Enrollment.objects.filter(
        course=course, status=EnrollmentStatus.ACTIVE
    ).select_related("plan")


def resettle(course_id: int) -> int:
    """Decide completion anew for everybody active in a course, one transaction each."""
    ids = list(
        Enrollment.objects.filter(
            course_id=course_id, status=EnrollmentStatus.ACTIVE
        ).values_list("pk", flat=True)
    )
    for pk in ids:
        with transaction.atomic():
            settle_completion(
                Enrollment.objects.select_for_update(of=("self",), no_key=True)
                .select_related("plan")
                .get(pk=pk)
            )
    return len(ids)
