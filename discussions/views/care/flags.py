"""Asking for a look, and what becomes of a post."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from discussions.actions.flags import flag_post, resolve_flag
from discussions.actions.hiding import hide_post, let_stand, show_post
from discussions.actions.nudges import remind_member
from discussions.forms.care import FlagForm, ReasonForm, ReminderForm, ResolutionForm
from discussions.models import Discussion, Flag
from discussions.permissions import can_moderate
from discussions.views.care.rooms import (
    amiss,
    on_post_page,
    reason_given,
    to_desk,
)
from discussions.views.deeds import seen_post
from discussions.views.posts import place, see_other
from lms.accounts.requests import MemberRequest


@require_POST
@login_required
def flags(request: MemberRequest, post_id: int) -> HttpResponse:
    """Ask for a look at a post."""
    found = seen_post(request, post_id)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return on_post_page(request, found, form, flag_form=form)
    values = form.cleaned_data
    flag_post(found, by=request.user, reason=values["reason"], words=values["note"])
    messages.success(
        request,
        _(
            "Thank you. A facilitator will look at it, and nobody in the room learns that it was you."
        ),
    )
    return see_other(place(found))


@require_POST
@login_required
def resolution(request: MemberRequest, flag_id: int) -> HttpResponse:
    """Decide the flags of a post."""
    flag = get_object_or_404(
        Flag.objects.filter(
            post__discussion__in=Discussion.objects.open_to(request.user)
        ).select_related("post__discussion"),
        pk=flag_id,
    )
    room = flag.post.discussion
    if not can_moderate(request.user, room):
        raise Http404
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return amiss(request, room, form, part="flagged")
    resolve_flag(
        flag,
        by=request.user,
        uphold=form.cleaned_data["decision"] == "uphold",
        reason=form.cleaned_data["reason"],
    )
    said = _("Decided. Whoever flagged it is told the outcome, not who decided.")
    return to_desk(request, room, said)


@require_POST
@login_required
def visibility(request: MemberRequest, post_id: int) -> HttpResponse:
    """Hide a post, or show it again, with a reason."""
    found = seen_post(request, post_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return on_post_page(request, found, form)
    deed = show_post if request.POST.get("state") == "visible" else hide_post
    deed(found, by=request.user, reason=form.cleaned_data["reason"])
    return see_other(place(found))


@require_POST
@login_required
def standing(request: MemberRequest, post_id: int) -> HttpResponse:
    """Let a held post stand."""
    found = seen_post(request, post_id)
    let_stand(found, by=request.user, reason=reason_given(request))
    said = _("Everybody in the room can read it now.")
    return to_desk(request, found.discussion, said)


@require_POST
@login_required
def reminder(request: MemberRequest, post_id: int) -> HttpResponse:
    """Tell the author of a post in private how we talk here."""
    found = seen_post(request, post_id)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return on_post_page(request, found, form, reminder_form=form)
    values = form.cleaned_data
    remind_member(found, by=request.user, words=values["words"], rule=values["rule"])
    messages.success(
        request,
        _("Sent. Only %(name)s reads it.") % {"name": found.author.display_name},
    )
    return see_other(place(found))
