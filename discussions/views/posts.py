"""Saying something."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import StepPage
from discussions.actions.posts import (
    Published,
    post_to_step,
    publish_post,
)
from discussions.actions.steps import enrollment_on, has_done
from discussions.errors import ReplyElsewhere
from discussions.floor import Floor, floor_for
from discussions.forms.talk import PostForm, first_error
from discussions.live.frames import post_html, shown
from discussions.models import Discussion, Post, Thread
from discussions.views.images import pictures_sent
from discussions.views.preview import composer_kept
from discussions.views.rooms import open_room, readable_step, show
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError


@require_POST
@login_required
def thread_posts(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Say something in a thread. A form post, an htmx post and the outbox all end here."""
    floor = floor_for(request.user, thread_id)
    if floor is None:
        raise Http404
    return say(request, floor.thread, floor=floor)


@require_POST
@login_required
def step_posts(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Say something beside the step named by `step`; the first post makes the thread."""
    discussion = open_room(request, discussion_id)
    form = PostForm(request.POST)
    form.is_valid()
    step = readable_step(request, form.cleaned_data.get("step") or 0)
    return say(request, Beside(discussion, step))


class Beside(NamedTuple):
    """A step's place in a room, where its thread may still have to be made."""

    discussion: Discussion
    step: StepPage


def say(
    request: MemberRequest, where: Thread | Beside, *, floor: Floor | None = None
) -> HttpResponse:
    """Check the shape, post, answer; whatever refuses keeps what was typed."""
    form = PostForm(request.POST)
    if not form.is_valid():
        return refused(request, where, 422, first_error(form))
    values: dict[str, Any] = {
        "by": request.user,
        "body": form.cleaned_data["body"],
        "client_id": form.cleaned_data["client_id"],
    }
    try:
        values["reply_to"] = replied(where, form.cleaned_data["reply_to"])
        values["images"] = pictures_sent(request, lambda: where.discussion)
        said = (
            publish_post(where, **values, floor=floor)
            if isinstance(where, Thread)
            else post_to_step(*where, **values)
        )
    except DomainError as refusal:
        wait = refusal.retry_after
        return refused(request, where, refusal.status, str(refusal), wait)
    except PermissionDenied:
        sentence = _("This step is not part of what your cohort goes through.")
        return refused(request, where, 403, sentence)
    return answer(request, said)


def replied(where: Thread | Beside, post_id: int | None) -> Post | None:
    """The post that is answered; one of another room does not exist here."""
    if post_id is None:
        return None
    found: Post | None = (
        Post.objects.filter(discussion=where.discussion, pk=post_id)
        .select_related("reply_to")
        .first()
    )
    if found is None:
        raise ReplyElsewhere
    return found


def answer(request: MemberRequest, said: Published) -> HttpResponse:
    """303 to the post's place; 201 (200 for a resend) to htmx and to the outbox."""
    status = 201 if said.created else 200
    if wants_json(request):
        values = {
            "seq": said.seq,
            "post": said.post.pk,
            "client_id": str(said.post.client_id),
            "finished": said.finished,
            "held": said.post.state == Post.State.HELD,
        }
        return JsonResponse(values, status=status)
    if request.headers.get("HX-Request"):
        post = shown(Post.objects.filter(pk=said.post.pk))[said.post.pk]
        return HttpResponse(
            post_html(post), status=status, headers={"X-Seq": str(said.seq)}
        )
    if said.post.state == Post.State.HELD:
        messages.info(
            request,
            _("A facilitator reads your post first. You are told when it stands."),
        )
    if request.POST.get("back") == "step" and (step := said.post.thread.step):
        tell_if_done(request, step)
        return see_other(step.get_url(request))
    if request.POST.get("step"):  # said beside a step: back there
        beside = reverse("discussions:beside", args=[said.post.thread.step_id])
        return see_other(f"{beside}#post-{said.post.pk}")
    return see_other(place(said.post))


def tell_if_done(request: MemberRequest, step: StepPage) -> None:
    """After sharing from the step's own page: say what came of it."""
    enrollment = enrollment_on(step, request.user)
    if enrollment is not None and has_done(enrollment, step):
        messages.success(request, _("Shared with your cohort. This step is done."))
    else:
        messages.success(request, _("Shared with your cohort."))


def refused(
    request: MemberRequest,
    where: Thread | Beside,
    status: int,
    sentence: str,
    wait: int | None = None,
) -> HttpResponse:
    """A refusal in the form that was asked for, with what was typed still in it."""
    if wants_json(request):
        response: HttpResponse = JsonResponse({"error": sentence}, status=status)
    else:
        response = show(
            request,
            where.discussion,
            where if isinstance(where, Thread) else where.step,
            status=status,
            composer_error=sentence,
            **composer_kept(request, where.discussion),
        )
    if wait:
        response["Retry-After"] = str(wait)
    return response


def wants_json(request: MemberRequest) -> bool:
    """Whether the outbox asks."""
    return "application/json" in request.headers.get("Accept", "")


def place(post: Post) -> str:
    """Where a post is read: in its thread, on the page that holds it."""
    thread = reverse("discussions:thread", args=[post.thread_id])
    return f"{thread}?at={post.seq}#post-{post.pk}"


def see_other(url: str) -> HttpResponseRedirect:
    """Go on with GET, whatever was sent."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
