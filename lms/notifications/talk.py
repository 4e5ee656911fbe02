"""Who is told of a post: read from the rooms' logs, a few seconds behind.

A post mentions somebody, answers somebody, or is simply new to whoever wants to hear
everything. It is told as the first of the three that holds, at most once, and never to
its author or to somebody who may not read the room.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from discussions.actions import following
from discussions.levels import Levels, levels_in, readers_among
from discussions.models import Discussion, LiveEvent, Mention, Post, ThreadReader
from discussions.models.rooms import FactKind
from discussions.models.talk import ReadLevel
from discussions.views.posts import place
from lms.accounts.models import User
from lms.core import clock
from lms.notifications.counts import tell_counts
from lms.notifications.delivery import out_of_quiet_for
from lms.notifications.models import (
    GROUPED,
    DeliveryPreference,
    Notification,
    NotificationKind,
)

FOLLOWER = "talk"
PAUSE = dt.timedelta(minutes=10)
"""Between a post and the mail about it: who reads along in the room gets none."""
LATE = dt.timedelta(days=2)
"""What was said longer ago is not mailed any more by itself; the inbox and digests have it."""
OLD = dt.timedelta(days=30)
COVERED = (FactKind.HIDE, FactKind.DELETE, FactKind.SHOW)

Kind = NotificationKind


def follow_talk() -> int:
    """Tell everybody of what was said since the last time; how many were told. Safe to
    repeat: the cursor moves in the transaction of what was told."""
    return following.walk(FOLLOWER, tell_of)


def tell_of(room: Discussion, events: list[LiveEvent]) -> int:
    """Tell of the posts among some facts of a room, and of helpful answers."""
    late = let_through(room, events)
    posts = posts_to_tell(events, late)
    told: set[int] = set()
    if posts:
        settle_read({post.thread_id for post in posts})
        audience = Audience.of(room, posts, late)
        for post in posts:
            for kind, users in audience.of_post(post).items():
                told |= tell(post, kind, users, audience)
    told |= tell_helpful(events)
    tell_counts(told | touched_by(events))
    return len(told)


def posts_to_tell(events: list[LiveEvent], late: set[int]) -> list[Post]:
    """Posts among some facts that can be read now, and those that were let through."""
    wanted = {e.post_id for e in events if e.kind == FactKind.POST} | late
    if not wanted:
        return []
    found = Post.objects.readable().filter(pk__in=wanted).order_by("seq")
    return list(found.select_related("thread", "reply_to"))


def let_through(room: Discussion, events: list[LiveEvent]) -> set[int]:
    """Posts that were held and may be read now: nobody was told of them before.

    One that was hidden and is shown again was told the first time.
    """
    said = {e.post_id for e in events if e.kind == FactKind.POST}
    shown = {e.post_id for e in events if e.kind == FactKind.SHOW} - said
    if not shown:
        return set()
    hidden = LiveEvent.objects.filter(
        discussion=room, post=OuterRef("pk"), kind=FactKind.HIDE
    )
    found = Post.objects.filter(
        ~Exists(hidden), pk__in=shown, created_at__gt=clock.now() - OLD
    )
    return set(found.values_list("pk", flat=True))


@dataclass(frozen=True)
class Audience:
    """Who may hear of some posts of one room, what they want, and when they sleep."""

    levels: Levels
    mentioned: dict[int, set[int]]
    people: dict[int, User]
    preferences: dict[int, DeliveryPreference]
    read: dict[tuple[int, int], int]
    late: set[int]

    @classmethod
    def of(cls, room: Discussion, posts: Collection[Post], late: set[int]) -> Audience:
        """Everybody whom these posts could concern: six queries, however many they are."""
        threads = {post.thread_id for post in posts}
        levels = levels_in(room.pk, threads)
        mentioned = defaultdict(set)
        rows = Mention.objects.filter(post__in=[post.pk for post in posts])
        for post_id, user_id in rows.values_list("post", "user"):
            mentioned[post_id].add(user_id)
        named = {user for users in mentioned.values() for user in users}
        named |= {post.reply_to.author_id for post in posts if post.reply_to}
        named |= {user for thread in threads for user in levels.hear_all(thread)}
        people = {p.pk: p for p in readers_among(room, named)}
        readers = ThreadReader.objects.filter(thread__in=threads, user__in=people)
        preferences = DeliveryPreference.objects.filter(user__in=people)
        return cls(
            levels,
            mentioned,
            people,
            {p.user_id: p for p in preferences},
            {
                (u, t): seq
                for u, t, seq in readers.values_list("user", "thread", "last_read_seq")
            },
            late,
        )

    def of_post(self, post: Post) -> dict[Kind, set[int]]:
        """Who is told of a post, and as what."""
        open_to = {u for u in self.people if self.wants(u, post)} - {post.author_id}
        mentioned = self.mentioned.get(post.pk, set()) & open_to
        answered = {post.reply_to.author_id} if post.reply_to else set()
        answered = (answered & open_to) - mentioned
        everything = self.levels.hear_all(post.thread_id) & open_to
        return {
            Kind.MENTION: mentioned,
            Kind.ANSWER: answered,
            Kind.TALK: everything - mentioned - answered,
        }

    def wants(self, user_id: int, post: Post) -> bool:
        """Whether somebody wants to hear of the thread, and has not read the post live."""
        thread = post.thread_id
        return self.levels.of(user_id, thread) != ReadLevel.OFF and (
            post.pk in self.late or self.read.get((user_id, thread), 0) < post.seq
        )

    def due(self, user_id: int, post: Post) -> dt.datetime | None:
        """When a mail about a post is due; None where a digest, or nobody, takes it."""
        level = self.levels.of(user_id, post.thread_id)
        if level not in (ReadLevel.ALL, ReadLevel.MENTIONS):
            return None
        if self.said_at(post) < clock.now() - LATE:
            return None
        person, preference = self.people[user_id], self.preferences.get(user_id)
        return out_of_quiet_for(person, preference, clock.now() + PAUSE)

    def said_at(self, post: Post) -> dt.datetime:
        """When others could first read a post."""
        return clock.now() if post.pk in self.late else post.created_at


def tell(
    post: Post, kind: Kind, users: Collection[int], audience: Audience
) -> set[int]:
    """Raise the count of who has an unread row of this kind and thread; else make one.

    Whoever was told of this post or a later one already is left alone. Locks the unread
    rows, so that somebody who reads them at this very moment gets a new one.
    """
    if not users:
        return set()
    mine = Notification.objects.filter(
        recipient__in=users, thread=post.thread_id, kind=kind
    )
    known = mine.unread() if post.pk in audience.late else mine
    known = known.filter(first_seq__lte=post.seq, seq__gte=post.seq)
    wanted = set(users) - set(known.values_list("recipient", flat=True))
    unread = list(mine.unread().filter(recipient__in=wanted).select_for_update())
    for row in unread:
        raise_by(row, post, audience)
    Notification.objects.bulk_update(unread, RAISED, batch_size=100)
    fresh = wanted - {row.recipient_id for row in unread}
    Notification.objects.bulk_create(
        [made(post, kind, user, audience) for user in sorted(fresh)],
        ignore_conflicts=True,
        batch_size=100,
    )
    return wanted


RAISED = [
    "count",
    "first_seq",
    "seq",
    "post",
    "mail_due_at",
    "emailed_at",
    "created_at",
]


def raise_by(row: Notification, post: Post, audience: Audience) -> None:
    """One more of the same; what was mailed already is due again for the rest."""
    due = audience.due(row.recipient_id, post)
    row.count += 1
    row.first_seq = min(row.first_seq or post.seq, post.seq)
    if post.seq > (row.seq or 0):
        row.seq, row.post, row.created_at = post.seq, post, audience.said_at(post)
    if due is not None:
        row.mail_due_at, row.emailed_at = row.mail_due_at or due, None


def made(post: Post, kind: Kind, user_id: int, audience: Audience) -> Notification:
    """The first of its kind in a thread since the last was read."""
    return Notification(
        recipient_id=user_id,
        kind=kind,
        dedupe_key=f"{kind}:{post.pk}",
        url=place(post),
        thread=post.thread,
        post=post,
        first_seq=post.seq,
        seq=post.seq,
        mail_due_at=audience.due(user_id, post),
        created_at=audience.said_at(post),
    )


def settle_read(threads: Iterable[int]) -> int:
    """Rows of talk that were read live are read: so that a later post begins a new one."""
    reader = ThreadReader.objects.filter(
        thread=OuterRef("thread"),
        user=OuterRef("recipient"),
        last_read_seq__gte=OuterRef("seq"),
        last_read_at__gte=OuterRef("created_at"),
    )
    unread = Notification.objects.unread().filter(Exists(reader), kind__in=GROUPED)
    return int(unread.filter(thread__in=list(threads)).update(read_at=clock.now()))


def tell_helpful(events: list[LiveEvent]) -> set[int]:
    """Tell authors, on the site alone, that an answer of theirs was marked helpful."""
    marked = {e.post_id for e in events if e.kind == FactKind.HELPFUL}
    posts = Post.objects.readable().filter(
        pk__in=marked, helpful_at__isnull=False, author__anonymized_at=None
    )
    told = set()
    for post in posts.select_related("thread") if marked else ():
        if post.helpful_by_id == post.author_id:
            continue
        _row, created = Notification.objects.get_or_create(
            recipient_id=post.author_id,
            dedupe_key=f"helpful:{post.pk}",
            defaults={
                "kind": Kind.HELPFUL,
                "url": place(post),
                "thread": post.thread,
                "post": post,
                "created_at": post.helpful_at,
            },
        )
        if created:
            told.add(post.author_id)
    return told


def touched_by(events: list[LiveEvent]) -> set[int]:
    """Whose count may have changed because words were covered, or uncovered."""
    covered = {e.thread_id for e in events if e.kind in COVERED}
    if not covered:
        return set()
    unread = Notification.objects.unread().filter(thread__in=covered)
    return set(unread.values_list("recipient", flat=True))
