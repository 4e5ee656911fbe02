"""The record of moderation of a community's rooms, as tables for whoever must answer for it.

Every flag with its reporter, every decision, and what flagged posts said, hidden or not:
this is read by a safeguarding officer and by nobody else. Reads only; who may ask decides
`actions.exporting`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from discussions.models import (
    Appeal,
    Discussion,
    Flag,
    ModerationAction,
    Post,
    PostRevision,
)
from lms.core.templatetags.ui import iso


class Table(NamedTuple):
    """One sheet of the record: a name, its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]]


class Span(NamedTuple):
    """From one moment on, up to another."""

    since: dt.datetime
    until: dt.datetime

    def of(self, field: str) -> Q:
        """Rows whose moment lies within."""
        return Q(**{f"{field}__gte": self.since, f"{field}__lt": self.until})


def rooms_of(audience: str) -> QuerySet[Discussion]:
    """A community's rooms; of no community: the rooms that are everybody's."""
    if audience:
        return Discussion.objects.filter(cohort__series__audience=audience)
    everybody = Q(cohort__series__isnull=True) | Q(cohort__series__audience="")
    return Discussion.objects.filter(everybody)


def tables(audience: str, span: Span) -> list[Table]:
    """The whole record: one query a table, however many rows."""
    rooms = rooms_of(audience)
    flags = list(flags_in(rooms, span))
    lines = list(lines_in(rooms, audience, span))
    posts = {f.post_id for f in flags} | {x.post_id for x in lines if x.post_id}
    return [
        Table("flags", FLAG_COLUMNS, [flag_row(f) for f in flags]),
        Table("decisions", LINE_COLUMNS, [line_row(x) for x in lines]),
        Table("appeals", APPEAL_COLUMNS, list(appeal_rows(lines))),
        Table("posts", POST_COLUMNS, list(post_rows(posts))),
        Table("earlier-words", REVISION_COLUMNS, list(revision_rows(posts))),
    ]


FLAG_COLUMNS = (
    "flag", "cohort", "post", "author", "reporter", "reason", "note", "state",
    "flagged_at", "decided_at", "decided_by",
)  # fmt: skip
LINE_COLUMNS = (
    "decision", "scope", "cohort", "at", "moderator", "deed", "member", "post", "reason",
    "before", "after", "takes_back", "restricted_until",
)  # fmt: skip
APPEAL_COLUMNS = (
    "decision", "by", "words", "at", "state", "decided_at", "decided_by", "answer"
)  # fmt: skip
POST_COLUMNS = ("post", "cohort", "thread", "author", "at", "state", "words")
REVISION_COLUMNS = ("post", "words", "replaced_at")


def flags_in(rooms: QuerySet[Discussion], span: Span) -> QuerySet[Flag]:
    """Flags that were made, or decided, in these days."""
    found: QuerySet[Flag] = Flag.objects.filter(
        span.of("created_at") | span.of("resolved_at"), post__discussion__in=rooms
    )
    return found.select_related(
        "post__discussion__cohort", "post__author", "reporter", "resolved_by"
    ).order_by("created_at", "pk")


def lines_in(
    rooms: QuerySet[Discussion], audience: str, span: Span
) -> QuerySet[ModerationAction]:
    """Decisions in these rooms, and those about the whole community."""
    where = Q(discussion__in=rooms)
    where |= Q(discussion__isnull=True, scope=audience or "site")
    return (
        ModerationAction.objects.filter(where, span.of("created_at"))
        .select_related("discussion__cohort", "moderator", "member", "restriction")
        .order_by("created_at", "pk")
    )


def flag_row(f: Flag) -> list[str]:
    """One flag."""
    post = f.post
    return told(
        f.pk, post.discussion.cohort.name, post.pk, post.author, f.reporter,
        f.get_reason_display(), f.note, f.get_state_display(), f.created_at,
        f.resolved_at, f.resolved_by,
    )  # fmt: skip


def line_row(x: ModerationAction) -> list[str]:
    """One decision."""
    return told(
        x.pk, x.scope, x.discussion.cohort.name if x.discussion else "", x.created_at,
        x.moderator, x.get_verb_display(), x.member, x.post_id, x.reason, x.before,
        x.after, x.undoes_id, x.restriction.until if x.restriction else None,
    )  # fmt: skip


def appeal_rows(lines: Iterable[ModerationAction]) -> Iterator[list[str]]:
    """Appeals against these decisions."""
    found = Appeal.objects.filter(action__in=[x.pk for x in lines])
    for a in found.select_related("by", "decided_by").order_by("pk"):
        yield told(
            a.action_id, a.by, a.words, a.created_at, a.get_state_display(),
            a.decided_at, a.decided_by, a.answer,
        )  # fmt: skip


def post_rows(ids: set[int]) -> Iterator[list[str]]:
    """What the posts say, hidden ones too; a deleted one says nothing any more."""
    found = Post.objects.filter(pk__in=ids).order_by("pk")
    for p in found.select_related("discussion__cohort", "thread", "author"):
        yield told(
            p.pk, p.discussion.cohort.name, p.thread.title, p.author, p.created_at,
            p.get_state_display(), p.body,
        )  # fmt: skip


def revision_rows(ids: set[int]) -> Iterator[list[str]]:
    """What they said before they were edited."""
    for r in PostRevision.objects.filter(post__in=ids).order_by("post", "pk"):
        yield told(r.post_id, r.body, r.replaced_at)


def told(*values: Any) -> list[str]:
    """Cells: moments in UTC, people by name and public id, nothing as empty."""
    return [cell(value) for value in values]


def cell(value: Any) -> str:
    """One cell."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return iso(value)
    if hasattr(value, "public_id"):
        return f"{value.display_name} ({value.public_id})"
    return str(value)
