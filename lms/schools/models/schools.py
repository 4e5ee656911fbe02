"""Licensed organizations and who belongs to them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.constraints import known

if TYPE_CHECKING:
    from lms.accounts.models import User


class SchoolKind(models.TextChoices):
    """What sort of organization it is."""

    SCHOOL = "school", _("School")
    DISTRICT = "district", _("District")


class SchoolQuerySet(models.QuerySet["School"]):
    """Schools, narrowed by who is asking."""

    def administered_by(self, user: User) -> Self:
        """Schools whose desk `user` may open."""
        return self.filter(
            memberships__user=user,
            memberships__role=SchoolRole.ADMIN,
            memberships__left_at__isnull=True,
        )


class School(models.Model):
    """A licensed organization: a school, or a district with schools below it."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(
        max_length=12, choices=SchoolKind.choices, default=SchoolKind.SCHOOL
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="schools",
        help_text=_("The district that this school belongs to."),
    )
    timezone = models.CharField(max_length=64, default="UTC")
    contact = models.CharField(
        max_length=200,
        blank=True,
        help_text=_(
            "Whom to ask, as refusals name it: “the office, office@school.org”."
        ),
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SchoolQuerySet.as_manager()

    class Meta:
        constraints = [known("kind", SchoolKind, "school_kind_known")]

    def __str__(self) -> str:
        return self.name

    def today(self) -> dt.date:
        """The calendar day in the school's own time zone."""
        return clock.today(self.timezone)


class SchoolRole(models.TextChoices):
    """What somebody is in a school."""

    MEMBER = "member", _("Member")
    ADMIN = "admin", _("Administrator")


class SchoolAudience(models.TextChoices):
    """As what somebody belongs to a school."""

    TEACHER = "teacher", _("Teacher")
    COACH = "coach", _("Coach")
    PARENT = "parent", _("Parent or carer")
    STAFF = "staff", _("Other staff")


class SchoolMembership(models.Model):
    """Somebody belongs to a school; `left_at` ends it, and the row stays."""

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="school_memberships",
    )
    role = models.CharField(
        max_length=12, choices=SchoolRole.choices, default=SchoolRole.MEMBER
    )
    audience = models.CharField(
        max_length=12, choices=SchoolAudience.choices, default=SchoolAudience.PARENT
    )
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"],
                condition=Q(left_at__isnull=True),
                name="school_membership_one_open",
            ),
            known("role", SchoolRole, "school_role_known"),
            known("audience", SchoolAudience, "school_audience_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.school_id}"
