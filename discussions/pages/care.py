"""Reads about one post or one person: what was decided, and what may be done now."""

from __future__ import annotations

from typing import Any

from discussions.forms.care import FlagForm, ReminderForm
from discussions.models import Flag, ModerationAction, Post
from discussions.models.care import Verb
from discussions.pages.decisions import decision_about, stands
from discussions.permissions import can_flag_post, can_hide_post, can_moderate
from lms.accounts.models import User


def care_of(post: Post, user: User) -> dict[str, Any]:
    """What looking after a post asks for on its page, for one reader.

    Why it is hidden or held, and what was said to its author, know the author and the
    moderators; what it says meanwhile, the moderators (and of a held post its author).
    """
    is_author = user.pk == post.author_id
    moderates = can_moderate(user, post.discussion)
    is_covered = post.state in (Post.State.HIDDEN, Post.State.HELD)
    lines = lines_about(post) if moderates or is_author else []
    decision = decision_about(post) if is_author and post.is_hidden else None
    asked = getattr(decision, "appeal", None)
    return {
        "can_flag": can_flag_post(user, post),
        "can_hide": can_hide_post(user, post),
        "can_appeal": decision is not None and asked is None and stands(decision),
        "appeal": asked,
        "flag_form": FlagForm(),
        "reminder_form": ReminderForm(),
        "flags": list(waiting_flags(post, user)) if moderates else [],
        "reads_hidden": moderates and not post.is_visible,
        "reads_own": is_author and post.state == Post.State.HELD,
        "revisions": post.revisions.order_by("-replaced_at") if moderates else [],
        "why_hidden": _why(lines, Verb.HIDE) if is_covered else "",
        "why_held": _why(lines, Verb.HOLD) if post.state == Post.State.HELD else "",
        "reminders": [x for x in lines if x.verb == Verb.REMIND],
    }


def lines_about(post: Post) -> list[ModerationAction]:
    """What was decided about a post, the newest first."""
    return list(
        ModerationAction.objects.filter(post=post)
        .select_related("moderator")
        .order_by("-pk")
    )


def waiting_flags(post: Post, user: User) -> list[Flag]:
    """Its open flags; who asked is told to a site administrator alone."""
    found = post.flags.awaiting_review()
    return list(found.select_related("reporter") if user.is_superuser else found)


def _why(lines: list[ModerationAction], verb: str) -> str:
    """The reason of the newest line of a kind."""
    return next((line.reason for line in lines if line.verb == verb), "")
