"""How a post is stored: its words made ready, and one transaction for what belongs to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from discussions import mentions
from discussions.actions.images import attach
from discussions.live import log
from discussions.models import Post, Thread
from discussions.rules import text


def worded(place: Thread | Post, typed: str) -> tuple[str, str, Collection[int]]:
    """The tidy source, its HTML, and the ids of whom it names: asked only with an "@"."""
    if "@" not in typed:
        return *text.render(typed), ()
    body = text.tidy(typed)
    return body, *mentions.find(place.discussion, body)


def store(
    thread: Thread,
    words: dict[str, Any],
    at: dt.datetime,
    *,
    meant: Collection[int],
    images: Sequence[UUID],
) -> log.Spot | None:
    """Store a post; whom it names and what it shows, in the same transaction.

    Whoever follows the log finds them with the post, or neither.
    """
    if not meant and not images:
        return log.append_post(thread, **words, at=at)
    with transaction.atomic():
        spot = log.append_post(thread, **words, at=at)
        if spot and spot.created:
            post = as_stored(spot, thread, at, words)
            mentions.store(post, meant)
            attach(post, images)
    return spot


def as_stored(
    spot: log.Spot, thread: Thread, at: dt.datetime, words: dict[str, Any]
) -> Post:
    """The post that has just been stored, without asking for it again."""
    post = Post(
        pk=spot.post_id,
        discussion_id=thread.discussion_id,
        thread=thread,
        seq=spot.seq,
        created_at=at,
        **words,
    )
    post._state.adding, post._state.db = False, thread._state.db
    return post
