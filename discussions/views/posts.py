"""Saying something, and what one may do with what was said."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.models import StepPage
from discussions import permissions
from discussions.actions.posts import (
    Published,
    delete_post,
    edit_post,
    post_to_step,
    publish_post,
)
from discussions.actions.reactions import react
from discussions.actions.steps import enrollment_on, has_done
from discussions.errors import ReplyElsewhere
from discussions.forms import EditForm, FlagForm, PostForm, first_error
from discussions.live.frames import post_html, shown
from discussions.models import Discussion, Post, Reaction, Thread
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


def seen_post(request: MemberRequest, post_id: int) -> Post:
    """A post of a room that the person may read, ready to be shown; else 404."""
    rows = Post.objects.visible_to(request.user).filter(pk=post_id)
    post = shown(rows).get(post_id)
    if post is None:
        return get_object_or_404(rows)  # the one 404
    return post


@require_GET
@login_required
def post(request: MemberRequest, post_id: int) -> HttpResponse:
    """What *you* may do with a post: works without JavaScript."""
    found = seen_post(request, post_id)
    return render(request, "discussions/post_page.html", post_context(request, found))


def post_context(request: MemberRequest, found: Post, **more: Any) -> dict[str, Any]:
    """A post, and the deeds that are open to this reader."""
    user = request.user
    moderates = permissions.can_moderate(user, found.discussion)
    return {
        "post": found,
        "discussion": found.discussion,
        "place": place(found),
        "can_change": permissions.can_change_post(user, found),
        "can_flag": permissions.can_flag_post(user, found),
        "can_appeal": permissions.can_appeal(user, found)
        and not found.flags.filter(reporter=user).exists(),
        "can_hide": permissions.can_hide_post(user, found),
        "can_react": found.is_visible and found.author_id != user.pk,
        "has_reacted": Reaction.objects.filter(post=found, user=user).exists(),
        "edit_form": EditForm(initial={"body": found.body if found.is_visible else ""}),
        "flag_form": FlagForm(),
        "reply_client_id": uuid4(),
        "flags": found.flags.awaiting_review() if moderates else [],
        "reads_hidden": moderates and not found.is_visible,
        "revisions": found.revisions.order_by("-replaced_at") if moderates else [],
        "why_hidden": hidden_reason(found, user.pk == found.author_id or moderates),
        **more,
    }


def hidden_reason(found: Post, may_know: bool) -> str:
    """Why a post was hidden: its author and the moderators are told."""
    if found.state != Post.State.HIDDEN or not may_know:
        return ""
    lines = found.discussion.moderation.filter(post=found, verb="hide")
    return lines.order_by("-pk").values_list("reason", flat=True).first() or ""


@require_POST
@login_required
def words(request: MemberRequest, post_id: int) -> HttpResponse:
    """Mend one's own post."""
    found = seen_post(request, post_id)
    form = EditForm(request.POST)
    if not form.is_valid():
        context = post_context(request, found, edit_form=form, error=first_error(form))
        return render(request, "discussions/post_page.html", context, status=422)
    edit_post(found, by=request.user, body=form.cleaned_data["body"])
    return see_other(place(found))


@require_POST
@login_required
def deletion(request: MemberRequest, post_id: int) -> HttpResponse:
    """Take one's own post back."""
    found = seen_post(request, post_id)
    delete_post(found, by=request.user)
    return see_other(place(found))


@require_POST
@login_required
def reaction(request: MemberRequest, post_id: int) -> HttpResponse:
    """ "Helped me", and back again."""
    found = seen_post(request, post_id)
    has = Reaction.objects.filter(post=found, user=request.user).exists()
    react(found, by=request.user, on=not has)
    if request.headers.get("HX-Request"):
        return HttpResponse(post_html(seen_post(request, post_id)))
    return redirect(place(found))
