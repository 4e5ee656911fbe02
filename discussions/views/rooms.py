"""Reading a room."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from courses.actions.cohorts import membership_for
from courses.models import CoursePage, StepPage
from discussions.actions.threads import course_path
from discussions.live import frames, log
from discussions.live.access import language_of
from discussions.models import Discussion, Thread
from discussions.pages.rolling import room_lines
from discussions.pages.rooms import Place, RoomView, room_view
from discussions.pages.sessions import coming_sessions
from discussions.pages.voices import earlier_voices
from discussions.permissions import can_talk_beside
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest

DIGITS = 18  # what every database holds
MOST_PAGES = 10_000


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
    """A room: whole with one thread open, or with `?step=` what is said beside one step."""
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
        is_part = request.headers.get("HX-Request")
        name = "_no_room.html" if is_part else "no_room_page.html"
        context = {"step": step, "course": course}
        return render(request, f"discussions/{name}", context)
    return show(request, discussion, step)


def show(
    request: MemberRequest,
    discussion: Discussion,
    where: Thread | StepPage | None,
    *,
    status: int = 200,
    **composer: Any,
) -> HttpResponse:
    """The room's fragment for htmx, else its page; `composer` keeps what was typed.

    `where`: a thread, a step beside which one talks, or nothing: the whole room.
    """
    view = room_view(discussion, request.user, place_of(request, where))
    context = {
        **context_of(view, request.user),
        "is_deep": isinstance(where, Thread),
        **composer,
    }
    name = "_room.html" if view.step else "_cohort_room.html"
    if not request.headers.get("HX-Request"):
        name = "room_page.html"
    return render(request, f"discussions/{name}", context, status=status)


def place_of(request: MemberRequest, where: Thread | StepPage | None) -> Place:
    """Which page of which thread the address asks for."""
    thread = where if isinstance(where, Thread) else None
    return Place(
        thread=thread,
        step=None if isinstance(where, Thread) else where,
        before=number(request.GET.get("before")),
        at=number(request.GET.get("at")),
        page=min(number(request.GET.get("page")) or 1, MOST_PAGES),
    )


def context_of(view: RoomView, user: User) -> dict[str, Any]:
    """What the room's templates ask for."""
    room, thread = view.discussion, view.talk.thread
    asked = view.step or (thread.step if thread and thread.prompt_id else None)
    around = {} if view.step else lines_around(room, user)
    return {
        "room": view,
        "talk": view.talk,
        "thread": thread,
        "discussion": room,
        "cohort": room.cohort,
        "step": view.step,
        "composer_thread": None if view.step else thread,
        "voices_step": asked,
        "voices": earlier_voices(asked, room, user) if asked else None,
        **around,
    }


def lines_around(room: Discussion, user: User) -> dict[str, Any]:
    """What stands above the threads of a whole room: sessions, a recap, where it goes on."""
    return {**room_lines(room, user), "coming_sessions": coming_sessions(room, user)}


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
