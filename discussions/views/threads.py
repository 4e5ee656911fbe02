"""Threads over HTTP: read one, open one, pin it, close it, rename it, remember how far one has read."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from courses.models import StepPage
from discussions.actions.openings import Opening, open_thread
from discussions.actions.pins import lock_thread, pin_thread, rename_thread
from discussions.actions.threads import mark_read
from discussions.forms.talk import first_error
from discussions.forms.threads import LockForm, PinForm, ThreadForm, TitleForm
from discussions.models import Discussion, Thread
from discussions.permissions import can_moderate
from discussions.views.posts import see_other
from discussions.views.rooms import number, open_room, readable_step, show
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError, require


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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def threads(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Open a thread with its first words; a facilitator may put a prompt above them.

    With `step` it stands beside that step.
    """
    room = open_room(request, discussion_id)
    asked = number((request.POST or request.GET).get("step"))
    step = readable_step(request, asked) if asked is not None else None
    if request.method != "POST":
        return form_page(request, room, step)
    form = ThreadForm(request.POST)
    if not form.is_valid():
        return form_page(request, room, step, error=first_error(form), status=422)
    values = form.cleaned_data
    opening = Opening(values["title"], values["body"], values["prompt"], step)
    try:
        made = open_thread(
            room, opening, by=request.user, client_id=values["client_id"]
        )
    except ValidationError as refusal:
        return form_page(request, room, step, error=refusal.messages[0], status=422)
    except DomainError as refusal:
        answer = form_page(
            request, room, step, error=str(refusal), status=refusal.status
        )
        if refusal.retry_after:
            answer["Retry-After"] = str(refusal.retry_after)
        return answer
    return see_other(address_of(made))


def form_page(
    request: MemberRequest,
    room: Discussion,
    step: StepPage | None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form, or the form once more with what was typed and why it was refused."""
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "step": step,
        "client_id": uuid4(),
        "error": error,
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
def rename(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Give a thread another title, with a reason."""
    found = open_to(request, thread_id)
    form = TitleForm(request.POST)
    require(can_moderate(request.user, found.discussion))
    if form.is_valid():
        rename_thread(found, by=request.user, **form.cleaned_data)
    else:
        messages.error(request, first_error(form))
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
