"""Reads for threads: which a room has, what is said in one, where a reader left off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    F,
    IntegerField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from courses.models import StepPage
from discussions.live.frames import shown, shown_threads
from discussions.models import Discussion, Post, Thread, ThreadReader
from lms.accounts.models import User

POSTS_SHOWN = 50
THREADS_SHOWN = 20


@dataclass
class Group:
    """A post and what was answered to it.

    `is_cut`: the post is older than the page on which an answer to it stands, so the
    answers before that one are elsewhere.
    """

    root: Post
    replies: list[Post] = field(default_factory=list)
    is_cut: bool = False


@dataclass
class Talk:
    """One thread as somebody sees it: a page of its posts, and where they left off.

    `earlier` is the number before which the page before this one ends; `new_count` are
    the posts of others after what the reader has read, `first_new` the first of them.
    """

    thread: Thread | None
    groups: list[Group] = field(default_factory=list)
    earlier: int | None = None
    is_latest: bool = True
    new_count: int = 0
    first_new: int | None = None
    first_new_is_here: bool = False
    read_at: dt.datetime | None = None


class Row(NamedTuple):
    """A thread in the list, and what the reader has not seen of it.

    `is_known`: the reader has opened it before.
    """

    thread: Thread
    fresh: int
    is_known: bool
    read_at: dt.datetime | None


class Listed(NamedTuple):
    """A page of a room's threads; `older` is the number of the next page, if any."""

    rows: list[Row]
    page: int
    older: int | None


def talk(
    thread: Thread, user: User, *, before: int | None = None, at: int | None = None
) -> Talk:
    """The newest posts of a thread, those before a number, or those around one."""
    posts = Post.objects.filter(thread=thread)
    if at is not None:
        before = end_of_page_with(posts, at)
    window = posts.filter(seq__lt=before) if before is not None else posts
    found = list(
        window.order_by("-seq").values_list("seq", "pk", "reply_to")[: POSTS_SHOWN + 1]
    )
    has_earlier, found = len(found) > POSTS_SHOWN, found[:POSTS_SHOWN]
    first = found[-1][0] if found else 0
    ids = {pk for _, pk, _ in found} | {root for _, _, root in found if root}
    made = Talk(
        thread,
        grouped(shown(Post.objects.filter(pk__in=ids)).values(), first),
        earlier=first if has_earlier else None,
        is_latest=before is None,
    )
    mark_new(made, posts, user, first)
    return made


def end_of_page_with(posts: QuerySet[Post], seq: int) -> int | None:
    """Before which number a page ends that has this one in its middle; None: the last."""
    after = posts.filter(seq__gt=seq).order_by("seq").values_list("seq", flat=True)
    following = list(after[: POSTS_SHOWN // 2 + 1])
    return following[-1] if len(following) > POSTS_SHOWN // 2 else None


def grouped(posts: Iterable[Post], first: int) -> list[Group]:
    """Posts in the order in which talk began, each with its replies.

    Roots before `first`, the page's first number, are here for an answer's sake.
    """
    groups: dict[int, Group] = {}
    for post in sorted(posts, key=lambda p: p.seq):
        if post.reply_to_id is None:
            groups[post.pk] = Group(post, is_cut=post.seq < first)
        else:
            groups[post.reply_to_id].replies.append(post)
    return list(groups.values())


def mark_new(made: Talk, posts: Any, user: User, first: int) -> None:
    """Where the reader left off, and how much was said since."""
    reader = ThreadReader.objects.filter(thread=made.thread, user=user).first()
    if reader is None:
        return
    fresh = posts.readable().filter(seq__gt=reader.last_read_seq).exclude(author=user)
    counted = fresh.aggregate(count=Count("pk"), first=Min("seq"))
    made.new_count, made.first_new = counted["count"], counted["first"]
    made.read_at = reader.last_read_at
    made.first_new_is_here = bool(made.first_new and made.first_new >= first)


def listed(room: Discussion, user: User, *, page: int = 1) -> Listed:
    """A page of a room's threads: pinned first, then where something was said last."""
    threads = room.threads.order_by(
        F("pinned_at").desc(nulls_last=True), "-last_posted_at", "-pk"
    )
    start = (page - 1) * THREADS_SHOWN
    rows = rows_of(threads, user, slice(start, start + THREADS_SHOWN + 1))
    has_more = len(rows) > THREADS_SHOWN
    return Listed(rows[:THREADS_SHOWN], page, page + 1 if has_more else None)


def listed_beside(room: Discussion, step: StepPage, user: User) -> list[Row]:
    """The further threads that stand beside a step; its own prompt's is not among them."""
    further = room.threads.filter(step_id=step.pk).exclude(
        prompt_id=step.translation_key
    )
    newest = further.order_by(F("pinned_at").desc(nulls_last=True), "-last_posted_at")
    return rows_of(newest, user, slice(0, THREADS_SHOWN))


def rows_of(threads: QuerySet[Thread], user: User, part: slice) -> list[Row]:
    """Threads as rows of a list, with what the reader has not seen: two queries."""
    mine = ThreadReader.objects.filter(thread=OuterRef("pk"), user=user)
    asked = threads.annotate(
        read_seq=Subquery(mine.values("last_read_seq")[:1]),
        read_at=Subquery(mine.values("last_read_at")[:1]),
    ).annotate(
        fresh=Coalesce(
            Subquery(
                Post.objects.readable()
                .filter(thread=OuterRef("pk"))
                .filter(seq__gt=OuterRef("read_seq"))
                .exclude(author=user)
                .order_by()
                .values("thread")
                .annotate(count=Count("pk"))
                .values("count"),
                output_field=IntegerField(),
            ),
            Value(0),
        )
    )
    found: list[Any] = list(shown_threads(asked, part))
    return [Row(t, t.fresh, t.read_seq is not None, t.read_at) for t in found]


def step_thread(discussion: Discussion, step: StepPage) -> Thread | None:
    """The thread of a step's own prompt, once somebody has posted there."""
    found: Thread | None = Thread.objects.filter(
        discussion=discussion, step_id=step.pk, prompt_id=step.translation_key
    ).first()
    return found
