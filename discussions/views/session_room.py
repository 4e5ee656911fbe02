"""A session while it goes on, and what is left of it: deeds, attendance, recap."""

from __future__ import annotations

import csv
from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from courses.models import CohortMembership
from discussions.actions import attendance as hands
from discussions.actions import session_running as running
from discussions.actions.session_recaps import write_session_recap
from discussions.errors import SessionNotRunning
from discussions.forms.sessions import RecapForm
from discussions.models import AgendaItem, FacilitatedSession, RaisedHand
from discussions.pages import sessions as reads
from discussions.rules.zones import zone_of
from discussions.views.posts import see_other
from discussions.views.rooms import number
from discussions.views.sessions import (
    led_session,
    page_of,
    room_of,
    seen_session,
    shown,
)
from lms.accounts.requests import MemberRequest
from lms.core.errors import DomainError
from lms.core.spreadsheets import safe_cell


def done(request: MemberRequest, found: FacilitatedSession) -> HttpResponse:
    """After a deed: the live part as it is now for htmx, else the page."""
    if request.headers.get("HX-Request"):
        return room_of(request, seen_session(request, found.public_id))
    return see_other(page_of(found))


@require_POST
@login_required
def beginning(request: MemberRequest, public_id: object) -> HttpResponse:
    """Begin."""
    found = led_session(request, public_id)
    running.begin_session(found, by=request.user)
    return done(request, found)


@require_POST
@login_required
def agenda(request: MemberRequest, public_id: object) -> HttpResponse:
    """Open the item that the button named."""
    found = led_session(request, public_id)
    item = get_object_or_404(
        AgendaItem.objects.select_related("session__discussion"),
        session=found,
        pk=number(request.POST.get("item")) or 0,
    )
    running.open_item(item, by=request.user)
    return done(request, found)


@require_POST
@login_required
def ending(request: MemberRequest, public_id: object) -> HttpResponse:
    """End the session; the facilitator goes on to the recap."""
    found = led_session(request, public_id)
    running.end_session(found, by=request.user)
    messages.success(
        request, _("Ended. Write down what came out of it while you know.")
    )
    answer = see_other(reverse("discussions:session_recap", args=[found.public_id]))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": answer["Location"]})
    return answer


@require_POST
@login_required
def presence(request: MemberRequest, public_id: object) -> HttpResponse:
    """ "I am here": keeps that, and lets the clock do what is due."""
    found = seen_session(request, public_id)
    # What refuses the clock is the facilitator's to mend; whoever is here is here.
    with suppress(DomainError, PermissionDenied):
        running.run_session(found)
    hands.attend(found, by=request.user)
    return done(request, found)


@require_POST
@login_required
def hand(request: MemberRequest, public_id: object) -> HttpResponse:
    """Raise one's hand, or take it down; `of` is somebody else's, for a facilitator."""
    found = seen_session(request, public_id)
    if request.POST.get("state") == "up":
        hands.raise_hand(found, by=request.user)
        return done(request, found)
    other = number(request.POST.get("of"))
    owner = request.user
    if other:
        up = RaisedHand.objects.select_related("user")
        owner = get_object_or_404(up, session=found, pk=other).user
    hands.lower_hand(found, of=owner, by=request.user)
    return done(request, found)


@require_GET
@login_required
def attendance(request: MemberRequest, public_id: object) -> HttpResponse:
    """Who was there, as a table for a spreadsheet; in the zone of the session."""
    found = led_session(request, public_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="attendance.csv"'
    answer.write("\ufeff")
    sheet = csv.writer(answer)
    sheet.writerow(
        [_("Name"), _("Role"), _("First seen"), _("Last seen"), _("Time zone")]
    )
    zone = zone_of(found.timezone)
    roles = dict(
        CohortMembership.objects.filter(cohort=found.discussion.cohort_id).values_list(
            "user", "role"
        )
    )
    for row in reads.attendance_of(found):
        gone = row.user.anonymized_at is not None
        name = str(_("Former member")) if gone else row.user.display_name
        moments = (row.first_seen_at, row.last_seen_at)
        sheet.writerow(
            [
                safe_cell(name),
                roles.get(row.user_id, ""),
                *(m.astimezone(zone).strftime("%Y-%m-%d %H:%M") for m in moments),
                found.timezone,
            ]
        )
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def recap(request: MemberRequest, public_id: object) -> HttpResponse:
    """Write what came out of a session, or mend it."""
    found = led_session(request, public_id)
    if found.ended_at is None:
        if request.method == "GET":
            raise Http404
        raise SessionNotRunning
    known = getattr(found, "recap", None)
    form = RecapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_session_recap(found, by=request.user, body=form.cleaned_data["body"])
        messages.success(
            request, _("The recap stands here, and is linked in the thread.")
        )
        return see_other(f"{page_of(found)}#recap")
    parts = reads.parts_of(found)
    if request.method == "GET":
        link = reverse("discussions:post", args=[0])
        text = known.body if known else reads.skeleton(found, parts, link)
        form = RecapForm(initial={"body": text})
    context = {
        "session": found,
        "cohort": found.discussion.cohort,
        "form": form,
        "parts": parts,
        "is_known": known is not None,
    }
    return shown(
        request, "session_recap_page.html", context, 422 if form.errors else 200
    )
