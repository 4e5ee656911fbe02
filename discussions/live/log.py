"""The only code that takes a room's numbers and reads its log.

A number is taken in the transaction that stores the fact, under the room's row lock: the
order of numbers is the order of commits, and there are no gaps. A post is one statement
on PostgreSQL, and five short ones under one BEGIN IMMEDIATE on SQLite, which has no
INSERT inside WITH. Both spellings pass the same tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from discussions.live import bus
from discussions.models import Discussion, LiveEvent, LogCursor, Post, Thread
from discussions.models.talk import PostState
from lms.accounts.models import User
from lms.core import clock
from lms.core.prepared import planned_cursor

ONE_STATEMENT = """
WITH known AS (
    SELECT id, seq FROM discussions_post
     WHERE author_id = %(author)s AND client_id = %(client)s
), spot AS (  -- the thread first: the order of locks of every other action
    SELECT id, discussion_id FROM discussions_thread
     WHERE id = %(thread)s AND locked_at IS NULL AND NOT EXISTS (SELECT 1 FROM known)
       FOR NO KEY UPDATE
), room AS (
    UPDATE discussions_discussion AS d SET last_seq = d.last_seq + 1
      FROM spot WHERE d.id = spot.discussion_id AND d.locked_at IS NULL
    RETURNING d.id, d.last_seq
), said AS (
    INSERT INTO discussions_post (discussion_id, thread_id, seq, author_id, reply_to_id,
                                  client_id, body, body_html, state, created_at)
    SELECT id, %(thread)s, last_seq, %(author)s, %(reply)s,
           %(client)s, %(body)s, %(html)s, %(state)s, %(now)s FROM room
    RETURNING id, discussion_id, seq
), logged AS (
    INSERT INTO discussions_liveevent (discussion_id, seq, kind, thread_id, post_id,
                                       actor_id, data, created_at)
    SELECT discussion_id, seq, 'post', %(thread)s, id, %(author)s, '{}', %(now)s FROM said
), bumped AS (
    UPDATE discussions_thread SET last_posted_at = %(now)s
     WHERE id = %(thread)s AND EXISTS (SELECT 1 FROM said)
)
SELECT id, seq, TRUE FROM said UNION ALL SELECT id, seq, FALSE FROM known
"""
KNOWN = "SELECT id, seq FROM discussions_post WHERE author_id = %s AND client_id = %s"
NUMBER = """
UPDATE discussions_discussion SET last_seq = last_seq + 1
 WHERE locked_at IS NULL AND id = (
       SELECT discussion_id FROM discussions_thread WHERE id = %s AND locked_at IS NULL)
RETURNING id, last_seq
"""
SAID = """
INSERT INTO discussions_post (discussion_id, thread_id, seq, author_id, reply_to_id,
                              client_id, body, body_html, state, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""
LOGGED = """
INSERT INTO discussions_liveevent (discussion_id, seq, kind, thread_id, post_id,
                                   actor_id, data, created_at)
VALUES (%s, %s, 'post', %s, %s, %s, '{}', %s)
"""
BUMPED = "UPDATE discussions_thread SET last_posted_at = %s WHERE id = %s"
NEXT = """
UPDATE discussions_discussion SET last_seq = last_seq + 1 WHERE id = %s RETURNING last_seq
"""


class Pruned(Exception):
    """The log does not reach back that far: fetch the page again."""


class Head(NamedTuple):
    """Where a room's log stands."""

    seq: int
    epoch: UUID
    pruned_seq: int


class Spot(NamedTuple):
    """Where a post was stored, and whether this call did it."""

    post_id: int
    seq: int
    created: bool


def append_post(
    thread: Thread,
    *,
    author: User,
    client_id: UUID,
    body: str,
    body_html: str,
    reply_to: Post | None = None,
    state: str = PostState.VISIBLE,
    at: dt.datetime | None = None,
) -> Spot | None:
    """Store a post with its number and its log entry; a resend finds the first.

    `state`: visible, or held until a facilitator has looked. None: the thread or the
    room is locked. A racing resend fails as a whole on UNIQUE(author, client_id), the
    number with it; the second try finds the first's.
    """
    values = {
        "author": author.pk,
        "client": client_id,
        "thread": thread.pk,
        "reply": reply_to.pk if reply_to else None,
        "body": body,
        "html": body_html,
        "state": str(state),
        "now": at or clock.now(),
    }
    write = _in_one if connection.vendor == "postgresql" else _in_five
    try:
        spot = write(values)
    except IntegrityError:
        spot = write(values)
    if spot and spot.created:
        announce(thread.discussion_id, spot.seq)
    return spot


def _in_one(values: dict[str, Any]) -> Spot | None:
    if connection.in_atomic_block:
        with transaction.atomic():
            return _one_statement(values)
    return _one_statement(values)


def _one_statement(values: dict[str, Any]) -> Spot | None:
    with planned_cursor() as cursor:
        cursor.execute(ONE_STATEMENT, values)
        row = cursor.fetchone()
    return Spot(*row) if row else None


@transaction.atomic
def _in_five(v: dict[str, Any]) -> Spot | None:
    client = v["client"].hex
    now = connection.ops.adapt_datetimefield_value(v["now"])
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [v["author"], client])
        if known := cursor.fetchone():
            return Spot(known[0], known[1], False)
        cursor.execute(NUMBER, [v["thread"]])
        numbers = cursor.fetchall()  # to its end before the next statement
        if not numbers:
            return None
        ((room, seq),) = numbers
        cursor.execute(
            SAID,
            [room, v["thread"], seq, v["author"], v["reply"], client, v["body"],
             v["html"], v["state"], now],
        )  # fmt: skip
        ((post_id,),) = cursor.fetchall()
        cursor.execute(LOGGED, [room, seq, v["thread"], post_id, v["author"], now])
        cursor.execute(BUMPED, [now, v["thread"]])
    return Spot(post_id, seq, True)


