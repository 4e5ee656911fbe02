"""What the home page shows, read from what is published."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from courses.models import CoursePage, LessonPage
from credentials.pages.interest import announced_programs
from credentials.pages.picture import program_pictures
from lms.core.presenting import presents
from lms.core.safe_html import drawn, stored
from lms.website.models import HomePage, Picture


@presents(HomePage)
def present_home(
    page: HomePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """Programs as small confluences, the opening of a real lesson, the watershed."""
    courses = CoursePage.objects.live().count()
    picture = Picture.objects.filter(name="watershed").first()
    return {
        "course_count": courses,
        "programs": program_pictures(),
        "announced": announced_programs(),
        "excerpt": excerpt(),
        "watershed": drawn(picture.svg) if picture else "",
    }


def excerpt() -> dict[str, Any] | None:
    """The first lesson of the first live course, down to its first `say` or heading."""
    lesson = LessonPage.objects.placed().filter(live=True).order_by("path").first()
    if lesson is None:
        return None
    course = lesson.get_parent().get_parent()
    text = next((b.value.source for b in lesson.body if b.block_type == "text"), "")
    paragraphs = text.split("</p>")[:4]
    return {
        "lesson": lesson,
        "course": course,
        "html": stored("</p>".join(paragraphs) + "</p>") if text else "",
    }
