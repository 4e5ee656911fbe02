"""The log of what was decided, and the way back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from discussions.actions.notes import SITE
from discussions.actions.undoing import can_undo, undo, undoable
from discussions.forms.care import LogForm
from discussions.models import ModerationAction
from discussions.views.care.rooms import moderated_room, reason_given
from discussions.views.posts import see_other
from lms.accounts.requests import MemberRequest

LINES_A_PAGE = 50


@require_GET
@login_required
def log(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Every decision in a room, the newest first."""
    room = moderated_room(request, cohort_id)
    lines = ModerationAction.objects.filter(discussion=room)
    context = {"discussion": room, "cohort": room.cohort}
    return render(
        request, "discussions/log_page.html", {**context, **listed(request, lines)}
    )


@require_GET
@login_required
def site_log(request: MemberRequest) -> HttpResponse:
    """Every decision that goes beyond one cohort; for site administrators."""
    if not request.user.is_superuser:
        raise Http404
    lines = ModerationAction.objects.filter(discussion__isnull=True)
    context = {"of_site": True, "scope": SITE, **listed(request, lines)}
    return render(request, "discussions/log_page.html", context)


def listed(
    request: HttpRequest, lines: QuerySet[ModerationAction]
) -> dict[str, object]:
    """A page of a log, narrowed by what the address asks for."""
    form = LogForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    if verb := asked.get("verb"):
        lines = lines.filter(verb=verb)
    if since := asked.get("since"):
        lines = lines.filter(created_at__date__gte=since)
    if until := asked.get("until"):
        lines = lines.filter(created_at__date__lt=until + dt.timedelta(days=1))
    found = lines.select_related(
        "moderator", "member", "thread", "undone_by", "undoes", "appeal"
    ).order_by("-pk")
    page = Paginator(found, LINES_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    link = f"?{kept.urlencode()}&page=" if kept else "?page="
    return {
        "form": form,
        "page_obj": page,
        "lines": undoable(page.object_list),
        "page_link": link,
    }


@require_POST
@login_required
def undoing(request: MemberRequest, line_id: int) -> HttpResponse:
    """Take a line of the log back."""
    line = get_object_or_404(
        ModerationAction.objects.select_related(
            "discussion__cohort", "post__discussion", "restriction__user",
            "restriction__discussion",
        ),
        pk=line_id,
    )  # fmt: skip
    if not can_undo(request.user, line):
        raise Http404
    undo(line, by=request.user, reason=reason_given(request, _("Taken back.")))
    messages.success(request, _("Taken back. What was before stands again."))
    return see_other(way_on(request, line))


def way_on(request: HttpRequest, line: ModerationAction) -> str:
    """The page one came from; else the log in which the line stands."""
    back = request.headers.get("Referer", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}):
        return back
    if line.discussion is not None:
        return reverse("discussions:log", args=[line.discussion.cohort_id])
    return reverse("discussions:desks")
