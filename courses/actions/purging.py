"""Deleting a course for good, with the records of everybody who took it.

The one door is `manage.py purge_course` and its sisters: they say first what goes. What
was earned is not a record of the course: awards, their files and the achievement stay.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from courses.errors import StepsTakenElsewhere
from courses.events import CoursePurged
from courses.models import (
    Cohort,
    CohortCourse,
    CohortSeries,
    CoursePage,
    Enrollment,
    Entitlement,
    QuizAttempt,
    SeriesCourse,
    StepPage,
    StepProgress,
)
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish

Gone = Counter[str]


@transaction.atomic
def purge_course(course: CoursePage, *, by: User | None) -> Gone:
    """Delete a course with its pages, enrollments, rights and own cohorts.

    Call it after the floors above have let go of the course. A cohort that goes through
    other courses too stays, without this one. Publishes CoursePurged.

    Raises:
        PermissionDenied: only a site administrator, or the system.
        StepsTakenElsewhere: learners of another course did a step that stands here now.
    """
    require(by is None or by.is_superuser)
    CoursePage.objects.select_for_update(of=("self",)).get(pk=course.pk)
    taken = Enrollment.objects.filter(course=course)
    refuse_steps_taken_elsewhere(course)
    gone = delete(StepProgress.objects.filter(enrollment__in=taken))
    gone += delete(QuizAttempt.objects.filter(enrollment__in=taken))
    gone += delete(taken)
    gone += delete(Entitlement.objects.filter(course=course))
    gone += delete(own_cohorts(course))
    gone += delete(CohortCourse.objects.filter(course=course))
    gone += delete(SeriesCourse.objects.filter(course=course))
    empty = Q(series_courses__isnull=True, cohorts__isnull=True)
    gone += delete(CohortSeries.objects.filter(empty))
    gone += delete_page(course, by=by)
    publish(
        CoursePurged(
            course_id=course.pk,
            title=course.title,
            deleted=dict(gone),
            actor_id=by.pk if by else None,
        )
    )
    return gone


@transaction.atomic
def purge_community(audience: str, *, by: User | None) -> Gone:
    """Delete a community's own cohorts, and the rights that came through it.

    `audience` such as "school:3". What its people studied and earned stays theirs.
    """
    require(by is None or by.is_superuser)
    series = CohortSeries.objects.filter(audience=audience)
    gone = delete(Cohort.objects.filter(series__in=series))
    gone += delete(series)
    gone += delete(Entitlement.objects.filter(audience=audience))
    return gone


@transaction.atomic
def purge_entitlements(sources: list[str], *, by: User | None) -> Gone:
    """Delete the rights that came from seats which are deleted themselves."""
    require(by is None or by.is_superuser)
    return delete(Entitlement.objects.filter(source__in=sources))


def own_cohorts(course: CoursePage) -> QuerySet[Cohort]:
    """Cohorts that go through this course and no other."""
    others = CohortCourse.objects.exclude(course=course).values("cohort")
    own: QuerySet[Cohort] = Cohort.objects.filter(
        cohort_courses__course=course
    ).exclude(pk__in=others)
    return own


def refuse_steps_taken_elsewhere(course: CoursePage) -> None:
    """A step that was moved here may be in the plans of another course's learners."""
    here = StepPage.objects.descendant_of(course)
    rows = (
        StepProgress.objects.filter(step__in=here),
        QuizAttempt.objects.filter(quiz__in=here.values("pk")),
    )
    for found in rows:
        other = found.exclude(enrollment__course=course).first()
        if other is not None:
            raise StepsTakenElsewhere(other.enrollment.course.title)


def delete(rows: QuerySet[Any]) -> Gone:
    """Delete rows with what falls with them; how many of each kind."""
    _total, kinds = rows.delete()
    return Counter({kind: n for kind, n in kinds.items() if n})


def delete_page(page: Page, *, by: User | None) -> Gone:
    """Delete a page and everything below it, as the CMS would; kinds and how many."""
    below = Page.objects.descendant_of(page, inclusive=True)
    kinds: Gone = Counter(p.content_type.model_class()._meta.label for p in below)
    fresh = Page.objects.get(pk=page.pk)  # its place in the tree, as it is now
    DeletePageAction(fresh, user=by).execute(skip_permission_checks=True)
    return kinds
