"""Pictures of posts: taking them in, and showing them to whoever may read the post."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid5

from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotModified,
    JsonResponse,
)
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from discussions.actions.images import A_POST
from discussions.actions.uploads import upload_image
from discussions.errors import NoPicture, TooManyPictures
from discussions.models import Discussion, Post, PostImage
from discussions.permissions import can_moderate, can_read_room
from discussions.views.rooms import open_room
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest

POLICY = "default-src 'none'; sandbox"
KEYS = 2_000


@require_POST
@login_required
def images(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Keep a picture for a post that is being written: `key`, `picture`, `alt`."""
    room = open_room(request, discussion_id)
    known = PostImage.objects.filter(public_id__in=keys_in(request.POST.get("key", "")))
    status = 200 if known.exists() else 201
    image = taken(request, room, keys_in(request.POST.get("key", ""))[:1])
    values = {
        "key": str(image.public_id),
        "alt": image.alt,
        "width": image.width,
        "height": image.height,
    }
    return JsonResponse(values, status=status)


def taken(request: MemberRequest, room: Discussion, key: list[UUID]) -> PostImage:
    """The picture of this request, made anew and kept. Raises what upload_image raises."""
    file = request.FILES.get("picture")
    if file is None or not key:
        raise NoPicture
    return upload_image(
        room,
        by=request.user,
        key=key[0],
        file=file,
        size=file.size or 0,
        alt=request.POST.get("alt", ""),
    )


def pictures_sent(request: MemberRequest, room: Callable[[], Discussion]) -> list[UUID]:
    """The keys of the pictures that a composer sends with a post, at most three.

    `images` names those uploaded before; without scripts the form brings a file of its
    own, which is kept now. Its key follows from the form's `client_id`, so that the same
    form again is the same picture. Raises TooManyPictures and what upload_image raises.
    """
    keys = keys_in(request.POST.get("images", ""))
    if request.FILES.get("picture"):
        form = keys_in(request.POST.get("client_id", ""))
        keys.append(
            taken(
                request,
                room(),
                [uuid5(f, f"picture {len(keys)}") for f in form],
            ).public_id
        )
    if len(keys) > A_POST:
        raise TooManyPictures
    return keys


def keys_in(text: str) -> list[UUID]:
    """The different UUIDs in a line of them; anything else is none."""
    found: list[UUID] = []
    for word in text[:KEYS].split():
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


@require_GET
@login_required
def image(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A picture, after asking whether the reader may read its post now."""
    found = get_object_or_404(
        PostImage.objects.select_related("discussion", "post"), public_id=public_id
    )
    if not may_see(request.user, found):
        raise Http404
    etag = f'"{found.public_id}"'
    answer: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponseNotModified()
    else:
        try:
            with found.file.open("rb") as file:
                answer = HttpResponse(file.read(), content_type="image/webp")
        except FileNotFoundError as gone:
            raise Http404 from gone
        answer["Content-Disposition"] = 'inline; filename="picture.webp"'
    answer["ETag"] = etag
    # Kept by the reader's own browser, and asked for again each time: it may be hidden.
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def may_see(user: User, image: PostImage) -> bool:
    """An unsent one its uploader; a standing post's its readers; a covered one's few.

    Moderators see the pictures of hidden and held posts, and the author of a held post
    their own; nobody those of a deleted post.
    """
    post = image.post
    if not can_read_room(user, image.discussion):
        return False
    if post is None:
        return bool(image.uploader_id == user.pk)
    if post.state == Post.State.VISIBLE:
        return True
    if post.state == Post.State.HELD and post.author_id == user.pk:
        return True
    return post.state != Post.State.DELETED and can_moderate(user, image.discussion)
