"""Private words and notes: a friendly line, what is left for the next facilitator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from discussions.actions.hand_overs import leave_note, take_over
from discussions.actions.nudges import nudge
from discussions.forms.care import HandOverForm, NudgeForm
from discussions.models import HandOver, Nudge
from discussions.permissions import can_moderate
from discussions.views.care.rooms import amiss, moderated_room, to_desk
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def nudges(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Write a friendly line to a member."""
    room = moderated_room(request, cohort_id)
    form = NudgeForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form)
    member = get_object_or_404(
        User.objects.filter(
            cohort_memberships__cohort=cohort_id,
            cohort_memberships__left_at__isnull=True,
        ),
        public_id=form.cleaned_data["to"],
    )
    nudge(room, to=member, by=request.user, words=form.cleaned_data["words"])
    name = {"name": member.display_name}
    return to_desk(request, room, _("Sent. Only %(name)s reads it.") % name)


@require_GET
@login_required
def nudge_page(request: MemberRequest, nudge_id: int) -> HttpResponse:
    """A friendly line, for whom it was written to and by."""
    found = get_object_or_404(
        Nudge.objects.select_related("by", "to", "discussion__cohort"), pk=nudge_id
    )
    if request.user.pk not in (found.to_id, found.by_id):
        raise Http404
    return render(request, "discussions/nudge_page.html", {"nudge": found})


@require_POST
@login_required
def hand_overs(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Leave a note for who looks after the room next."""
    room = moderated_room(request, cohort_id)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form, part="hand-over")
    leave_note(room, by=request.user, note=form.cleaned_data["note"])
    return to_desk(request, room, _("It stands on the desk until somebody takes over."))


@require_POST
@login_required
def taking(request: MemberRequest, hand_over_id: int) -> HttpResponse:
    """Take over."""
    found = get_object_or_404(
        HandOver.objects.select_related("discussion__cohort"), pk=hand_over_id
    )
    if not can_moderate(request.user, found.discussion):
        raise Http404
    take_over(found, by=request.user)
    return to_desk(request, found.discussion, _("The cohort is yours to look after."))
