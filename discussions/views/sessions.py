"""Facilitated sessions: planning one, its page, its calendar file, another time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from discussions.actions import sessions as actions
from discussions.errors import AgendaTooLong, SessionInThePast
from discussions.forms.sessions import (
    CancelForm,
    ChangeForm,
    ItemForms,
    SessionForm,
    items_of,
    sum_in_words,
)
from discussions.models import Discussion, FacilitatedSession
from discussions.pages import sessions as reads
from discussions.pages.calendars import calendar_file
from discussions.pages.rooms import Place, room_view
from discussions.permissions import can_moderate
from discussions.rules.agenda import ITEMS_AT_MOST, minutes_in
from discussions.rules.zones import zone_of
from discussions.views.posts import see_other
from discussions.views.rooms import context_of
from lms.accounts.requests import MemberRequest
from lms.core import clock

FIRST_ROWS = 3
EVENING = "19:00"


def shown(
    request: MemberRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A template with moments in the reader's own zone, also where no script runs."""
    with timezone.override(zone_of(request.user.timezone)):
        return render(request, f"discussions/{name}", context, status=status)


def seen_session(request: MemberRequest, public_id: object) -> FacilitatedSession:
    """A session of a room that the person may read; unknown and not theirs are one 404."""
    found: FacilitatedSession = get_object_or_404(
        reads.open_sessions(request.user), public_id=public_id
    )
    return found


def led_session(request: MemberRequest, public_id: object) -> FacilitatedSession:
    """A session that the person looks after; else the same 404."""
    found = seen_session(request, public_id)
    if not can_moderate(request.user, found.discussion):
        raise Http404
    return found


def page_of(session: FacilitatedSession) -> str:
    """Where a session is."""
    return reverse("discussions:session", args=[session.public_id])


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Plan a session and announce it; one more row comes back without announcing."""
    room: Discussion = get_object_or_404(
        Discussion.objects.open_to(request.user).select_related("cohort"),
        cohort=cohort_id,
    )
    if not can_moderate(request.user, room):
        raise Http404
    if request.method == "GET":
        return planning(request, room, *fresh(request))
    if "more" in request.POST or "sum" in request.POST:
        return planning(request, room, *typed(request))
    form = SessionForm(request.POST, zone=request.user.timezone)
    rows = ItemForms(request.POST, prefix="agenda")
    if not (form.is_valid() and rows.is_valid()):
        return planning(request, room, form, rows, status=422)
    try:
        made = actions.plan_session(room, form.plan(items_of(rows)), by=request.user)
    except (SessionInThePast, AgendaTooLong) as refusal:
        where = "day" if isinstance(refusal, SessionInThePast) else None
        form.add_error(where, str(refusal))
        return planning(request, room, form, rows, status=422)
    messages.success(
        request, _("Announced. It stands in the room, and its members are told.")
    )
    return see_other(page_of(made))


def planning(
    request: MemberRequest,
    room: Discussion,
    form: SessionForm,
    rows: Any,
    status: int = 200,
) -> HttpResponse:
    """The form; for htmx only its agenda, or the sum of it."""
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "form": form,
        "rows": rows,
        "sum": sum_of(request),
        "is_full": len(rows.forms) >= ITEMS_AT_MOST,
        "most": ITEMS_AT_MOST,
    }
    name = "session_form_page.html"
    if request.headers.get("HX-Request"):
        name = "_session_sum.html" if "sum" in request.POST else "_session_agenda.html"
    return shown(request, name, context, status)


def fresh(request: MemberRequest) -> tuple[SessionForm, Any]:
    """An empty form: tomorrow evening, an hour, three rows."""
    zone = request.user.timezone
    here = clock.now().astimezone(zone_of(zone))
    day = here.date().fromordinal(here.date().toordinal() + 1)
    form = SessionForm(initial={"day": day, "hour": EVENING}, zone=zone)
    return form, ItemForms(initial=[{}] * FIRST_ROWS, prefix="agenda")


def typed(request: MemberRequest) -> tuple[SessionForm, Any]:
    """The form as it was typed, not judged yet, with one more row if there is room."""
    data = request.POST
    values = {name: data.get(name, "") for name in SessionForm.base_fields}
    form = SessionForm(initial=values, zone=request.user.timezone)
    count = digits(data.get("agenda-TOTAL_FORMS"), ITEMS_AT_MOST)
    rows = [
        {
            part: data.get(f"agenda-{n}-{part}", "")
            for part in ("title", "minutes", "prompt")
        }
        for n in range(count)
    ]
    if "more" in data:
        rows = [*rows, {}][:ITEMS_AT_MOST]
    return form, ItemForms(initial=rows, prefix="agenda")


def sum_of(request: MemberRequest) -> str:
    """How the agenda that was typed fits into the session, in words."""
    data = request.POST
    count = digits(data.get("agenda-TOTAL_FORMS"), ITEMS_AT_MOST)
    together = minutes_in(
        digits(data.get(f"agenda-{n}-minutes"), 999) for n in range(count)
    )
    minutes = digits(data.get("minutes"), 999) or 60
    return sum_in_words(together, minutes) if together else ""


def digits(text: str | None, most: int) -> int:
    """A small number that somebody typed; 0 for anything else."""
    if text and len(text) <= 4 and text.isascii() and text.isdigit():
        return min(int(text), most)
    return 0


@require_GET
@login_required
def session(request: MemberRequest, public_id: object) -> HttpResponse:
    """A session's page; for htmx what changes while it goes on."""
    return room_of(request, seen_session(request, public_id))


