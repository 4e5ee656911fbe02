"""Places in Wagtail's page tree, in SQL."""

from django.db import models
from django.db.models.functions import Greatest, Length, Substr
from wagtail.models import Page

STEP_LENGTH = Page.steplen


def above(path: str | models.OuterRef, levels: int) -> Substr:
    """The path so many levels up; empty above the root.

    PostgreSQL may work it out for pages that the query then drops, and it refuses a
    negative length: hence the Greatest.
    """
    return Substr(path, 1, Greatest(Length(path) - levels * STEP_LENGTH, 0))
