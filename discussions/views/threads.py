"""Threads over HTTP: read one, open one, pin it, close it, remember how far one has read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.models import StepPage
from discussions.actions.openings import Opening, open_thread
from discussions.actions.pins import lock_thread, pin_thread
from discussions.actions.threads import mark_read
from discussions.forms import first_error
from discussions.forms_threads import LockForm, PinForm, ThreadForm
from discussions.models import Discussion, Thread
from discussions.permissions import can_moderate
from discussions.views.posts import see_other
from discussions.views.rooms import number, open_room, readable_step, show
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError


def open_to(request: MemberRequest, thread_id: int) -> Thread:
    """A thread that the person may read; unknown and not theirs are the same 404."""
    found: Thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related(
            "discussion__cohort", "step"
        ),
        pk=thread_id,
    )
    return found


def address_of(thread: Thread) -> str:
    """Where a thread is read."""
    return reverse("discussions:thread", args=[thread.pk])


@require_GET
@login_required
def thread(request: MemberRequest, thread_id: int) -> HttpResponse:
    """One thread, with its room around it; `?at=` the page that holds a number."""
    found = open_to(request, thread_id)
    return show(request, found.discussion, found)


@require_POST
@login_required
def threads(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Open a thread with its first words; a facilitator may put a prompt above them."""
    room = open_room(request, discussion_id)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return not_opened(request, room, 422, first_error(form))
    step = asked_step(request, form.cleaned_data["step"])
    opening = Opening(
        form.cleaned_data["title"],
        form.cleaned_data["body"],
        form.cleaned_data["prompt"],
        step,
    )
    try:
        made = open_thread(
            room, opening, by=request.user, client_id=form.cleaned_data["client_id"]
        )
    except (DomainError, ValidationError) as refusal:
        sentence = (
            refusal.messages[0]
            if isinstance(refusal, ValidationError)
            else str(refusal)
        )
        status = getattr(refusal, "status", 422)
        answer = not_opened(request, room, status, sentence)
        if wait := getattr(refusal, "retry_after", None):
            answer["Retry-After"] = str(wait)
        return answer
    return see_other(address_of(made))


def asked_step(request: MemberRequest, step_id: int | None) -> StepPage | None:
    """The step beside which a thread is to stand, if one was named."""
    return readable_step(request, step_id) if step_id else None


def not_opened(
    request: MemberRequest, room: Discussion, status: int, sentence: str
) -> HttpResponse:
    """The form once more, with what was typed and why it was refused."""
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "error": sentence,
        "typed": request.POST,
        "is_moderator": can_moderate(request.user, room),
    }
    return render(request, "discussions/new_thread_page.html", context, status=status)


@require_POST
@login_required
def pin(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Let a thread stand first, or no longer."""
    found = open_to(request, thread_id)
    form = PinForm(request.POST)
    if not form.is_valid():
        raise Http404
    pin_thread(found, by=request.user, on=form.cleaned_data["state"] == "pinned")
    return see_other(address_of(found))


@require_POST
@login_required
def lock(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Close one thread for writing, or open it again, with a reason."""
    found = open_to(request, thread_id)
    form = LockForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["state"] == "locked"
        lock_thread(found, by=request.user, reason=form.cleaned_data["reason"], on=on)
    else:
        messages.error(request, _("Write the reason: it stands in the log."))
    return see_other(address_of(found))


@require_POST
@login_required
def reading(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Remember how far the reader has come in a thread."""
    found = open_to(request, thread_id)
    seq = number(request.POST.get("seq"))
    if seq is None:
        raise Http404
    mark_read(found, by=request.user, seq=seq)
    if request.headers.get("HX-Request") or not request.POST.get("back"):
        return HttpResponse(status=204)
    return see_other(address_of(found))
