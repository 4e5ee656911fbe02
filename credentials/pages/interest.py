"""Reads about programs that are announced: which there are, and who waits for one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.models import Award, ProgramInterest, ProgramPage
from credentials.models.programs import Opening

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from lms.accounts.models import User


def announced_programs() -> QuerySet[ProgramPage]:
    """Live programs whose certificate cannot be earned yet, in the order of the pages."""
    found: QuerySet[ProgramPage] = (
        ProgramPage.objects.live()
        .filter(opening=Opening.ANNOUNCED)
        .defer("rule", "renewal", "benefits", "is_not")
        .order_by("path")
    )
    return found


def announced_context(page: ProgramPage, user: User | AnonymousUser) -> dict[str, Any]:
    """What the page of an announced program asks about its reader: one query at most."""
    if page.opening != Opening.ANNOUNCED:
        return {}
    return {
        "is_announced": True,
        "is_interested": user.is_authenticated
        and people_waiting(page).filter(user=user.pk).exists(),
    }


def people_waiting(page: ProgramPage) -> QuerySet[ProgramInterest]:
    """Whoever asked to be told and was not told yet, the longest first."""
    return ProgramInterest.objects.filter(page=page, told_at=None).order_by(
        "created_at", "pk"
    )


def already_counting(rule_id: int, user_id: int) -> int:
    """How many of the achievements that a rule names somebody holds."""
    count: int = (
        Award.objects.held_by(user_id)
        .filter(achievement__rule_leaves__rule=rule_id)
        .values("achievement")
        .distinct()
        .count()
    )
    return count
