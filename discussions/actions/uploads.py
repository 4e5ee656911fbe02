"""Taking in a picture for a post that is still being written."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from discussions.actions.images import delete_files
from discussions.errors import AlreadyUsed, PictureTooLarge, PictureUnsaid, TooFast
from discussions.models import Discussion, PostImage
from discussions.permissions import check_may_post
from discussions.pictures import MAX_BYTES, made_anew
from lms.accounts.models import User
from lms.core import clock
from lms.core.ratelimit import spend
from lms.core.safe_html import check_text, shows

AN_HOUR = 60
ALT_LENGTH = 500


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
    """
    check_may_post(by, room)
    if found := _known(room, by, key):
        return found
    alt = said(alt)
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


def said(alt: str) -> str:
    """What a picture shows, on one line. Raises PictureUnsaid when it says nothing."""
    try:
        words = " ".join(check_text(alt).split())[:ALT_LENGTH]
    except ValidationError as refusal:
        raise PictureUnsaid from refusal
    if not shows(words):
        raise PictureUnsaid
    return words


def _known(room: Discussion, by: User, key: UUID) -> PostImage | None:
    found = PostImage.objects.filter(public_id=key).first()
    if found and (found.uploader_id, found.discussion_id) != (by.pk, room.pk):
        raise AlreadyUsed
    return found
