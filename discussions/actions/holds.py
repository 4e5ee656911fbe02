"""What waits in a room before everybody may read it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from discussions.actions.notes import note
from discussions.events import PostHeld
from discussions.models import Discussion, ModerationAction, Post
from discussions.models.care import Verb
from discussions.models.talk import PostState
from discussions.permissions import can_moderate
from discussions.rules import holding
from discussions.rules.holding import Rules
from lms.accounts.models import User
from lms.core.errors import require
from lms.core.events import publish


def rules_of(room: Discussion) -> Rules:
    """What waits in a room."""
    return Rules(room.holds_links, room.holds_first_posts, room.held_words)


def why_held(
    room: Discussion,
    *,
    by: User,
    body: str,
    html: str = "",
    is_first: bool | None = None,
) -> str:
    """Why what somebody says waits for a look; empty: it stands at once.

    Asks the database only in a room that holds first posts, and about who looks after it
    only when something would wait: a moderator's words never do. `html`: what readers
    see of the body. `is_first` False: an edit of what stood already.
    """
    rules = rules_of(room)
    if rules == Rules():
        return ""
    if is_first is None:
        is_first = rules.first_posts and not (
            Post.objects.readable().filter(discussion=room, author=by).exists()
        )
    why = holding.why_held(rules, body, html=html, is_first=is_first)
    return "" if not why or can_moderate(by, room) else why


@transaction.atomic
def note_held(post: Post, why: str, *, before: str = "") -> None:
    """Write down that a rule holds a post, once. Publishes PostHeld.

    `before` is "visible" for the edit of a post that stood.
    """
    lines = ModerationAction.objects.filter(post=post, verb=Verb.HOLD)
    if not before and lines.exists():
        return
    note(
        post.discussion, by=None, verb=Verb.HOLD, post=post, member_id=post.author_id,
        reason=sentence(why), before=before, after=PostState.HELD,
    )  # fmt: skip
    publish(
        PostHeld(
            post_id=post.pk,
            user_id=post.author_id,
            cohort_id=post.discussion.cohort_id,
            why=why,
        )
    )


def sentence(why: str) -> str:
    """Why a post waits, in words for its author and for the log."""
    said = {
        holding.WORD: _("It has a word that this room looks at first."),
        holding.LINK: _("It has a link, and this room looks at links first."),
        holding.FIRST: _("It is a first post, and this room reads those first."),
    }
    return said[why]


@transaction.atomic
def change_rules(
    discussion: Discussion, *, by: User, rules: Rules, reason: str, **why: Any
) -> None:
    """Choose what waits in a room from now on; what was said already stands.

    Idempotent. Locks the room. Raises PermissionDenied.
    """
    require(can_moderate(by, discussion))
    room = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    rules = rules._replace(words="\n".join(holding.tidy_words(rules.words)))
    before = rules_of(room)
    if rules == before:
        return
    room.holds_links, room.holds_first_posts, room.held_words = rules
    room.save(update_fields=["holds_links", "holds_first_posts", "held_words"])
    note(
        room, by=by, verb=Verb.RULES, reason=reason, before=before.dump(),
        after=rules.dump(), **why,
    )  # fmt: skip
