"""How long an award may be valid, and when it may be renewed: bounds with their words."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credentials.rules.validity import MOST_DAYS, MOST_MONTHS

MONTHS = _(
    "Give 1 to 600 months, which is 50 years; leave it empty if it does not expire."
)
DAYS = _("Give 0 to 3650 days, which is ten years.")

MONTH_BOUNDS = [MinValueValidator(1, MONTHS), MaxValueValidator(MOST_MONTHS, MONTHS)]
DAY_BOUNDS = [MinValueValidator(0, DAYS), MaxValueValidator(MOST_DAYS, DAYS)]


def valid_for_a_while(name: str) -> models.CheckConstraint:
    """A CHECK that `valid_months` is empty or within its bounds."""
    return models.CheckConstraint(
        condition=Q(valid_months__isnull=True)
        | Q(valid_months__gte=1, valid_months__lte=MOST_MONTHS),
        name=name,
        violation_error_message=MONTHS,
    )


def renewable_for_a_while(name: str) -> models.CheckConstraint:
    """A CHECK that the days of a renewal, before and after the end, are within bounds."""
    return models.CheckConstraint(
        condition=Q(renewal_window_days__lte=MOST_DAYS, grace_days__lte=MOST_DAYS),
        name=name,
        violation_error_message=DAYS,
    )
