"""Everything that goes over the socket: frames to the client, and reasons to close.

`docs/reference/socket.md` describes them; a test compares the two. An event's HTML is
rendered from the rows as they are now, so hidden text is in none, whatever its age.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import translation

from courses.models import CohortMembership
from courses.models.cohorts import CohortRole
from discussions.models import LiveEvent, ModerationAction, Post, Thread
from discussions.models.care import Verb
from discussions.models.rooms import FactKind
from discussions.signs import dress
from lms.core.templatetags.ui import iso

FRAME_TYPES = (
    "event", "batch", "ready", "reload", "access", "here", "typing", "inbox", "beat",
    "error",
)  # fmt: skip
KINDS = tuple(FactKind.values)
OF_A_THREAD = frozenset({FactKind.THREAD, FactKind.PIN, FactKind.LOCK})
# What a fact's own data adds to its frame.
TOLD: dict[str, tuple[str, ...]] = {
    FactKind.PIN: ("pinned",),
    FactKind.LOCK: ("locked",),
    FactKind.SESSION: ("session",),
}
ALL = slice(None)

GOING_DOWN, RESTART, TOO_BIG = 1001, 1012, 1009
BAD_FRAMES, SIGN_IN, NOT_YOURS, NO_PATH = 4400, 4401, 4403, 4404
BEHIND, TOO_MANY = 4408, 4429
CLOSE_CODES = (
    GOING_DOWN, RESTART, TOO_BIG, BAD_FRAMES, SIGN_IN, NOT_YOURS, NO_PATH, BEHIND,
    TOO_MANY,
)  # fmt: skip


def render(events: Sequence[LiveEvent], *, language: str) -> list[dict[str, Any]]:
    """Log entries as frames of type "event", in one language; one query a kind of row."""
    posts = shown(Post.objects.filter(pk__in={e.post_id for e in events if e.post_id}))
    named = {e.thread_id for e in events if e.thread_id and e.kind in OF_A_THREAD}
    threads = shown_threads(Thread.objects.filter(pk__in=named)) if named else []
    with translation.override(language):
        html = {pk: post_html(post) for pk, post in posts.items()}
        rows = {thread.pk: thread_html(thread) for thread in threads}
        return [_frame(event, html, rows) for event in events]


def _frame(
    event: LiveEvent, html: dict[int, str], rows: dict[int, str]
) -> dict[str, Any]:
    frame: dict[str, Any] = {"type": "event", "seq": event.seq, "kind": event.kind}
    if event.thread_id:
        frame["thread"] = event.thread_id
    if event.post_id in html:
        frame |= {"post": event.post_id, "html": html[event.post_id]}
    elif event.kind in OF_A_THREAD and event.thread_id in rows:
        frame["html"] = rows[event.thread_id]
    for word in TOLD.get(event.kind, ()):
        frame[word] = event.data.get(word)
    return frame


def post_html(post: Post) -> str:
    """A post's fragment: the same bytes in page, answer and frame."""
    return render_to_string("discussions/_post.html", {"post": post})


def thread_html(thread: Thread) -> str:
    """A thread's row in the list: the same bytes in page and frame, for everybody."""
    return render_to_string("discussions/_thread_row.html", {"thread": thread})


def shown_threads(threads: QuerySet[Thread], part: slice = ALL) -> list[Thread]:
    """Threads ready for their rows: with step, last readable post, helpful mark.

    Two queries, however many threads.
    """
    said = Post.objects.readable().filter(thread=OuterRef("pk"))
    found: list[Any] = list(
        threads.select_related("author", "step").annotate(
            last_id=Subquery(said.order_by("-seq").values("pk")[:1]),
            has_helpful=Exists(said.filter(helpful_at__isnull=False)),
        )[part]
    )
    wanted = [t.last_id for t in found if t.last_id]
    last = Post.objects.select_related("author").in_bulk(wanted)
    for thread in found:
        thread.last = last.get(thread.last_id)
    return found


def shown(posts: QuerySet[Post]) -> dict[int, Post]:
    """Posts ready to be shown, by id: with author, thread, role, signs and pictures.

    Four queries, however many posts; one more when some are hidden.
    """
    found: dict[int, Post] = {
        p.pk: p
        for p in posts.select_related("author", "thread", "discussion", "helpful_by")
    }
    if not found:
        return found
    cohorts = {p.discussion.cohort_id for p in found.values()}
    facilitators = set(
        CohortMembership.objects.filter(
            cohort__in=cohorts, role=CohortRole.FACILITATOR
        ).values_list("cohort_id", "user_id")
    )
    dress(found.values())
    by_rule = hidden_by_rule([p.pk for p in found.values() if p.is_hidden])
    for post in found.values():
        post.hidden_by_rule = post.pk in by_rule
        if (post.discussion.cohort_id, post.author_id) in facilitators:
            post.role = "facilitator"
    return found


def hidden_by_rule(hidden: Sequence[int]) -> set[int]:
    """Which of these hidden posts enough flags hid, before a facilitator had looked."""
    if not hidden:
        return set()
    lines = ModerationAction.objects.filter(post__in=hidden, verb=Verb.HIDE)
    last = dict(lines.order_by("pk").values_list("post", "moderator"))
    return {post for post, moderator in last.items() if moderator is None}


def text(frame: dict[str, Any]) -> str:
    """A frame as it goes over the wire."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def batch(parts: Sequence[str]) -> str:
    """Several event frames as one; a single one stays as it is."""
    if len(parts) == 1:
        return parts[0]
    return '{"type":"batch","events":[' + ",".join(parts) + "]}"


def ready(epoch: UUID, seq: int, may_post: bool) -> dict[str, Any]:
    """The backlog is told; from here on it is live."""
    return {"type": "ready", "epoch": str(epoch), "seq": seq, "may_post": may_post}


def reload(why: str) -> dict[str, Any]:
    """Fetch the page again: "epoch" (restored from a backup) or "gap" (pruned)."""
    return {"type": "reload", "why": why}


def access(may_post: bool, until: Any, why: str) -> dict[str, Any]:
    """What one may do has changed: the composer follows."""
    frame: dict[str, Any] = {"type": "access", "may_post": may_post, "why": why}
    return frame | {"until": iso(until)} if until else frame


def here(names: Iterable[str]) -> dict[str, Any]:
    """Who has this room open now."""
    known = sorted(names, key=str.casefold)
    return {"type": "here", "count": len(known), "names": known[:20]}


def typing(user: UUID, name: str, thread: int) -> dict[str, Any]:
    """Somebody is writing in a thread."""
    return {"type": "typing", "user": str(user), "name": name, "thread": thread}


def inbox(unread: int) -> dict[str, Any]:
    """How many notifications somebody has not read."""
    return {"type": "inbox", "unread": unread}


def beat() -> dict[str, Any]:
    """Nothing happened, and the connection lives."""
    return {"type": "beat"}


def error(code: str, message: str, retry_after: int = 0) -> dict[str, Any]:
    """A frame of the client's was refused: "bad_frame" or "rate"."""
    frame: dict[str, Any] = {"type": "error", "code": code, "message": message}
    return frame | {"retry_after": retry_after} if retry_after else frame
