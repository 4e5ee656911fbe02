"""People moving through a course, or the courses of one program, together."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class CohortSeries(models.Model):
    """A line of cohorts for the same courses; a new one opens when the last is full.

    `audience` empty: everybody's. "school:3": only who is entitled through that school.
    """

    name = models.CharField(max_length=160)
    target_size = models.PositiveSmallIntegerField(default=15)
    audience = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = _("cohort series")

    def __str__(self) -> str:
        return self.name


class SeriesCourse(models.Model):
    """A course that the cohorts of a series talk about."""

    series = models.ForeignKey(
        CohortSeries, on_delete=models.CASCADE, related_name="series_courses"
    )
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.PROTECT, related_name="series_courses"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "course"], name="series_course_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.course_id}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts, narrowed by state."""

    def current(self) -> Self:
        """Open to newcomers today."""
        day = clock.today()
        return self.filter(
            Q(joinable_until__isnull=True) | Q(joinable_until__gte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            archived_at__isnull=True,
        )


class CohortKind(models.TextChoices):
    """Why the group exists."""

    LEARNING = "learning", _("Learning")
    COMMUNITY = "community", _("Community")
    LOUNGE = "lounge", _("Lounge")


class Cohort(models.Model):
    """A group of people who learn and talk together; it has one room."""

    Kind = CohortKind

    series = models.ForeignKey(
        CohortSeries,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
    )
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LEARNING)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    joinable_until = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=2),
                name="cohort_capacity_at_least_2",
            ),
            known("kind", CohortKind, "cohort_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class CohortCourse(models.Model):
    """A course that a cohort goes through; copied from its series when it opens."""

    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, related_name="cohort_courses"
    )
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.PROTECT, related_name="cohort_courses"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "course"], name="cohort_course_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.course_id}"


class CohortRole(models.TextChoices):
    """What somebody is in a cohort."""

    LEARNER = "learner", _("Learner")
    FACILITATOR = "facilitator", _("Facilitator")


class CohortMembership(models.Model):
    """Somebody belongs to a cohort; `left_at` ends it, and the row stays."""

    Role = CohortRole

    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="cohort_memberships"
    )
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.LEARNER)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user"],
                condition=Q(left_at__isnull=True),
                name="membership_one_open",
            ),
            known("role", CohortRole, "membership_role_known"),
        ]
        indexes = [
            models.Index(
                fields=["user"],
                condition=Q(left_at__isnull=True),
                name="membership_of_user",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.cohort_id}"
