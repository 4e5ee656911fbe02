"""What a school's safeguarding officer needs: suspension, appeals, the record."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from discussions.actions.undoing import undoable
from discussions.forms.care import ExportForm, RestrictionForm
from discussions.forms.talk import first_error
from discussions.models import Appeal, ModerationAction, Restriction
from discussions.models.care import AppealState
from discussions.pages.record import Span, rooms_of
from discussions.permissions import can_decide_appeal
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest
from lms.core import clock
from lms.schools.actions.care import end_suspension, export_record, suspend_member
from lms.schools.actions.licenses import community_of
from lms.schools.models import School
from lms.schools.views.desk import school_of


@require_safe
@login_required
def safeguarding(request: MemberRequest, slug: str) -> HttpResponse:
    """Who is suspended, what asks for another look, and the record to take along."""
    return show(request, school_of(request, slug))


def show(
    request: MemberRequest,
    school: School,
    *,
    export_form: ExportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with whatever form still needs an answer."""
    community = community_of(school)
    today = school.today()
    lines = ModerationAction.objects.filter(scope=community, discussion__isnull=True)
    context = {
        "school": school,
        "now": clock.now(),
        "appeals": appeals_for(request.user, community),
        "members": school.memberships.filter(left_at__isnull=True)
        .select_related("user")
        .order_by("user__display_name", "pk"),
        "suspended": Restriction.objects.in_force()
        .filter(audience=community)
        .select_related("user")
        .order_by("-pk"),
        "decided": undoable(
            lines.select_related("moderator", "member", "undone_by").order_by("-pk")[
                :20
            ]
        ),
        "export_form": export_form
        or ExportForm(initial={"since": today - dt.timedelta(days=30), "until": today}),
    }
    return render(request, "schools/safeguarding.html", context, status=status)


def appeals_for(user: User, community: str) -> list[Appeal]:
    """Open appeals about the school's rooms or people that this administrator may answer."""
    waiting = Appeal.objects.filter(state=AppealState.OPEN).select_related(
        "by", "action__discussion__cohort__series"
    )
    here = waiting.filter(action__discussion__in=rooms_of(community)) | waiting.filter(
        action__scope=community
    )
    return [a for a in here.order_by("created_at") if can_decide_appeal(user, a)]


@require_POST
@login_required
def suspensions(request: MemberRequest, slug: str) -> HttpResponse:
    """Mute a member in all rooms of the school, or keep them out."""
    school = school_of(request, slug)
    form = RestrictionForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("schools:safeguarding", school.slug)
    values = form.cleaned_data
    members = User.objects.filter(
        school_memberships__school=school, school_memberships__left_at__isnull=True
    )
    member = get_object_or_404(members, public_id=values["member"])
    suspend_member(
        school,
        member=member,
        by=request.user,
        kind=values["kind"],
        reason=values["reason"],
        until=form.until(),
    )
    name = {"name": member.display_name}
    said = _("Done. %(name)s is told why, until when, and how to appeal.") % name
    messages.success(request, said)
    return redirect("schools:safeguarding", school.slug)


@require_POST
@login_required
def suspension_end(
    request: MemberRequest, slug: str, restriction_id: int
) -> HttpResponse:
    """Let a member take part again."""
    school = school_of(request, slug)
    found = get_object_or_404(
        Restriction, pk=restriction_id, audience=community_of(school)
    )
    end_suspension(school, restriction=found, by=request.user, reason=_("Taken back."))
    messages.success(request, _("Taken back."))
    return redirect("schools:safeguarding", school.slug)


@require_POST
@login_required
def record(request: MemberRequest, slug: str) -> HttpResponse:
    """The record of moderation of the school's cohorts, to take along."""
    school = school_of(request, slug)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return show(request, school, export_form=form, status=422)
    values = form.cleaned_data
    zone = ZoneInfo(school.timezone)
    span = span_of(values["since"], values["until"], zone)
    whole = export_record(school, by=request.user, reason=values["reason"], span=span)
    return as_file(whole, f"safeguarding-{school.slug}.zip")


def span_of(since: dt.date, until: dt.date, zone: ZoneInfo) -> Span:
    """Whole days of a time zone, the last one included."""
    begin = dt.datetime.combine(since, dt.time(), zone)
    end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), zone)
    return Span(begin, end)


def as_file(whole: bytes, name: str) -> HttpResponse:
    """A zip that the browser keeps and no cache does."""
    return HttpResponse(
        whole,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
