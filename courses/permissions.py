"""The one gate: who may read a step. Page, search, documents, sitemap, preview and the
room beside a step all ask here."""

from __future__ import annotations

from courses.models import CohortMembership, Enrollment, StepPage
from courses.models.content import Access
from courses.models.enrollment import EnrollmentStatus
from courses.models.gate import Reader, may_edit_all, opens


def can_read_step(user: Reader, step: StepPage) -> bool:
    """Whether `user` may read this step now.

    A sample (the first step of a course that is not closed) is everybody's. Else one has
    begun the course, or facilitates a cohort that goes through it, and, where it opens through a license, the right is still in force
    or the course was completed. Authors read what they may edit.
    """
    here = StepPage.objects.filter(pk=step.pk).placed()
    if here.filter(opens(StepPage.objects.all(), user)).exists():
        return True
    return user.is_authenticated and may_edit_all(user)


def opens_its_steps(enrollment: Enrollment) -> bool:
    """Whether an enrollment that was not withdrawn opens the steps by itself.

    Where a course opens through a license and is not completed, the right has to be
    looked up: `can_read_step` does.
    """
    return (
        enrollment.status == EnrollmentStatus.COMPLETED
        or enrollment.course.access != Access.ENTITLED
    )


def can_facilitate(user: Reader, cohort_id: int) -> bool:
    """Whether `user` looks after this cohort (its facilitator, or the whole site's)."""
    if not user.is_authenticated:
        return False
    return (
        user.is_superuser
        or CohortMembership.objects.filter(
            cohort_id=cohort_id, user=user, role="facilitator", left_at__isnull=True
        ).exists()
    )
