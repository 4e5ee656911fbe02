"""Digests: what is new in somebody's rooms since the last one, once a day or a week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from courses.models import Cohort
from discussions.levels import DEFAULT
from discussions.models import Discussion, Post, RoomReader, Thread, ThreadReader
from discussions.models.rooms import member_of
from discussions.models.talk import ReadLevel
from lms.accounts.models import User
from lms.core import clock, mail
from lms.notifications import tasks
from lms.notifications.delivery import due_after, speaking_to
from lms.notifications.hours import PERIODS
from lms.notifications.mailing import Line, concerning, line
from lms.notifications.models import DeliveryPreference
from lms.notifications.unsubscribing import address_of, headers_for, token_for

POSTS_SHOWN = 3
THREADS_SHOWN = 12
WORDS_LENGTH = 200
FURTHEST = dt.timedelta(days=14)
SETTLED = dt.timedelta(minutes=1)
"""A digest ends a minute ago: what carries that moment has been committed by now."""


@dataclass
class ThreadNews:
    """What is new to somebody in a thread: how much, and the first words of some of it."""

    thread: Thread
    count: int = 0
    shown: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many posts are not shown."""
        return self.count - len(self.lines)


@dataclass
class RoomNews:
    """What is new to somebody in a room."""

    room: Cohort
    threads: list[ThreadNews]


def queue_digests() -> int:
    """Queue every digest that is due; how many. Each minute.

    One transaction claims it, says when the next one is due, and queues the task: two
    workers queue it once, and a killed one not at all or once.
    """
    due = DeliveryPreference.objects.filter(digest_due_at__lte=clock.now())
    return sum(queue_digest(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def queue_digest(preference_id: int) -> bool:
    """Claim one digest and queue it. Locks the preference."""
    now = clock.now()
    row = (
        DeliveryPreference.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=preference_id, digest_due_at__lte=now)
        .select_related("user")
        .first()
    )
    if row is None:
        return False
    row.digest_due_at = due_after(row, now) if row.user.is_active else None
    row.save(update_fields=["digest_due_at"])
    if row.user.is_active:
        tasks.mail_digest.enqueue(row.user_id, (now - SETTLED).isoformat())
    return row.user.is_active


@transaction.atomic
def mail_digest(user_id: int, until: str) -> bool:
    """Mail somebody's digest up to a moment; whether there was anything new. Safe to repeat.

    What is in it is asked now: readable posts of rooms that are open to the person, not
    read meanwhile, in threads of which they want a digest. Locks the preference.
    """
    end = dt.datetime.fromisoformat(until)
    row = (
        DeliveryPreference.objects.select_for_update(of=("self",))
        .filter(user=user_id, user__is_active=True, user__anonymized_at=None)
        .select_related("user")
        .first()
    )
    if row is None or row.digest not in PERIODS:
        return False
    begin = row.digested_at or end - PERIODS[row.digest]
    if begin >= end:
        return False
    row.digested_at = end
    row.save(update_fields=["digested_at"])
    news = news_for(row.user, since=max(begin, end - FURTHEST), until=end)
    if news:
        send_digest(row.user, news, weekly=row.digest == "week", until=end)
    return bool(news)


def news_for(user: User, *, since: dt.datetime, until: dt.datetime) -> list[RoomNews]:
    """What is new to somebody, by room and thread; what concerns them stands first."""
    found: dict[int, ThreadNews] = {}
    rows = unread_posts(user).filter(created_at__gt=since, created_at__lte=until)
    rows = rows.order_by("-names_me", "-answers_me", "seq")
    for pk, thread_id in rows.values_list("pk", "thread"):
        news = found.setdefault(thread_id, ThreadNews(Thread(pk=thread_id)))
        news.count += 1
        if len(news.shown) < POSTS_SHOWN:
            news.shown.append(pk)
    shown = list(found.values())[:THREADS_SHOWN]
    return by_room(shown)


def unread_posts(user: User) -> QuerySet[Post]:
    """Others' readable posts that somebody has not read and wants to hear of in a digest."""
    rooms = Discussion.objects.open_to(user).filter(
        Exists(member_of(OuterRef("cohort"), user.pk))
    )
    in_thread = ThreadReader.objects.filter(thread=OuterRef("thread"), user=user)
    in_room = RoomReader.objects.filter(discussion=OuterRef("discussion"), user=user)
    posts: QuerySet[Post] = concerning(user, Post.objects.readable())
    return (
        posts.filter(discussion__in=rooms)
        .annotate(
            level=Coalesce(
                Subquery(in_thread.values("level")[:1]),
                Subquery(in_room.values("level")[:1]),
                Value(DEFAULT.value),
            ),
            read=Coalesce(Subquery(in_thread.values("last_read_seq")[:1]), 0),
        )
        .filter(level=ReadLevel.DIGEST, seq__gt=F("read"))
    )


def by_room(news: list[ThreadNews]) -> list[RoomNews]:
    """Threads with their titles and the first words of a few posts, below their rooms."""
    threads = Thread.objects.select_related("discussion__cohort").in_bulk(
        [one.thread.pk for one in news]
    )
    posts = (
        Post.objects.readable()
        .select_related("author")
        .in_bulk([pk for one in news for pk in one.shown])
    )
    rooms: dict[int, RoomNews] = {}
    for one in news:
        one.thread = threads[one.thread.pk]
        one.lines = [line(posts[pk], WORDS_LENGTH) for pk in one.shown if pk in posts]
        room = one.thread.discussion
        rooms.setdefault(room.pk, RoomNews(room.cohort, [])).threads.append(one)
    return list(rooms.values())


def send_digest(
    user: User, news: list[RoomNews], *, weekly: bool, until: dt.datetime
) -> None:
    """One mail with everything that is new."""
    token = token_for(user)
    with speaking_to(user):
        mail.send(
            "digest",
            user.email,
            {
                "person": user,
                "news": news,
                "count": sum(one.count for room in news for one in room.threads),
                "weekly": weekly,
                "stop": address_of(token),
            },
            headers={
                **headers_for(token),
                "Message-ID": mail.message_id(
                    "digest", int(until.timestamp()), user.public_id
                ),
            },
        )
