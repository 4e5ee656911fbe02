"""Saying something."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
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
from discussions.forms import PostForm, first_error
from discussions.live.frames import post_html, shown
from discussions.models import Discussion, Post, Thread
from discussions.views.rooms import open_room, readable_step, show
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError


@require_POST
@login_required
def thread_posts(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Say something in a thread. A form post, an htmx post and the outbox all end here."""
    thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related(
            "discussion__cohort", "step"
        ),
        pk=thread_id,
    )
    return say(request, thread.discussion, thread)


@require_POST
@login_required
def step_posts(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Say something beside the step named by `step`; the first post makes the thread."""
    discussion = open_room(request, discussion_id)
    form = PostForm(request.POST)
    form.is_valid()
    step = readable_step(request, form.cleaned_data.get("step") or 0)
    return say(request, discussion, step)


def say(
    request: MemberRequest,
    discussion: Discussion,
    where: Thread | StepPage,
) -> HttpResponse:
    """Check the shape, post, answer; whatever refuses keeps what was typed."""
    step = where.step if isinstance(where, Thread) else where
    form = PostForm(request.POST)
    if not form.is_valid():
        return refused(request, discussion, step, 422, first_error(form))
    values: dict[str, Any] = {
        "by": request.user,
        "body": form.cleaned_data["body"],
        "client_id": form.cleaned_data["client_id"],
    }
    try:
        values["reply_to"] = replied(discussion, form.cleaned_data["reply_to"])
        said = (
            publish_post(where, **values)
            if isinstance(where, Thread)
            else post_to_step(discussion, where, **values)
        )
    except DomainError as refusal:
        wait = refusal.retry_after
        return refused(request, discussion, step, refusal.status, str(refusal), wait)
    except PermissionDenied:
        sentence = _("This step is not part of what your cohort goes through.")
        return refused(request, discussion, step, 403, sentence)
    return answer(request, said)


def replied(discussion: Discussion, post_id: int | None) -> Post | None:
    """The post that is answered; one of another room does not exist here."""
    if post_id is None:
        return None
    found: Post | None = (
        Post.objects.filter(discussion=discussion, pk=post_id)
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
        }
        return JsonResponse(values, status=status)
    if request.headers.get("HX-Request"):
        post = shown(Post.objects.filter(pk=said.post.pk))[said.post.pk]
        return HttpResponse(
            post_html(post), status=status, headers={"X-Seq": str(said.seq)}
        )
    if request.POST.get("back") == "step" and (step := said.post.thread.step):
        tell_if_done(request, step)
        return see_other(step.get_url(request))
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
    discussion: Discussion,
    step: StepPage | None,
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
            discussion,
            step,
            status=status,
            composer_error=sentence,
            composer_text=request.POST.get("body", ""),
            composer_client_id=request.POST.get("client_id", ""),
        )
    if wait:
        response["Retry-After"] = str(wait)
    return response


def wants_json(request: MemberRequest) -> bool:
    """Whether the outbox asks."""
    return "application/json" in request.headers.get("Accept", "")


def place(post: Post) -> str:
    """Where a post is read."""
    if post.thread.step_id:
        return f"{reverse('discussions:beside', args=[post.thread.step_id])}#post-{post.pk}"
    return f"{reverse('discussions:room', args=[post.discussion_id])}#post-{post.pk}"


def see_other(url: str) -> HttpResponseRedirect:
    """Go on with GET, whatever was sent."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
