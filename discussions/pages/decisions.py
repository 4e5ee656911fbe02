"""Reads about decisions: which one somebody met, and whether it still stands."""

from __future__ import annotations

from discussions.models import ModerationAction, Post
from discussions.models.care import Verb
from discussions.permissions import APPEALABLE
from lms.core import clock


def decision_about(post: Post) -> ModerationAction | None:
    """The newest decision by which a hidden post is hidden, for its author to appeal."""
    found: ModerationAction | None = (
        ModerationAction.objects.filter(post=post, verb__in=(Verb.HIDE, Verb.UPHOLD))
        .select_related("discussion__cohort__series", "appeal")
        .order_by("-pk")
        .first()
    )
    return found if post.is_hidden else None


def decision_behind(restriction_id: int) -> ModerationAction | None:
    """The decision by which somebody is restricted."""
    found: ModerationAction | None = (
        ModerationAction.objects.filter(
            restriction=restriction_id, verb__in=(Verb.MUTE, Verb.BAN)
        )
        .select_related("discussion__cohort__series", "appeal")
        .order_by("-pk")
        .first()
    )
    return found


def stands(line: ModerationAction) -> bool:
    """Whether a decision is still in force."""
    if line.verb not in APPEALABLE or hasattr(line, "undone_by"):
        return False
    if line.restriction is not None:
        now, until = clock.now(), line.restriction.until
        return line.restriction.lifted_at is None and (until is None or until > now)
    return bool(line.post and line.post.is_hidden)
