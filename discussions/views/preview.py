"""While somebody writes: how it will read, and whom an @ could mean."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from courses.models import StepPage
from discussions import mentions
from discussions.errors import TooFast
from discussions.forms.talk import PostForm, first_error
from discussions.models import Discussion, PostImage, Thread
from discussions.views.images import keys_in, pictures_sent
from discussions.views.rooms import number, open_room, readable_step, show
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError
from lms.core.ratelimit import spend
from lms.core.safe_html import stored

LOOKS, SECONDS = 30, 10
NAME_LENGTH = 60


@require_POST
@login_required
def preview(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """How a post would read; nothing is said yet.

    htmx gets the words alone. Without scripts the room comes back with them above the
    composer, in which everything is as it was; a picture that came along is kept.
    """
    room = open_room(request, discussion_id)
    limit_looks(request)
    form = PostForm(request.POST)
    sentence, html, images = "", "", request.POST.get("images", "")
    if form.is_valid():
        html = mentions.find(room, form.cleaned_data["body"]).html
    else:
        sentence = first_error(form)
    try:
        images = " ".join(map(str, pictures_sent(request, lambda: room)))
    except DomainError as refusal:
        sentence = str(refusal)
    status = 422 if sentence else 200
    context: dict[str, Any] = {
        "composer_error": sentence,
        "composer_preview": stored(html),
    }
    if request.headers.get("HX-Request"):
        return render(request, "discussions/_preview.html", context)
    context |= composer_kept(request, room, images)
    return show(request, room, where_of(request, room), status=status, **context)


def limit_looks(request: MemberRequest) -> None:
    """Refuse more looks than a person takes."""
    if wait := spend(f"look:{request.user.pk}", limit=LOOKS, seconds=SECONDS):
        raise TooFast(wait)


def composer_kept(
    request: MemberRequest, room: Discussion, images: str | None = None
) -> dict[str, Any]:
    """What a composer held when it was sent, to stand in it again."""
    keys = keys_in(images if images is not None else request.POST.get("images", ""))
    mine = PostImage.objects.filter(
        public_id__in=keys, uploader=request.user, discussion=room, post=None
    )
    return {
        "composer_text": request.POST.get("body", ""),
        "composer_client_id": request.POST.get("client_id", ""),
        "composer_reply_to": number(request.POST.get("reply_to")) or "",
        "composer_images": list(mine.order_by("pk")) if keys else [],
    }


def where_of(request: MemberRequest, room: Discussion) -> Thread | StepPage | None:
    """Where the composer stands: in a thread, beside a step, or in the room."""
    if step := number(request.POST.get("step")):
        return readable_step(request, step)
    if thread := number(request.POST.get("thread")):
        found: Thread = get_object_or_404(Thread, pk=thread, discussion=room)
        return found
    return None


@require_GET
@login_required
def members(request: MemberRequest, discussion_id: int) -> JsonResponse:
    """People of the room whose name begins with `?q=`: at most eight, names alone."""
    room = open_room(request, discussion_id)
    limit_looks(request)
    start = request.GET.get("q", "").replace("\x00", "")[:NAME_LENGTH]
    found = mentions.suggest(room, start)
    return JsonResponse(
        {"members": [{"name": p.name, "id": p.public_id} for p in found]}
    )
