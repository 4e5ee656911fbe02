"""Taking part, the right to take part, and how far: records that no edit touches."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.rules import percent
from lms.core import clock
from lms.core.constraints import known

PERSON = settings.AUTH_USER_MODEL


class CourseOutline(models.Model):
    """A plain row beside a course: `stamp` rises when anything below it changes."""

    course = models.OneToOneField(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="outline"
    )
    stamp = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.course_id}: {self.stamp}"


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    """Entitlements, narrowed by time."""

    def in_force(self) -> Self:
        """Not revoked, begun, not ended."""
        now = clock.now()
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            revoked_at__isnull=True,
            starts_at__lte=now,
        )


class Entitlement(models.Model):
    """Somebody's right to take a course, and where it comes from.

    `source` such as "seat:42" makes granting idempotent. `audience` such as "school:3"
    names the community whose cohorts the person belongs to; empty is everybody's.
    """

    user = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="entitlements"
    )
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.PROTECT, related_name="entitlements"
    )
    source = models.CharField(max_length=40)
    audience = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course", "source"], name="entitlement_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="entitlement_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user"],
                condition=Q(revoked_at__isnull=True),
                name="entitlement_of_user",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.course_id} ({self.source})"


class StepRetirement(models.Model):
    """An author took a step out of the course on purpose: nobody waits for it any more.

    A row, not a page field: publishing an older draft would bring the step back.
    """

    step = models.OneToOneField(
        "courses.StepPage", on_delete=models.CASCADE, related_name="retirement"
    )
    retired_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, null=True, related_name="+"
    )
    retired_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.step_id)


class CoursePlan(models.Model):
    """The steps of a course as they stood one day; an enrollment keeps its plan.

    Written once, by `enroll`, when the newest plan no longer equals the course's steps.
    `steps` is a list of {id, title, is_required, minutes}.
    """

    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="plans"
    )
    version = models.PositiveIntegerField()
    steps = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "version"], name="plan_version_once"
            ),
            models.UniqueConstraint(
                fields=["course", "digest"], name="plan_digest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.version}"

    @property
    def step_ids(self) -> list[int]:
        """Ids of all its steps, in order."""
        return [s["id"] for s in self.steps]

    @property
    def required_ids(self) -> list[int]:
        """Ids of its required steps, in order."""
        return [s["id"] for s in self.steps if s["is_required"]]

    @property
    def minutes(self) -> int:
        """Minutes of all its steps together."""
        return sum(s["minutes"] for s in self.steps)


class EnrollmentStatus(models.TextChoices):
    """Where a learner stands in a course."""

    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Enrollment(models.Model):
    """Somebody takes a course, by the plan of the day on which they began."""

    Status = EnrollmentStatus

    user = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="enrollments"
    )
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.PROTECT, related_name="enrollments"
    )
    plan = models.ForeignKey(
        CoursePlan, on_delete=models.RESTRICT, related_name="enrollments"
    )
    status = models.CharField(
        max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    done_required = models.PositiveIntegerField(default=0)
    enrolled_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.ForeignKey(
        "courses.StepPage", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    last_active_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], name="enrollment_once_per_course"
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False)
                | (~Q(status="completed") & Q(completed_at__isnull=True)),
                name="enrollment_completed_iff_dated",
            ),
            known("status", EnrollmentStatus, "enrollment_status_known"),
        ]
        indexes = [
            models.Index(fields=["course", "status"], name="enrollment_by_status")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"

    @property
    def percent(self) -> int:
        """Finished of required steps, rounded down."""
        return percent(self.done_required, len(self.plan.required_ids))


class ProgressKind(models.TextChoices):
    """How a step was finished."""

    VIEWED = "viewed", _("Read")
    QUIZ = "quiz", _("Quiz passed")
    POSTED = "posted", _("Shared in the discussion")


class StepProgress(models.Model):
    """A step that was done: one row, only for what was done. That is all progress is."""

    Kind = ProgressKind

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.CASCADE, related_name="progress"
    )
    step = models.ForeignKey(
        "courses.StepPage", on_delete=models.PROTECT, related_name="progress"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    completed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "step"], name="progress_once_per_step"
            ),
            known("kind", ProgressKind, "progress_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment_id}: {self.step_id}"