def append(
    discussion_id: int,
    kind: str,
    *,
    thread: Thread | None = None,
    post: Post | None = None,
    actor: User | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """Log any other fact as the last statement of its transaction; its number.

    Locks the room's row until the commit, and announces the number after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [discussion_id])
        ((seq,),) = cursor.fetchall()
    LiveEvent.objects.create(
        discussion_id=discussion_id,
        seq=seq,
        kind=kind,
        thread=thread,
        post=post,
        actor=actor,
        data=data or {},
    )
    announce(discussion_id, seq)
    return int(seq)


def announce(discussion_id: int, seq: int) -> None:
    """After the commit, hint that a room has reached a number."""
    transaction.on_commit(lambda: bus.announce(discussion_id, seq), robust=True)


def after(discussion_id: int, seq: int, *, limit: int = 500) -> list[LiveEvent]:
    """What happened after a number: ascending, without a gap, at most `limit` facts.

    Raises Pruned when the log does not reach back to it.
    """
    found = list(
        LiveEvent.objects.filter(discussion_id=discussion_id, seq__gt=seq).order_by(
            "seq"
        )[:limit]
    )
    reaches = found[0].seq == seq + 1 if found else not _pruned_past(discussion_id, seq)
    if not reaches:
        raise Pruned
    return found


def _pruned_past(discussion_id: int, seq: int) -> bool:
    return Discussion.objects.filter(pk=discussion_id, pruned_seq__gt=seq).exists()


def heads(discussion_ids: Iterable[int]) -> dict[int, Head]:
    """Where these rooms' logs stand: one query."""
    rows = Discussion.objects.filter(pk__in=list(discussion_ids)).values_list(
        "pk", "last_seq", "epoch", "pruned_seq"
    )
    return {pk: Head(seq, epoch, pruned) for pk, seq, epoch, pruned in rows}


@transaction.atomic
def prune(keep: dt.timedelta = dt.timedelta(days=30)) -> int:
    """Drop facts older than `keep` from every log, but none that a follower still needs.

    Posts stay. Whoever asks for less than `pruned_seq` is told to fetch the page again.
    """
    gone = 0
    border = clock.now() - keep
    for room in Discussion.objects.filter(events__created_at__lt=border).distinct():
        old = LiveEvent.objects.filter(discussion=room, created_at__lt=border)
        cursors = LogCursor.objects.filter(discussion=room).values_list(
            "seq", flat=True
        )
        needed = min(cursors, default=room.last_seq)
        last = (
            old.filter(seq__lte=needed).order_by("-seq").values_list("seq", flat=True)
        )
        if (until := last.first()) is None:
            continue
        Discussion.objects.filter(pk=room.pk).update(pruned_seq=until)
        gone += LiveEvent.objects.filter(discussion=room, seq__lte=until).delete()[0]
    return gone
