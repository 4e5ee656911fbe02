"""What can be earned."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credentials.models.issuing import Issuer
from credentials.models.spans import (
    DAY_BOUNDS,
    MONTH_BOUNDS,
    renewable_for_a_while,
    valid_for_a_while,
)
from lms.core.constraints import known


class Kind(models.TextChoices):
    """How an achievement is earned."""

    BADGE = "badge", _("Badge: for one course")
    CERTIFICATE = "certificate", _("Certificate: for a program")
    EVIDENCE = "evidence", _("Evidence: accepted by assessors")
    SIGN_OFF = "sign_off", _("Sign-off: by a facilitator")


class Achievement(models.Model):
    """Something that can be earned. All its words are its own.

    It outlives the course or program that it came from: awards and rules point here.
    `slug` draws its stone. `version` rises when its words change.
    """

    Kind = Kind

    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    issuer = models.ForeignKey(
        Issuer, on_delete=models.PROTECT, related_name="achievements"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    course = models.OneToOneField(
        "courses.CoursePage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="achievement",
    )
    program = models.OneToOneField(
        "credentials.ProgramPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="achievement",
    )
    slug = models.SlugField(max_length=255, help_text=_("Draws the stone."))
    name = models.CharField(max_length=255)
    description = models.TextField(help_text=_("One or two plain sentences."))
    criteria = models.TextField(help_text=_("What must be done, in plain sentences."))
    task = models.TextField(
        blank=True,
        help_text=_("For a sign-off: the task and its rubric, in Markdown. Public."),
    )
    task_html = models.TextField(blank=True, editable=False)
    is_not = models.JSONField(
        default=list,
        blank=True,
        help_text=_("What it does not say: a list of sentences."),
    )
    minutes = models.PositiveIntegerField(
        default=0, help_text=_("Planned time of study, in minutes.")
    )
    level = models.CharField(
        max_length=40, blank=True, help_text=_("A word, as “Trainer”, or nothing.")
    )
    counterpart = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="counterpart_of",
        help_text=_("What a partner awards together with it, in its own name."),
    )
    valid_months = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=MONTH_BOUNDS,
        help_text=_("Empty: it does not expire."),
    )
    renewal_window_days = models.PositiveSmallIntegerField(
        default=90, validators=DAY_BOUNDS
    )
    grace_days = models.PositiveSmallIntegerField(default=30, validators=DAY_BOUNDS)
    version = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="badge") | Q(program__isnull=True),
                name="achievement_badge_has_no_program",
            ),
            models.CheckConstraint(
                condition=~Q(kind="certificate") | Q(course__isnull=True),
                name="achievement_certificate_has_no_course",
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(kind="sign_off"),
                name="achievement_sign_off_slug_once",
            ),
            valid_for_a_while("achievement_valid_for_a_while"),
            renewable_for_a_while("achievement_renewable_for_a_while"),
            known("kind", Kind, "achievement_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page on this site."""
        return f"/achievements/{self.public_id}/"

    @property
    def url(self) -> str:
        """Its permanent address, as credentials name it."""
        return f"{self.issuer.origin}/achievements/{self.public_id}"
