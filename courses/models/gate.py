"""The one gate as a query: which steps somebody may read now.

`StepPage.objects.readable_by(user)` and `courses.permissions.can_read_step` are its two
forms; page, search, sitemap, preview and the room beside a step all ask one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from courses.models.cohorts import CohortCourse, CohortRole
from courses.models.content import Access, CoursePage
from courses.models.enrollment import Enrollment, EnrollmentStatus, Entitlement
from courses.models.tree import above
from lms.accounts.models import User

if TYPE_CHECKING:
    from courses.models.steps import StepQuerySet

Reader = User | AnonymousUser


def readable(steps: StepQuerySet, every: StepQuerySet, user: Reader) -> StepQuerySet:
    """`steps`, narrowed to those that `user` may read now; `every` is all steps."""
    if user.is_authenticated and may_edit_all(user):
        return steps
    open_to = every.placed().filter(opens(every, user))
    return steps.filter(pk__in=open_to.order_by().values("pk"))  # searchable as well


def opens(every: StepQuerySet, user: Reader) -> Q:
    """A placed step opens to `user` as a sample, by studying, or by facilitating."""
    open_to_all = Q(pk__in=samples(every))
    if isinstance(user, AnonymousUser):
        return open_to_all
    return open_to_all | Q(Exists(studies(user))) | Q(Exists(facilitates(user)))


def may_edit_all(user: User) -> bool:
    """Whether somebody works on the content of the whole site (Wagtail's own rights)."""
    return user.is_active and (
        user.is_superuser
        or (user.is_staff and user.has_perm("wagtailcore.change_page"))
        or user.groups.filter(name__in=("Authors", "Publishers")).exists()
    )


def samples(every: StepQuerySet) -> StepQuerySet:
    """Ids of the first live step of every course that is not closed."""
    closed = CoursePage.objects.filter(access=Access.CLOSED).values("path")
    first = (
        every.placed()
        .order_by()
        .exclude(course_path__in=closed)
        .values("course_path")
        .annotate(first=Min("path"))
        .values("first")
    )
    return every.filter(path__in=first).order_by().values("pk")


def facilitates(user: User) -> QuerySet[CohortCourse]:
    """Cohorts that `user` looks after, going through the outer query's course."""
    return CohortCourse.objects.filter(
        course=OuterRef("course_id"),
        cohort__archived_at__isnull=True,
        cohort__memberships__user=user,
        cohort__memberships__role=CohortRole.FACILITATOR,
        cohort__memberships__left_at__isnull=True,
    )


def studies(user: User) -> QuerySet[Enrollment]:
    """Enrollments that open the steps of the outer query's course."""
    entitled = Entitlement.objects.in_force().filter(
        user=user, course=OuterRef("course_id")
    )
    return (
        Enrollment.objects.filter(user=user, course__path=above(OuterRef("path"), 2))
        .exclude(status=EnrollmentStatus.WITHDRAWN)
        .filter(
            ~Q(course__access=Access.ENTITLED)
            | Q(status=EnrollmentStatus.COMPLETED)
            | Exists(entitled)
        )
    )
