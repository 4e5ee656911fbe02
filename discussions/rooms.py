"""Reads for a room: what is said in it, and what the reader may do there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Q, QuerySet

from courses.models import CohortMembership, Enrollment, StepPage
from courses.models.cohorts import CohortRole
from discussions.actions.posts import check_may_post
from discussions.actions.threads import step_thread
from discussions.errors import MayNotPost
from discussions.live.frames import shown
from discussions.models import Discussion, Post, Thread, ThreadReader
from discussions.permissions import can_moderate
from lms.accounts.models import User
from lms.core import clock

POSTS_SHOWN = 200
QUIET_DAYS = 14


@dataclass
class Group:
    """A post and what was answered to it; `root` is None when it is further back."""

    root: Post | None
    replies: list[Post] = field(default_factory=list)
    is_first_new: bool = False

    @property
    def seq(self) -> int:
        """The number of its first post."""
        return self.root.seq if self.root else self.replies[0].seq


@dataclass
class Talk:
    """One thread as somebody sees it."""

    thread: Thread | None
    groups: list[Group]
    earlier: int | None = None
    new_count: int = 0
    read_at: object = None


@dataclass
class RoomView:
    """A room as somebody sees it: beside a step, or whole.

    `seq` is the number up to which this view is true: the socket goes on from there.
    """

    discussion: Discussion
    seq: int
    step: StepPage | None
    talks: list[Talk]
    why_not: str
    readers: int
    facilitators: list[str]
    is_moderator: bool
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def may_post(self) -> bool:
        """Whether the composer stands open."""
        return not self.why_not


def room_view(
    discussion: Discussion,
    user: User,
    *,
    step: StepPage | None,
    before: int | None = None,
) -> RoomView:
    """The room beside a step, or the whole room, for one reader.

    The number is read first: what is said while the rest is read comes twice, by page and
    by socket, and is recognized by its id; it is never missed.
    """
    seq = Discussion.objects.values_list("last_seq", flat=True).get(pk=discussion.pk)
    if step is not None:
        thread = step_thread(discussion, step)
        talks = [talk(thread, user, before)] if thread else [Talk(None, [])]
    else:
        talks = whole(discussion)
    people = CohortMembership.objects.filter(
        cohort=discussion.cohort_id, left_at__isnull=True
    )
    facilitators = people.filter(role=CohortRole.FACILITATOR).values_list(
        "user__display_name", flat=True
    )
    return RoomView(
        discussion=discussion,
        seq=seq,
        step=step,
        talks=talks,
        why_not=why_not(user, discussion),
        readers=people.exclude(role=CohortRole.FACILITATOR).count(),
        facilitators=list(facilitators),
        is_moderator=can_moderate(user, discussion),
    )


def why_not(user: User, discussion: Discussion) -> str:
    """Why somebody may not write here now; empty when they may."""
    try:
        check_may_post(user, discussion)
    except (MayNotPost, PermissionDenied) as refusal:
        return str(refusal)
    return ""


def talk(thread: Thread, user: User, before: int | None = None) -> Talk:
    """The newest posts of a thread (or those before a number), grouped under what they answer."""
    posts = Post.objects.filter(thread=thread)
    found = newest(posts.filter(seq__lt=before) if before else posts, POSTS_SHOWN)
    groups = grouped(found)
    has_earlier = bool(found) and len(found) == POSTS_SHOWN
    made = Talk(thread, groups, earlier=found[0].seq if has_earlier else None)
    reader = ThreadReader.objects.filter(thread=thread, user=user).first()
    if reader is not None:
        mark_new(made, found, user, reader)
    return made


def mark_new(made: Talk, found: list[Post], user: User, reader: ThreadReader) -> None:
    """Where the reader left off."""
    fresh = [
        p for p in found if p.seq > reader.last_read_seq and p.author_id != user.pk
    ]
    made.new_count, made.read_at = len(fresh), reader.last_read_at
    first = next((g for g in made.groups if g.seq > reader.last_read_seq), None)
    if fresh and first is not None:
        first.is_first_new = True


def whole(discussion: Discussion) -> list[Talk]:
    """All threads of a room, the one with the newest post last, with their last posts."""
    threads = list(discussion.threads.order_by("last_posted_at", "pk"))
    posts = newest(Post.objects.filter(discussion=discussion), POSTS_SHOWN)
    by_thread: dict[int, list[Post]] = {t.pk: [] for t in threads}
    for post in posts:
        by_thread[post.thread_id].append(post)
    return [Talk(t, grouped(by_thread[t.pk])) for t in threads]


def newest(posts: QuerySet[Post], count: int) -> list[Post]:
    """The last posts, the oldest of them first, ready to be shown."""
    ids = list(posts.order_by("-seq").values_list("pk", flat=True)[:count])
    return sorted(shown(Post.objects.filter(pk__in=ids)).values(), key=lambda p: p.seq)


def grouped(posts: Iterable[Post]) -> list[Group]:
    """Posts in the order in which talk began, each with its replies."""
    groups: dict[int, Group] = {}
    for post in posts:
        if post.reply_to_id is None:
            groups[post.pk] = Group(post)
        else:
            groups.setdefault(post.reply_to_id, Group(None)).replies.append(post)
    return list(groups.values())


def quiet_members(discussion: Discussion) -> list[tuple[User, dt.datetime]]:
    """Learners of the cohort who did nothing in its courses for 14 days, longest first."""
    cohort = discussion.cohort_id
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    rows = (
        Enrollment.objects.filter(
            course__cohort_courses__cohort=cohort,
            user__cohort_memberships__cohort=cohort,
            user__cohort_memberships__role=CohortRole.LEARNER,
            user__cohort_memberships__left_at__isnull=True,
        )
        .values("user")
        .annotate(
            last=Max("last_active_at"), waiting=Count("pk", filter=Q(status="active"))
        )
        .filter(last__lt=border, waiting__gt=0)
        .order_by("last")[:20]
    )
    people = User.objects.in_bulk([r["user"] for r in rows])
    return [(people[r["user"]], r["last"]) for r in rows]


def unanswered(discussion: Discussion) -> list[Post]:
    """Visible posts that nobody answered, the newest first; a facilitator's own aside."""
    found = (
        Post.objects.readable()
        .filter(discussion=discussion, reply_to__isnull=True)
        .annotate(answers=Count("replies", filter=Q(replies__state="visible")))
        .filter(answers=0)
        .exclude(
            author__in=CohortMembership.objects.filter(
                cohort=discussion.cohort_id, role=CohortRole.FACILITATOR
            ).values("user")
        )
        .order_by("-seq")
    )
    return list(found.select_related("author", "thread")[:10])
