"""Pictures of posts: uploaded before the post is sent, shown with it, gone with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from discussions.actions.posts import check_may_post
from discussions.errors import (
    AlreadyUsed,
    PictureTooLarge,
    PictureUnsaid,
    TooFast,
)
from discussions.models import Discussion, Flag, Post, PostImage
from discussions.models.pictures import private
from discussions.models.talk import PostState
from discussions.pictures import MAX_BYTES, made_anew
from lms.accounts.models import User
from lms.core import clock
from lms.core.ratelimit import spend
from lms.core.safe_html import check_text
from lms.core.tasks import reliable_task

A_POST = 3
AN_HOUR = 60
ALT_LENGTH = 500
UNSENT = dt.timedelta(days=1)


def upload_image(
    room: Discussion, *, by: User, key: UUID, file: IO[bytes], size: int, alt: str
) -> PostImage:
    """Keep a picture for a post that is being written; its uploader alone sees it.

    `key` is made by the writer's device: the same one again is the same picture.

    Raises:
        PermissionDenied, Muted, RoomClosed: may not write here.
        TooFast: 60 pictures in an hour.
        PictureUnsaid: nothing says what it shows.
        NoPicture, PictureTooLarge: it cannot be made anew.
        AlreadyUsed: `key` is somebody else's, or of another room.
        ValidationError: characters in `alt` that cannot be stored.
    """
    check_may_post(by, room)
    if found := _known(room, by, key):
        return found
    alt = " ".join(check_text(alt).split())[:ALT_LENGTH]
    if not alt:
        raise PictureUnsaid
    if size > MAX_BYTES:
        raise PictureTooLarge
    if wait := spend(f"picture:{by.pk}", limit=AN_HOUR, seconds=3_600):
        raise TooFast(wait)
    picture = made_anew(file)
    image = PostImage(
        public_id=key, discussion=room, uploader=by, alt=alt, created_at=clock.now(),
        width=picture.width, height=picture.height,
    )  # fmt: skip
    image.file.save(f"{key}.webp", ContentFile(picture.data), save=False)
    try:
        with transaction.atomic():
            image.save()
    except IntegrityError:  # the same upload, twice at this very moment
        delete_files([image.file.name])
        return _known(room, by, key) or image
    return image


def _known(room: Discussion, by: User, key: UUID) -> PostImage | None:
    found = PostImage.objects.filter(public_id=key).first()
    if found and (found.uploader_id, found.discussion_id) != (by.pk, room.pk):
        raise AlreadyUsed
    return found


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
