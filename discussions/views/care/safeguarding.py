"""The record of the rooms that are everybody's, for site administrators."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from discussions.actions.exporting import export_care
from discussions.forms.care import ExportForm
from discussions.pages.record import Span
from lms.accounts.requests import MemberRequest
from lms.core import clock


@require_http_methods(["GET", "POST"])
@login_required
def safeguarding(request: MemberRequest) -> HttpResponse:
    """Ask for the record, with a reason; a school's own rooms are in its own record."""
    if not request.user.is_superuser:
        raise Http404
    today = clock.today()
    first = {"since": today - dt.timedelta(days=30), "until": today}
    form = ExportForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        span = Span(midnight(values["since"]), midnight(values["until"], days=1))
        whole = export_care("", by=request.user, reason=values["reason"], span=span)
        return HttpResponse(
            whole,
            content_type="application/zip",
            headers={
                "Content-Disposition": 'attachment; filename="safeguarding.zip"',
                "Cache-Control": "private, no-store",
            },
        )
    status = 422 if form.is_bound else 200
    context = {"form": form}
    return render(request, "discussions/safeguarding_page.html", context, status=status)


def midnight(day: dt.date, *, days: int = 0) -> dt.datetime:
    """When a day begins, in UTC; or a day some days later."""
    return dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), dt.UTC)