def room_of(request: MemberRequest, found: FacilitatedSession) -> HttpResponse:
    """The page, or its live part."""
    context: dict[str, Any] = {
        "session": found,
        "discussion": found.discussion,
        "cohort": found.discussion.cohort,
        "now": reads.now_of(found, request.user),
    }
    if request.headers.get("HX-Request"):
        return shown(request, "_session_now.html", context)
    view = room_view(found.discussion, request.user, Place(thread=found.thread))
    if view.talk.thread is not None:
        view.talk.thread.prompt_html = ""  # the page itself has the introduction
    context |= context_of(view, request.user)
    context["hours"] = reads.hours_of(found)
    context["recap"] = getattr(found, "recap", None)
    return shown(request, "session_page.html", context)


@require_GET
@login_required
def calendar(request: MemberRequest, public_id: object) -> HttpResponse:
    """The session for the reader's own calendar."""
    found = seen_session(request, public_id)
    answer = HttpResponse(
        calendar_file(found),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
    )
    answer["Content-Disposition"] = 'attachment; filename="session.ics"'
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def time(request: MemberRequest, public_id: object) -> HttpResponse:
    """Give a session another time."""
    found = led_session(request, public_id)
    zone = request.user.timezone
    here = found.starts_at.astimezone(zone_of(zone))
    form = ChangeForm(
        request.POST or None,
        initial={"day": here.date(), "hour": here.time()},
        zone=zone,
    )
    if request.method == "GET" or not form.is_valid():
        return changing(request, found, form, CancelForm())
    values = form.cleaned_data
    try:
        actions.move_session(
            found,
            by=request.user,
            starts_at=values["starts_at"],
            timezone=zone,
            reason=values["reason"],
        )
    except SessionInThePast as refusal:
        form.add_error("day", str(refusal))
        return changing(request, found, form, CancelForm())
    messages.success(request, _("Moved. Its members are told, and why."))
    return see_other(page_of(found))


@require_http_methods(["GET", "POST"])
@login_required
def cancellation(request: MemberRequest, public_id: object) -> HttpResponse:
    """Say that a session does not take place."""
    found = led_session(request, public_id)
    form = CancelForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return changing(request, found, None, form)
    actions.cancel_session(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Cancelled. Its members are told, and why."))
    return see_other(page_of(found))


def changing(
    request: MemberRequest,
    found: FacilitatedSession,
    form: ChangeForm | None,
    cancel: CancelForm,
) -> HttpResponse:
    """The page for another time, or for cancelling."""
    context = {
        "session": found,
        "cohort": found.discussion.cohort,
        "form": form,
        "cancel": cancel,
    }
    wrong = bool((form and form.errors) or cancel.errors)
    return shown(request, "session_change_page.html", context, 422 if wrong else 200)
