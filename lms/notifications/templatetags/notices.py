"""What every page says about the inbox, and what somebody wants to hear of a place.

`{% load notices %}`, then `{% unread_count as unread %}`,
`{% level_of_room discussion as level %}`, `{% level_of_thread thread as level %}`.
"""

from typing import Any

from django import template

from discussions import levels
from discussions.models import Discussion, Thread
from discussions.models.talk import ReadLevel
from lms.notifications.counts import unread_of

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_count(context: dict[str, Any]) -> int:
    """How many notifications the reader of this page has not read; one query."""
    user = context.get("user")
    return unread_of(user) if user is not None and user.is_authenticated else 0


@register.simple_tag(takes_context=True)
def level_of_room(context: dict[str, Any], room: Discussion) -> str:
    """What the reader of this page wants to hear of a room."""
    return levels.level_of_room(context["user"], room.pk)


@register.simple_tag(takes_context=True)
def level_of_thread(context: dict[str, Any], thread: Thread) -> str:
    """What the reader of this page wants to hear of a thread; empty: as of its room."""
    return levels.own_level_of_thread(context["user"], thread.pk)


@register.simple_tag
def read_levels() -> list[tuple[str, Any]]:
    """The four choices, each with its words."""
    return list(ReadLevel.choices)
