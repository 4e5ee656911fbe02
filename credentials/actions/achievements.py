"""What can be earned: badges of courses, and sign-offs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from courses.events import CoursePublished
from courses.models import CoursePage, StepPage
from credentials.actions.issuers import ensure_issuer
from credentials.events import AchievementRetired
from credentials.models import Achievement
from credentials.models.achievements import Kind
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.safe_html import from_markdown


def on_course_published(event: CoursePublished) -> None:
    """A course went live: its badge exists and says what the course says."""
    course = CoursePage.objects.filter(pk=event.course_id).first()
    if course is not None:
        ensure_badge(course)


@transaction.atomic
def ensure_badge(course: CoursePage) -> Achievement:
    """The badge of a course, made once; its words follow the course.

    Awards keep the words of their day. The version rises when anything changed.
    """
    minutes = (
        StepPage.objects.open_in(course)
        .filter(retirement__isnull=True)
        .order_by()
        .aggregate(total=Sum("estimated_minutes"))["total"]
    )
    badge = Achievement.objects.filter(course=course).first()
    return _kept(
        badge or Achievement(issuer=ensure_issuer(), kind=Kind.BADGE, course=course),
        slug=course.slug if badge is None else badge.slug,
        name=course.title,
        description=course.summary or course.title,
        criteria=_(
            "Finish every required step of the course “%(course)s”: its lessons, its quizzes, and what is shared with the cohort."
        )
        % {"course": course.title},
        minutes=minutes or 0,
    )


@transaction.atomic
def ensure_sign_off(
    slug: str,
    *,
    name: str,
    description: str,
    criteria: str,
    task: str,
    minutes: int,
    level: str = "",
    valid_months: int | None = None,
) -> Achievement:
    """A task that a facilitator signs off, made once for a slug.

    `task` is Markdown and public, its rubric included, before anybody begins. With
    `valid_months` a sign-off ends, and is renewed by being signed off again.
    """
    found = Achievement.objects.filter(kind=Kind.SIGN_OFF, slug=slug).first()
    return _kept(
        found or Achievement(issuer=ensure_issuer(), kind=Kind.SIGN_OFF, slug=slug),
        name=name,
        description=description,
        criteria=criteria,
        task=task,
        task_html=from_markdown(task, "lesson"),
        minutes=minutes,
        level=level,
        valid_months=valid_months,
    )


@transaction.atomic
def retire_achievement(
    achievement: Achievement, *, by: User | None, is_retired: bool = True
) -> Achievement:
    """Let nobody earn an achievement any more, or again; whoever holds it keeps it.

    Publishes AchievementRetired when it is retired. Raises PermissionDenied.
    """
    require(can_manage_awards(by), _("Only a site administrator can retire it."))
    if (achievement.retired_at is not None) == is_retired:
        return achievement
    achievement.retired_at = clock.now() if is_retired else None
    achievement.save(update_fields=["retired_at"])
    if is_retired:
        publish(
            AchievementRetired(
                achievement_id=achievement.pk, actor_id=by.pk if by else None
            )
        )
    return achievement


def _kept(achievement: Achievement, **words: Any) -> Achievement:
    """Store an achievement if its words changed; a changed one is a new version."""
    changed = {k: v for k, v in words.items() if getattr(achievement, k) != v}
    if achievement.pk and not changed:
        return achievement
    for name, value in changed.items():
        setattr(achievement, name, value)
    if achievement.pk:
        achievement.version += 1
    achievement.save()
    return achievement
