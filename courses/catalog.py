"""What the catalog shows: courses, narrowed by facets that are plain links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from courses.models import CatalogPage, CoursePage, StepPage
from courses.models.content import Audience
from courses.models.gate import Reader
from courses.models.tree import above
from courses.search import find_lessons
from lms.core.presenting import presents

LENGTHS = {"short": (0, 80), "medium": (81, 100), "long": (101, 100_000)}


def facets(catalog: CatalogPage, query: QueryDict, user: Reader) -> dict[str, Any]:
    """Courses and facet links for `?for=parents&time=short&topic=sleep&q=…`."""
    courses = list(
        CoursePage.objects.child_of(catalog)
        .live()
        .order_by("path")
        .defer_streamfields()
    )
    minutes = minutes_by_course(catalog)
    for course in courses:
        course.minutes = minutes.get(course.path, 0)
    chosen = {key: query.get(key, "")[:80] for key in ("for", "time", "topic", "q")}
    shown = [c for c in courses if matches(c, chosen)]
    topics = sorted({t for c in courses for t in c.topic_list})

    def links(key: str, values: Iterable[tuple[str, object]]) -> list[dict[str, Any]]:
        """Each value of one facet that would leave something."""
        made = [
            facet(chosen, key, value, str(label), sum(
                matches(c, {**chosen, key: value}) for c in courses
            ))
            for value, label in values
        ]  # fmt: skip
        return [link for link in made if link["count"] or link["on"]]

    return {
        "courses": shown,
        "total": len(courses),
        "chosen": chosen,
        "groups": links("for", Audience.choices),
        "times": links(
            "time",
            [
                ("short", _("Under 80 minutes")),
                ("medium", _("80 to 100 minutes")),
                ("long", _("Longer")),
            ],
        ),
        "topics": links("topic", [(t, t) for t in topics]),
        "lessons": find_lessons(chosen["q"], user),
        "is_narrowed": any(chosen.values()),
    }


def minutes_by_course(catalog: CatalogPage) -> dict[str, int]:
    """Minutes of all live steps of every course, by the course's path: one query."""
    rows = (
        StepPage.objects.placed()
        .filter(path__startswith=catalog.path, retirement__isnull=True)
        .order_by()
        .annotate(of=above("path", 2))
        .values("of")
        .annotate(minutes=Coalesce(Sum("estimated_minutes"), 0))
    )
    return {r["of"]: r["minutes"] for r in rows}


def matches(course: CoursePage, chosen: dict[str, str]) -> bool:
    """Whether a course stays under the chosen facets; unknown values match nothing."""
    low, high = LENGTHS.get(chosen["time"], (0, 100_000))
    words = f"{course.title} {course.summary} {course.topics} {course.audience}".lower()
    return (
        (not chosen["for"] or course.group == chosen["for"])
        and low <= course.minutes <= high
        and (not chosen["topic"] or chosen["topic"] in course.topic_list)
        and all(word in words for word in chosen["q"].lower().split())
    )


def facet(
    chosen: dict[str, str], key: str, value: str, label: str, count: int
) -> dict[str, Any]:
    """One link: choosing it, or, when it is chosen, leaving it."""
    query = QueryDict(mutable=True)
    on = chosen[key] == value
    wanted = {**chosen, key: "" if on else value}
    query.update({k: v for k, v in wanted.items() if v})
    return {"label": label, "url": f"?{query.urlencode()}", "on": on, "count": count}


@presents(CatalogPage)
def present_catalog(
    page: CatalogPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The courses that the facets in the address leave."""
    return facets(page, request.GET, request.user)
