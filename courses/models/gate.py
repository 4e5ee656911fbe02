"""The one gate as a query: which steps somebody may read now.

`StepPage.objects.readable_by(user)` and `courses.permissions.can_read_step` are its two
forms; page, search, sitemap, preview and the room beside a step all ask one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

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
    """What makes a placed step open to `user`: a sample, or a course they study."""
    return Q(pk__in=samples(every)) | Q(Exists(studies(user)))


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


def studies(user: Reader) -> QuerySet[Enrollment]:
    """Enrollments that open the steps of the outer query's course."""
    if isinstance(user, AnonymousUser):
        return Enrollment.objects.none()
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
