"""Who may not post or enter, how fast one may post, what is closed, what waits."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from discussions.actions.holds import change_rules
from discussions.actions.restricting import (
    lift_restriction,
    lock_room,
    restrict_everywhere,
    restrict_member,
    slow_room,
)
from discussions.forms.care import RestrictionForm, RulesForm, SlowForm
from discussions.models import Restriction
from discussions.pages.decisions import decision_behind, stands
from discussions.permissions import can_lift_restriction
from discussions.views.care.rooms import (
    amiss,
    moderated_room,
    reason_given,
    to_desk,
)
from discussions.views.posts import see_other
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def restricted(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Mute a member or remove them: from the room, or (site administrators) everywhere."""
    room = moderated_room(request, cohort_id)
    form = RestrictionForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form, part="people")
    values = form.cleaned_data
    member = get_object_or_404(
        User.objects.filter(
            cohort_memberships__cohort=cohort_id,
            cohort_memberships__left_at__isnull=True,
        ),
        public_id=values["member"],
    )
    how = {"kind": values["kind"], "reason": values["reason"], "until": form.until()}
    if values["scope"] == "site":
        restrict_everywhere(member, by=request.user, **how)
    else:
        restrict_member(room, member=member, by=request.user, **how)
    name = {"name": member.display_name}
    said = _("Done. %(name)s is told why, until when, and how to appeal.") % name
    return to_desk(request, room, said, part="people")


@require_GET
@login_required
def restriction(request: MemberRequest, restriction_id: int) -> HttpResponse:
    """Why somebody may not post or enter, until when, and how to appeal: for them alone."""
    found = get_object_or_404(
        Restriction.objects.select_related("discussion__cohort"),
        pk=restriction_id,
        user=request.user,
    )
    line = decision_behind(found.pk)
    context = {
        "restriction": found,
        "line": line,
        "appeal": getattr(line, "appeal", None),
        "stands": line is not None and stands(line),
    }
    return render(request, "discussions/restriction_page.html", context)


@require_POST
@login_required
def lifting(request: MemberRequest, restriction_id: int) -> HttpResponse:
    """Let somebody take part again."""
    found = get_object_or_404(
        Restriction.objects.select_related("discussion__cohort", "user"),
        pk=restriction_id,
    )
    if not can_lift_restriction(request.user, found):
        raise Http404
    reason = reason_given(request, _("Taken back."))
    lift_restriction(found, by=request.user, reason=reason)
    if found.discussion is None:
        return see_other("/desk/")
    return to_desk(request, found.discussion, _("Taken back."), part="people")


@require_POST
@login_required
def lock(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Close the room for writing, or open it again."""
    room = moderated_room(request, cohort_id)
    on = room.locked_at is None
    lock_room(room, by=request.user, reason=reason_given(request), on=on)
    said = _("Closed. All stays readable.") if on else _("Open for writing again.")
    return to_desk(request, room, said, part="room")


@require_POST
@login_required
def pace(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Choose how often one may post."""
    room = moderated_room(request, cohort_id)
    form = SlowForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form, part="room")
    values = form.cleaned_data
    slow_room(room, by=request.user, seconds=values["seconds"], reason=values["reason"])
    return to_desk(request, room, _("Saved."), part="room")


@require_POST
@login_required
def rules(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Choose what waits until somebody has read it."""
    room = moderated_room(request, cohort_id)
    form = RulesForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form, part="room")
    reason = form.cleaned_data["reason"]
    change_rules(room, by=request.user, rules=form.rules(), reason=reason)
    said = _("Saved. It holds for what is said from now on.")
    return to_desk(request, room, said, part="room")
