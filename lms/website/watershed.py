"""The home page's landscape: drawn when the catalog changes, and kept."""

from __future__ import annotations

import hashlib

from django.db import transaction

from courses.events import CoursePublished
from courses.models import CoursePage
from credentials.art.watershed import watershed_svg
from lms.website.models import Picture

NAME = "watershed"
MOST_STREAMS = 15


def draw_watershed() -> bool:
    """Draw the watershed of the live courses if it changed; whether it did.

    Takes seconds, so it is called by a task (on_course_published) or a loader.
    """
    slugs = list(
        CoursePage.objects.live().order_by("path").values_list("slug", flat=True)
    )[:MOST_STREAMS]
    digest = hashlib.sha256(" ".join(slugs).encode()).hexdigest()
    if not slugs or Picture.objects.filter(name=NAME, digest=digest).exists():
        return False
    svg = watershed_svg(slugs)
    with transaction.atomic():
        Picture.objects.update_or_create(
            name=NAME, defaults={"digest": digest, "svg": svg}
        )
    return True


def on_course_published(event: CoursePublished) -> None:
    """A course came, went or was renamed."""
    draw_watershed()
