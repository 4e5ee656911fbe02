"""Licenses and their seats: the count is held by the database."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.constraints import known
from lms.schools.models.schools import School, SchoolAudience, SchoolMembership


class LicenseKind(models.TextChoices):
    """How a license counts people."""

    SEATS = "seats", _("Seats")
    SITE_WIDE = "site_wide", _("Everybody who belongs")
    HOUSEHOLD = "household", _("Households")


class License(models.Model):
    """A school may use a program, for so many people, between two days.

    `seats_used` is moved only by take_place and free_place; the CHECK is the judge.
    """

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="licenses"
    )
    program = models.ForeignKey(
        "credentials.ProgramPage", on_delete=models.PROTECT, related_name="licenses"
    )
    kind = models.CharField(
        max_length=12, choices=LicenseKind.choices, default=LicenseKind.SEATS
    )
    audience = models.CharField(
        max_length=12, choices=SchoolAudience.choices, default=SchoolAudience.PARENT
    )
    seats_total = models.PositiveIntegerField(null=True, blank=True)
    seats_used = models.PositiveIntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text=_("The last day on which somebody may begin."))
    grace_days = models.PositiveSmallIntegerField(
        default=30, help_text=_("Days after the end in which a begun course goes on.")
    )
    suspended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_total__isnull=True)
                | Q(seats_used__lte=F("seats_total")),
                name="license_seats_within_total",
            ),
            models.CheckConstraint(
                condition=Q(kind="site_wide", seats_total__isnull=True)
                | (~Q(kind="site_wide") & Q(seats_total__isnull=False)),
                name="license_counts_iff_not_site_wide",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="license_ends_after_start",
            ),
            known("kind", LicenseKind, "license_kind_known"),
            known("audience", SchoolAudience, "license_audience_known"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}: {self.program_id}"

    def in_force_on(self, day: dt.date) -> bool:
        """Whether somebody may begin on this day (whole days, both ends included)."""
        return self.suspended_at is None and self.starts_on <= day <= self.ends_on

    @property
    def seats_left(self) -> int | None:
        """How many more people fit; None when nobody counts."""
        return None if self.seats_total is None else self.seats_total - self.seats_used


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, narrowed by state."""

    def open(self) -> Self:
        """Held today."""
        return self.filter(released_at__isnull=True)


class Seat(models.Model):
    """One person's place in a license. Never deleted: the rows are the ledger."""

    license = models.ForeignKey(License, on_delete=models.CASCADE, related_name="seats")
    membership = models.ForeignKey(
        SchoolMembership, on_delete=models.PROTECT, related_name="seats"
    )
    assigned_at = models.DateTimeField(default=clock.now)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["license", "membership"],
                condition=Q(released_at__isnull=True),
                name="seat_one_active",
            )
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def source(self) -> str:
        """How the entitlements of this seat name it."""
        return f"seat:{self.pk}"
