"""The outline of a course: its open steps in order, kept as ready strings.

Cached in local memory under the course's outline stamp, a key that never changes its
meaning: publish, unpublish, move and delete below a course raise the stamp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import CourseOutline, CoursePage, ModulePage, StepPage
from courses.models.tree import STEP_LENGTH


class Line(NamedTuple):
    """One step in the outline, with its list item in the states it can have.

    A tuple, because a course of 200 is unpickled from the cache for every page.
    """

    id: int
    title: str
    url: str
    minutes: int
    is_required: bool
    kind: str
    open_html: str
    done_html: str
    now_html: str


@dataclass(frozen=True)
class Part:
    """One module of the outline."""

    title: str
    slug: str
    introduction: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Outline:
    """A course's open modules and steps, and the course as it was at this stamp."""

    course: CoursePage
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        """All steps, in order."""
        return [line for part in self.parts for line in part.lines]

    @property
    def minutes(self) -> int:
        """Minutes of all steps together."""
        return sum(line.minutes for line in self.lines)


def outline_of(course: CoursePage, stamp: int) -> Outline:
    """The outline at a stamp, from local memory or in two queries."""
    return _kept(course.pk, stamp) or _keep(course, stamp)


def outline_at(course_id: int, stamp: int) -> Outline:
    """The same for a course that is not at hand."""
    return _kept(course_id, stamp) or _keep(CoursePage.objects.get(pk=course_id), stamp)


def _kept(course_id: int, stamp: int) -> Outline | None:
    found: Outline | None = caches["local"].get(_key(course_id, stamp))
    return found


def _keep(course: CoursePage, stamp: int) -> Outline:
    outline = build(course)
    caches["local"].set(_key(course.pk, stamp), outline, 3600)
    return outline


def _key(course_id: int, stamp: int) -> str:
    return f"outline:{course_id}:{stamp}:{get_language()}"


def build(course: CoursePage) -> Outline:
    """Read modules and steps, and render each step's list items once."""
    modules = list(
        ModulePage.objects.child_of(course)
        .live()
        .order_by("path")
        .values("path", "title", "slug", "introduction")
    )
    steps = (
        StepPage.objects.open_in(course)
        .filter(retirement__isnull=True)
        .select_related("content_type")
    )
    by_module: dict[str, list[Line]] = {m["path"]: [] for m in modules}
    for step in steps:
        by_module[step.path[:-STEP_LENGTH]].append(_line(step))
    return Outline(
        course=course,
        parts=tuple(
            Part(m["title"], m["slug"], m["introduction"], tuple(by_module[m["path"]]))
            for m in modules
            if by_module[m["path"]]
        ),
    )


def _line(step: StepPage) -> Line:
    url = step.url or ""
    kind = str(step.specific_class.kind_label)

    def item(state: str) -> str:
        return render_to_string(
            "courses/_step_line.html",
            {"step": step, "url": url, "kind": kind, "state": state},
        )

    return Line(
        id=step.pk,
        title=step.title,
        url=url,
        minutes=step.estimated_minutes,
        is_required=step.is_required,
        kind=kind,
        open_html=item("open"),
        done_html=item("done"),
        now_html=item("now"),
    )


def stamp_of(course_id: int) -> int:
    """A course's outline stamp; 0 until anything below it was published."""
    found = CourseOutline.objects.filter(course_id=course_id)
    return found.values_list("stamp", flat=True).first() or 0


def raise_stamp(course_id: int) -> None:
    """Say that something below a course changed."""
    if not CourseOutline.objects.filter(course_id=course_id).update(
        stamp=F("stamp") + 1
    ):
        CourseOutline.objects.get_or_create(course_id=course_id)


def course_of(page: Page) -> int | None:
    """The id of the course that a page is or stands in, if any."""
    found = (
        page.get_ancestors(inclusive=True).type(CoursePage).values_list("pk", flat=True)
    )
    return found.first()
