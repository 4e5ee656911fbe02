"""Pictures of posts: shown with them, and gone with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from discussions.models import Flag, Post, PostImage
from discussions.models.pictures import private
from discussions.models.talk import PostState
from lms.core import clock
from lms.core.tasks import reliable_task

A_POST = 3
UNSENT = dt.timedelta(days=1)


def attach(post: Post, keys: Iterable[UUID]) -> None:
    """Show a writer's own pictures of this room with their post; the first three.

    Idempotent. What is shown with another post already stays there.
    """
    wanted = list(dict.fromkeys(keys))[:A_POST]
    if wanted:
        PostImage.objects.filter(
            public_id__in=wanted,
            uploader=post.author_id,
            discussion=post.discussion_id,
            post=None,
        ).update(post=post)


def delete_unsent_images() -> int:
    """Delete pictures that were not sent for a day, and those of posts taken back.

    Where somebody flagged a post before its author took it back, its pictures stay for
    the moderators, as its words do. How many went; called hourly.
    """
    flagged = Exists(Flag.objects.filter(post=OuterRef("post")))
    unsent = Q(post=None, created_at__lt=clock.now() - UNSENT)
    taken_back = Q(~flagged, post__state=PostState.DELETED)
    return forget(PostImage.objects.filter(unsent | taken_back))


@transaction.atomic
def forget(images: QuerySet[PostImage]) -> int:
    """Delete pictures: their rows now, their files by a task. How many."""
    rows = list(images.values_list("pk", "file"))
    PostImage.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    if rows:
        delete_later.enqueue([name for _, name in rows])
    return len(rows)


@reliable_task()
def delete_later(names: list[str]) -> None:
    """Delete the files of pictures whose rows are gone."""
    delete_files(names)


def delete_files(names: Iterable[str]) -> None:
    """Delete files from the private storage; one that is gone already is no error."""
    storage = private()
    for name in names:
        storage.delete(name)
