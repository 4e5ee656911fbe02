"""Reads for the pages of a course and of a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.http import HttpRequest

from courses.models import (
    CoursePage,
    Enrollment,
    LessonPage,
    StepPage,
    StepProgress,
)
from courses.models.content import Access
from courses.models.enrollment import EnrollmentStatus
from courses.outline import Line, Outline, outline_at, outline_of, stamp_of
from lms.core.presenting import presents
from lms.core.safe_html import stored

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


def enrollment_for(user: User | AnonymousUser, course_id: int) -> Enrollment | None:
    """Somebody's enrollment with plan, course and outline stamp: one query."""
    if not user.is_authenticated:
        return None
    return (
        Enrollment.objects.filter(user=user, course_id=course_id)
        .exclude(status=EnrollmentStatus.WITHDRAWN)
        .select_related("plan", "course", "course__outline")
        .defer("course__outcomes")
        .first()
    )


def outline_here(step: StepPage) -> Outline:
    """The outline of the course in which a step stands; read once for each step object."""
    kept: Outline | None = step.__dict__.get("_outline")
    if kept is None:
        course_id = step.__dict__.get("course_id")
        if course_id is None:  # a preview: the page was not found by its address
            course_id = step.get_parent().get_parent().pk
        stamp = step.__dict__.get("outline_stamp")
        kept = outline_at(course_id, stamp_of(course_id) if stamp is None else stamp)
        step.__dict__["_outline"] = kept
    return kept


def enrollment_here(request: HttpRequest, step: StepPage) -> Enrollment | None:
    """The reader's enrollment where a step stands: one small query a request.

    The course comes with the outline; joining it would cost more than the rest.
    """
    if not request.user.is_authenticated:
        return None
    course = outline_here(step).course
    kept = request.__dict__.setdefault("_enrollments", {})
    if course.pk not in kept:
        mine = Enrollment.objects.filter(user=request.user, course_id=course.pk)
        found = next(iter(mine[:1]), None)
        if found is not None:
            found.course = course
        is_open = found is not None and found.status != EnrollmentStatus.WITHDRAWN
        kept[course.pk] = found if is_open else None
    enrollment: Enrollment | None = kept[course.pk]
    return enrollment


def done_steps(enrollment: Enrollment | None) -> set[int]:
    """Ids of the steps that were done: one query."""
    if enrollment is None:
        return set()
    return set(
        StepProgress.objects.filter(enrollment=enrollment).values_list(
            "step_id", flat=True
        )
    )


def course_context(course: CoursePage, user: User | AnonymousUser) -> dict[str, Any]:
    """Outline, progress and the one button of a course page."""
    enrollment = enrollment_for(user, course.pk)
    outline = outline_of(course, stamp_of(course.pk))
    done = done_steps(enrollment)
    here = place(enrollment, outline, done)
    planned = set(enrollment.plan.step_ids) if enrollment else set()
    lines = outline.lines
    is_open = enrollment is not None or course.access == Access.OPEN
    return {
        "course": course,
        "enrollment": enrollment,
        "outline": outline,
        "parts": [
            (part, stored("".join(line_html(x, done, None) for x in part.lines)))
            for part in outline.parts
        ],
        "here": here,
        "here_number": next((n for n, x in enumerate(lines, 1) if x is here), None),
        "done_count": sum(x.id in done for x in lines),
        "step_count": len(lines),
        "percent": enrollment.percent if enrollment else 0,
        "is_completed": bool(enrollment and enrollment.completed_at),
        "new_steps": [x for x in lines if x.id not in planned] if enrollment else [],
        "is_open": is_open,
        "sample": lines[0] if lines else None,
    }


def place(
    enrollment: Enrollment | None, outline: Outline, done: set[int]
) -> Line | None:
    """Where a learner goes on: the last place if it is still open, else what is next.

    A step that was taken away strands nobody: the first open step not done is next.
    """
    lines = outline.lines
    if enrollment is None or not lines:
        return lines[0] if lines else None
    if last := next((x for x in lines if x.id == enrollment.last_step_id), None):
        return last
    return next((x for x in lines if x.id not in done), lines[0])


def line_html(line: Line, done: set[int], now: int | None) -> str:
    """The list item of one step in the state that it has for this reader."""
    if line.id == now:
        return line.now_html
    return line.done_html if line.id in done else line.open_html


def step_context(step: StepPage, request: HttpRequest) -> dict[str, Any]:
    """A step in its course: outline, neighbors, progress, rendered body."""
    outline = outline_here(step)
    enrollment = enrollment_here(request, step)
    done = done_steps(enrollment)
    lines = outline.lines
    index = next((i for i, line in enumerate(lines) if line.id == step.pk), 0)
    return {
        "step": step,
        "course": outline.course,
        "enrollment": enrollment,
        "lines_html": stored("".join(line_html(x, done, step.pk) for x in lines)),
        "step_number": index + 1,
        "step_count": len(lines),
        "previous_step": lines[index - 1] if index > 0 else None,
        "next_step": lines[index + 1] if index + 1 < len(lines) else None,
        "is_done": step.pk in done,
        "is_open": step.pk in {line.id for line in lines},
    }


def rendered(step: StepPage, field: str, request: HttpRequest) -> str:
    """A StreamField's HTML, from local memory under the live revision's id."""
    if getattr(request, "is_preview", False) or not step.live_revision_id:
        return blocks_html(step, field)
    key = f"body:{step.pk}:{field}:{step.live_revision_id}"
    found: str | None = caches["local"].get(key)
    if found is None:
        found = blocks_html(step, field)
        caches["local"].set(key, found, 3600)
    return found


def blocks_html(step: StepPage, field: str) -> str:
    """The blocks one after the other, without wrappers: prose sets its own rhythm."""
    return "\n".join(str(child.render()) for child in getattr(step, field))


@presents(CoursePage)
def present_course(
    page: CoursePage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The outline and, for somebody signed in, how far they are."""
    return course_context(page, request.user)


@presents(StepPage)
def present_step(
    page: StepPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The step in its course, and how far the reader is."""
    return step_context(page, request)


@presents(LessonPage)
def present_lesson(
    page: LessonPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The rendered body, from local memory."""
    return {"body_html": stored(rendered(page, "body", request))}
