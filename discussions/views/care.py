"""Flags, hiding, restrictions, and the facilitator's desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses.models import CohortMembership
from discussions.actions import moderation
from discussions.forms import (
    AppealForm,
    FlagForm,
    ReasonForm,
    ResolutionForm,
    RestrictionForm,
    first_error,
)
from discussions.models import Discussion, Flag, ModerationAction, Restriction
from discussions.permissions import can_moderate
from discussions.rooms import quiet_members, unanswered
from discussions.views.deeds import post_context, seen_post
from discussions.views.posts import place, see_other
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest
from lms.core import clock


def moderated_room(request: MemberRequest, cohort_id: int) -> Discussion:
    """The room of a cohort that the person looks after; else the same 404 as unknown."""
    room: Discussion = get_object_or_404(
        Discussion.objects.open_to(request.user).select_related("cohort"),
        cohort=cohort_id,
    )
    if not can_moderate(request.user, room):
        raise Http404
    return room


@require_POST
@login_required
def flags(request: MemberRequest, post_id: int) -> HttpResponse:
    """Ask for a look at a post."""
    found = seen_post(request, post_id)
    form = FlagForm(request.POST)
    if not form.is_valid():
        context = post_context(request, found, flag_form=form, error=first_error(form))
        return render(request, "discussions/post_page.html", context, status=422)
    moderation.flag_post(
        found,
        by=request.user,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["note"],
    )
    messages.success(
        request,
        _(
            "Thank you. A facilitator will look at it, and nobody else learns that it was you."
        ),
    )
    return see_other(place(found))


@require_POST
@login_required
def appeal(request: MemberRequest, post_id: int) -> HttpResponse:
    """The author of a hidden post asks for another look."""
    found = seen_post(request, post_id)
    form = AppealForm(request.POST)
    if not form.is_valid():
        context = post_context(request, found, error=first_error(form))
        return render(request, "discussions/post_page.html", context, status=422)
    moderation.appeal_post(found, by=request.user, words=form.cleaned_data["note"])
    messages.success(request, _("A facilitator will look at it again."))
    return see_other(place(found))


@require_POST
@login_required
def visibility(request: MemberRequest, post_id: int) -> HttpResponse:
    """Hide a post, or show it again, with a reason."""
    found = seen_post(request, post_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        context = post_context(
            request, found, error=_("Write the reason: its author is told.")
        )
        return render(request, "discussions/post_page.html", context, status=422)
    deed = (
        moderation.show_post
        if request.POST.get("state") == "visible"
        else moderation.hide_post
    )
    deed(found, by=request.user, reason=form.cleaned_data["reason"])
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
    if not can_moderate(request.user, flag.post.discussion):
        raise Http404
    desk_url = reverse("discussions:desk", args=[flag.post.discussion.cohort_id])
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Write the reason, and choose what becomes of the post.")
        )
        return see_other(desk_url)
    moderation.resolve_flag(
        flag,
        by=request.user,
        uphold=form.cleaned_data["decision"] == "uphold",
        reason=form.cleaned_data["reason"],
    )
    messages.success(
        request, _("Decided. Whoever flagged it is told the outcome, not who decided.")
    )
    return see_other(desk_url)


@require_GET
@login_required
def desk(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Who needs the facilitator today: flags, what nobody answered, what was decided."""
    room = moderated_room(request, cohort_id)
    waiting = (
        Flag.objects.awaiting_review()
        .filter(post__discussion=room)
        .select_related("post__author", "post__thread")
    )
    people = CohortMembership.objects.filter(
        cohort=cohort_id, left_at__isnull=True
    ).select_related("user")
    learners = people.filter(role="learner")
    recent = clock.now() - dt.timedelta(days=14)
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "flagged": by_post(waiting),
        "unanswered": unanswered(room),
        "decided": ModerationAction.objects.filter(discussion=room)
        .select_related("moderator", "member", "post")
        .order_by("-pk")[:20],
        "members": learners.order_by("user__display_name"),
        "quiet": quiet_members(room),
        "restrictions": Restriction.objects.in_force()
        .filter(discussion=room)
        .select_related("user"),
        "active": room.posts.filter(
            created_at__gt=recent, author__in=learners.values("user")
        )
        .values("author")
        .distinct()
        .count(),
    }
    return render(request, "discussions/desk_page.html", context)


def by_post(waiting: Iterable[Flag]) -> list[list[Flag]]:
    """Open flags, those of one post together."""
    groups: dict[int, list[Flag]] = {}
    for flag in waiting:
        groups.setdefault(flag.post_id, []).append(flag)
    return list(groups.values())


@require_POST
@login_required
def restricted(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Mute a member, or remove them from the room."""
    room = moderated_room(request, cohort_id)
    form = RestrictionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a member, and write the reason."))
        return see_other(reverse("discussions:desk", args=[cohort_id]))
    values = form.cleaned_data
    member = get_object_or_404(
        User.objects.filter(
            cohort_memberships__cohort=cohort_id,
            cohort_memberships__left_at__isnull=True,
        ),
        public_id=values["member"],
    )
    days = values["days"]
    moderation.restrict_member(
        room,
        member=member,
        by=request.user,
        kind=values["kind"],
        reason=values["reason"],
        until=clock.now() + dt.timedelta(days=days) if days else None,
    )
    return redirect("discussions:desk", cohort_id)


@require_POST
@login_required
def lifting(request: MemberRequest, restriction_id: int) -> HttpResponse:
    """Let somebody take part again."""
    found = get_object_or_404(
        Restriction.objects.filter(
            discussion__in=Discussion.objects.open_to(request.user)
        ).select_related("user"),
        pk=restriction_id,
    )
    room = get_object_or_404(Discussion, pk=found.discussion_id)
    room = moderated_room(request, room.cohort_id)
    reason = reason_given(request) or _("Taken back.")
    moderation.lift_restriction(found, by=request.user, reason=reason)
    return redirect("discussions:desk", room.cohort_id)


@require_POST
@login_required
def lock(request: MemberRequest, cohort_id: int) -> HttpResponse:
    """Close the room for writing, or open it again."""
    room = moderated_room(request, cohort_id)
    reason = reason_given(request)
    moderation.lock_room(
        room, by=request.user, reason=reason, on=room.locked_at is None
    )
    return redirect("discussions:desk", cohort_id)


def reason_given(request: MemberRequest) -> str:
    """A reason where none has to be given; one that cannot be stored is none."""
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""
