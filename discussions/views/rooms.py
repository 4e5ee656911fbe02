"""Reading a room."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from courses.actions.cohorts import membership_for
from courses.models import CoursePage, StepPage
from discussions.actions.threads import course_path, mark_read
from discussions.live import frames, log
from discussions.live.access import language_of
from discussions.models import Discussion, Thread
from discussions.permissions import can_talk_beside
from discussions.rooms import RoomView, room_view
from lms.accounts.requests import MemberRequest

DIGITS = 18  # what every database holds


def number(text: str | None) -> int | None:
    """A number from an address; anything else is none."""
    if text and len(text) <= DIGITS and text.isascii() and text.isdigit():
        return int(text)
    return None


def open_room(request: MemberRequest, discussion_id: int) -> Discussion:
    """A room that the person may read; unknown and not theirs are the same 404."""
    found: Discussion = get_object_or_404(
        Discussion.objects.open_to(request.user).select_related("cohort"),
        pk=discussion_id,
    )
    return found


def readable_step(request: MemberRequest, step_id: int) -> StepPage:
    """A step that the person may read, else 404."""
    found: StepPage = get_object_or_404(StepPage.objects.placed(), pk=step_id)
    if not can_talk_beside(request.user, found):
        raise Http404
    return found


@require_GET
@login_required
def room(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """A room: whole, or with `?step=` what is said beside one step."""
    discussion = open_room(request, discussion_id)
    step_id = number(request.GET.get("step"))
    step = readable_step(request, step_id) if step_id else None
    return show(request, discussion, step)


@require_GET
@login_required
def beside(request: MemberRequest, step_id: int) -> HttpResponse:
    """What the reader's own cohort says beside a step; the lesson page loads it."""
    step = readable_step(request, step_id)
    course = get_object_or_404(CoursePage, path=course_path(step))
    membership = membership_for(request.user, course)
    discussion = (
        Discussion.objects.open_to(request.user)
        .select_related("cohort")
        .filter(cohort=membership.cohort_id)
        .first()
        if membership
        else None
    )
    if discussion is None:
        context = {"step": step, "course": course}
        return render(request, template(request, "discussions/_no_room.html"), context)
    return show(request, discussion, step)


def show(
    request: MemberRequest,
    discussion: Discussion,
    step: StepPage | None,
    *,
    status: int = 200,
    **composer: Any,
) -> HttpResponse:
    """The room's fragment for htmx, else its page; `composer` keeps what was typed."""
    view = room_view(
        discussion, request.user, step=step, before=number(request.GET.get("before"))
    )
    context = {**context_of(view), **composer}
    name = template(request, "discussions/_room.html")
    return render(request, name, context, status=status)


def context_of(view: RoomView) -> dict[str, Any]:
    """What the room's templates ask for."""
    hello = next((t.thread for t in reversed(view.talks) if t.thread), None)
    general = next(
        (t.thread for t in view.talks if t.thread and t.thread.step_id is None), hello
    )
    return {
        "room": view,
        "discussion": view.discussion,
        "cohort": view.discussion.cohort,
        "step": view.step,
        "composer_thread": None if view.step else general,
    }


def template(request: MemberRequest, fragment: str) -> str:
    """The fragment itself for htmx, else the page around it."""
    if request.headers.get("HX-Request"):
        return fragment
    return fragment.replace("/_", "/").replace(".html", "_page.html")


@require_GET
@login_required
def events(request: MemberRequest, discussion_id: int) -> JsonResponse:
    """What happened after `?after=`, as the socket would have told it."""
    discussion = open_room(request, discussion_id)
    after = number(request.GET.get("after"))
    if after is None:
        return JsonResponse({"error": "after"}, status=400)
    head = log.heads([discussion.pk])[discussion.pk]
    try:
        found = log.after(discussion.pk, after)
    except log.Pruned:
        return JsonResponse({"reload": True})
    return JsonResponse(
        {
            "epoch": str(head.epoch),
            "head": max(head.seq, found[-1].seq if found else 0),
            "events": frames.render(found, language=language_of(request.user)),
        }
    )


@require_POST
@login_required
def reading(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Remember how far the reader has come in a thread."""
    thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("discussion"),
        pk=thread_id,
    )
    seq = number(request.POST.get("seq"))
    if seq is None:
        raise Http404
    mark_read(thread, by=request.user, seq=seq)
    return HttpResponse(status=204)
