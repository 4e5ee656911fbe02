"""My learning: what next, the programs one follows, and what one has earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import CohortMembership, CoursePage, Enrollment, Entitlement
from courses.models.enrollment import EnrollmentStatus
from credentials.art.confluence import symbols
from credentials.models import Award
from credentials.pages.renewals import End, end_of_one
from credentials.pages.study import followed_rules, standings
from credentials.permissions import signs_for
from lms.accounts.models import User


@dataclass(frozen=True)
class Ahead:
    """A course that somebody is in the middle of, and the step where they go on."""

    course: CoursePage
    enrollment: Enrollment
    number: int
    title: str
    total: int
    done: int


@require_safe
@login_required
def learning(request: HttpRequest) -> HttpResponse:
    """What to do next first; then programs, then the shelf."""
    user: Any = request.user
    ahead = courses_ahead(user)
    places = standings(list(followed_rules(user)), user)
    earned = shelf(user)
    former = former_of(earned)
    return render(
        request,
        "credentials/learning.html",
        {
            "next": ahead[0] if ahead else None,
            "others": ahead[1:],
            "open_courses": open_courses(user),
            "cohorts": cohorts_of(user),
            "is_signatory": signs_for(user).exists(),
            "programs": [(p, former.get(p.rule.achievement_id)) for p in places],
            "symbols": symbols([place.confluence for place in places]),
            "shelf": earned,
        },
    )


def courses_ahead(user: User) -> list[Ahead]:
    """Courses begun and not finished, the one touched last first: one query."""
    rows = (
        Enrollment.objects.filter(user=user, status=EnrollmentStatus.ACTIVE)
        .select_related("course", "plan")
        .defer("course__outcomes")
        .order_by("-last_active_at", "-pk")
    )
    return [ahead(row) for row in rows]


def ahead(enrollment: Enrollment) -> Ahead:
    """Where somebody goes on, from the plan alone."""
    steps = enrollment.plan.steps
    place = next(
        (n for n, s in enumerate(steps) if s["id"] == enrollment.last_step_id), 0
    )
    return Ahead(
        course=enrollment.course,
        enrollment=enrollment,
        number=place + 1,
        title=steps[place]["title"],
        total=len(steps),
        done=enrollment.done_required,
    )


def open_courses(user: User) -> list[CoursePage]:
    """Courses that a license opened and that were not begun yet."""
    begun = Enrollment.objects.filter(user=user).values("course")
    entitled = Entitlement.objects.in_force().filter(user=user).values("course")
    return list(
        CoursePage.objects.live()
        .filter(pk__in=entitled)
        .exclude(pk__in=begun)
        .defer("outcomes")
        .order_by("path")
    )


def cohorts_of(user: User) -> list[CohortMembership]:
    """With whom somebody learns now, and whom they look after: one query."""
    return list(
        CohortMembership.objects.filter(
            user=user, left_at__isnull=True, cohort__archived_at__isnull=True
        )
        .select_related("cohort__discussion")
        .order_by("role", "-joined_at", "-pk")
    )


def shelf(user: User) -> list[tuple[Award, End | None]]:
    """Everything earned, newest first, each with its end if it has one: two queries.

    A partner's half has no place of its own: its page is that of ours.
    """
    awards = (
        Award.objects.filter(
            recipient=user, superseded_at__isnull=True, joint_with=None
        )
        .select_related("achievement", "renews")
        .prefetch_related("changes")  # revoked, or taken back by oneself
        .order_by("-awarded_at", "-pk")
    )
    return [(award, end_of_one(award)) for award in awards]


def former_of(
    earned: Sequence[tuple[Award, End | None]],
) -> dict[int, tuple[Award, str]]:
    """Certificates that count no more, by achievement, each with a sentence why."""
    found: dict[int, tuple[Award, str]] = {}
    for award, end in reversed(earned):
        if award.is_valid:
            found.pop(award.achievement_id, None)
        elif award.stands and end is not None:
            found[award.achievement_id] = (
                award,
                _("You held it: %(end)s.") % {"end": end.words},
            )
        elif award.revoked_at is not None:
            found[award.achievement_id] = (
                award,
                _("You held it until it was taken back."),
            )
    return found
