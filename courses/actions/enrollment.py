"""Taking part, and the right to take part."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from courses.actions.cohorts import place_in_cohort
from courses.errors import CourseClosed, CourseEmpty, NotEntitled
from courses.events import EnrollmentStarted
from courses.models import CoursePage, CoursePlan, Enrollment, Entitlement, StepPage
from courses.models.content import Access
from courses.models.enrollment import EnrollmentStatus
from lms.accounts.models import User
from lms.core import clock
from lms.core.events import publish


def current_steps(course: CoursePage) -> list[dict[str, object]]:
    """The live, unretired steps of a course today, as a plan stores them."""
    rows = (
        StepPage.objects.open_in(course)
        .filter(retirement__isnull=True)
        .values("pk", "title", "is_required", "estimated_minutes")
    )
    return [
        {
            "id": r["pk"],
            "title": r["title"],
            "is_required": r["is_required"],
            "minutes": r["estimated_minutes"],
        }
        for r in rows
    ]


def current_plan(course: CoursePage) -> CoursePlan:
    """The plan of today; written when the newest no longer equals the course's steps.

    Raises CourseEmpty when nothing is live.
    """
    steps = current_steps(course)
    if not steps:
        raise CourseEmpty
    digest = hashlib.sha256(json.dumps(steps, sort_keys=True).encode()).hexdigest()
    if found := CoursePlan.objects.filter(course=course, digest=digest).first():
        return found
    newest = CoursePlan.objects.filter(course=course).aggregate(m=Max("version"))["m"]
    try:
        with transaction.atomic():
            return CoursePlan.objects.create(
                course=course, version=(newest or 0) + 1, steps=steps, digest=digest
            )
    except IntegrityError:  # somebody else began at this very moment
        return CoursePlan.objects.get(course=course, digest=digest)


@transaction.atomic
def enroll(course: CoursePage, *, by: User) -> Enrollment:
    """Begin a course, by the plan of today. Beginning twice returns the first.

    Somebody who withdrew takes it up again with all progress. Publishes
    EnrollmentStarted. Raises CourseClosed, NotEntitled, CourseEmpty.
    """
    existing = Enrollment.objects.filter(user=by, course=course).first()
    if existing and existing.status != EnrollmentStatus.WITHDRAWN:
        return existing
    check_may_start(course, by)
    if existing:
        existing.status = EnrollmentStatus.ACTIVE
        existing.last_active_at = clock.now()
        existing.save(update_fields=["status", "last_active_at"])
        return existing
    plan = current_plan(course)
    made, created = Enrollment.objects.get_or_create(
        user=by,
        course=course,
        defaults={"plan": plan, "last_step_id": plan.step_ids[0]},
    )
    if created:
        publish(
            EnrollmentStarted(enrollment_id=made.pk, user_id=by.pk, course_id=course.pk)
        )
    return made


def check_may_start(course: CoursePage, user: User) -> None:
    """Refuse a start that the course's access does not allow."""
    if not course.live or course.access == Access.CLOSED:
        raise CourseClosed
    if course.access == Access.ENTITLED and not (
        Entitlement.objects.in_force().filter(user=user, course=course).exists()
    ):
        raise NotEntitled


@transaction.atomic
def start(course: CoursePage, *, by: User) -> Enrollment:
    """The Start button: a first activity, so the learner joins a cohort too."""
    check = Enrollment.objects.filter(user=by, course=course).exists()
    if not check:
        check_may_start(course, by)
    place_in_cohort(by, course)
    return enroll(course, by=by)


@transaction.atomic
def withdraw(enrollment: Enrollment) -> Enrollment:
    """Stop taking a course. Progress stays; a completed course stays completed."""
    locked = Enrollment.objects.select_for_update(no_key=True).get(pk=enrollment.pk)
    if locked.status == EnrollmentStatus.ACTIVE:
        locked.status = EnrollmentStatus.WITHDRAWN
        locked.save(update_fields=["status"])
    return locked


@transaction.atomic
def take_in_new_steps(enrollment: Enrollment) -> Enrollment:
    """Accept the course as it is today: the enrollment moves to the newest plan.

    Only while active: what was completed stays completed by its own plan.
    """
    locked = Enrollment.objects.select_for_update(no_key=True).get(pk=enrollment.pk)
    if locked.status == EnrollmentStatus.ACTIVE:
        locked.plan = current_plan(locked.course)
        locked.save(update_fields=["plan"])
        from courses.actions.progress import settle_completion

        settle_completion(locked)
    return locked


@transaction.atomic
def grant_entitlement(
    user: User,
    course: CoursePage,
    *,
    source: str,
    audience: str = "",
    ends_at: datetime | None = None,
) -> Entitlement:
    """Open a course to somebody; granting again renews what `source` had given."""
    made, created = Entitlement.objects.get_or_create(
        user=user,
        course=course,
        source=source,
        defaults={"audience": audience, "ends_at": ends_at},
    )
    if not created:
        made.audience, made.ends_at, made.revoked_at = audience, ends_at, None
        made.save(update_fields=["audience", "ends_at", "revoked_at"])
    return made


@transaction.atomic
def revoke_entitlement(user: User, course: CoursePage, *, source: str) -> None:
    """Close what `source` had opened. Progress and records stay."""
    Entitlement.objects.filter(
        user=user, course=course, source=source, revoked_at__isnull=True
    ).update(revoked_at=clock.now())
