"""Sessions on pages that this app does not compose: My learning, the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from discussions.pages import sessions as reads

if TYPE_CHECKING:
    from discussions.models import Discussion
    from lms.accounts.models import User

register = template.Library()


@register.simple_tag
def my_sessions(user: User) -> list[reads.Line]:
    """The next sessions of somebody's own cohorts: one query."""
    return reads.my_sessions(user)


@register.simple_tag
def desk_sessions(discussion: Discussion, user: User) -> dict[str, Any]:
    """What a facilitator has ahead, and which recaps are missing: two queries."""
    return {
        "coming": reads.coming_sessions(discussion, user),
        "without_recap": reads.without_recap(discussion),
    }
