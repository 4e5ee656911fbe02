"""Steps by their address: one small query, the step itself from local memory."""

from __future__ import annotations

from django.core.cache import caches

from courses.models import CourseOutline, StepPage


def step_at(url_path: str) -> StepPage | None:
    """The live step at an address (catalog/course/module/step), as its own class.

    Kept under the course's outline stamp, which rises whenever anything below the
    course is published, unpublished, moved or deleted. Finding the step afresh means
    three pages and every kind of step in one query, whose making costs more than the
    rest of the page.
    """
    course_path = url_path.rstrip("/").rsplit("/", 2)[0] + "/"
    outline = (
        CourseOutline.objects.filter(
            course__slug=course_path.rstrip("/").rpartition("/")[2],
            course__url_path=course_path,
            course__live=True,
        )
        .values_list("course_id", "stamp")
        .first()
    )
    if outline is None:  # nothing below this course was ever published
        return StepPage.objects.at(url_path)
    course_id, stamp = outline
    key = f"step:{course_id}:{stamp}:{url_path}"
    found: StepPage | None = caches["local"].get(key)
    if found is None and (found := StepPage.objects.at(url_path)) is not None:
        caches["local"].set(key, found, 3600)
    if found is not None:
        found.__dict__["outline_stamp"] = stamp
    return found
