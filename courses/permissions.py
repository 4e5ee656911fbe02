"""The one gate: who may read a step. Page, search, documents, sitemap, preview and the
room beside a step all ask here."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from courses.models import CoursePage, Enrollment, Entitlement, StepPage
from courses.models.content import Access
from courses.models.enrollment import EnrollmentStatus
from courses.models.steps import StepQuerySet, above
from lms.accounts.models import User

Reader = User | AnonymousUser


def can_read_step(user: Reader, step: StepPage) -> bool:
    """Whether `user` may read this step now.

    A sample (the first step of a course that is not closed) is everybody's. Else one has
    begun the course and, where it opens through a license, the right is still in force
    or the course was completed. Authors read what they may edit.
    """
    studies = Q(pk__in=sample_steps()) | Q(Exists(_studies(user)))
    here = StepPage.objects.filter(pk=step.pk)
    if here.placed().filter(studies).exists():
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


def readable_steps(steps: StepQuerySet, user: Reader) -> StepQuerySet:
    """`steps`, narrowed to those that `user` may read now."""
    if user.is_authenticated and may_edit_all(user):
        return steps
    open_to = StepPage.objects.placed().filter(
        Q(pk__in=sample_steps()) | Q(Exists(_studies(user)))
    )
    return steps.filter(pk__in=open_to.order_by().values("pk"))  # searchable as well


def may_edit_all(user: User) -> bool:
    """Whether somebody works on the content of the whole site (Wagtail's own rights)."""
    return user.is_active and (
        user.is_superuser
        or (user.is_staff and user.has_perm("wagtailcore.change_page"))
        or user.groups.filter(name__in=("Authors", "Publishers")).exists()
    )


def sample_steps() -> Subquery:
    """Ids of the first live step of every course that is not closed."""
    first = (
        StepPage.objects.placed()
        .order_by()
        .exclude(
            course_path__in=CoursePage.objects.filter(access=Access.CLOSED).values(
                "path"
            )
        )
        .values("course_path")
        .annotate(first=Min("path"))
        .values("first")
    )
    return StepPage.objects.filter(path__in=first).order_by().values("pk")


def _studies(user: Reader) -> QuerySet[Enrollment]:
    if isinstance(user, AnonymousUser):
        return Enrollment.objects.none()
    course_path = above(OuterRef("path"), 2)
    entitled = Entitlement.objects.in_force().filter(
        user=user, course=OuterRef("course_id")
    )
    return (
        Enrollment.objects.filter(user=user, course__path=course_path)
        .exclude(status=EnrollmentStatus.WITHDRAWN)
        .filter(
            ~Q(course__access=Access.ENTITLED)
            | Q(status=EnrollmentStatus.COMPLETED)
            | Exists(entitled)
        )
    )


def can_facilitate(user: Reader, cohort_id: int) -> bool:
    """Whether `user` looks after this cohort (its facilitator, or the whole site's)."""
    from courses.models import CohortMembership

    if not user.is_authenticated:
        return False
    return (
        user.is_superuser
        or CohortMembership.objects.filter(
            cohort_id=cohort_id, user=user, role="facilitator", left_at__isnull=True
        ).exists()
    )
