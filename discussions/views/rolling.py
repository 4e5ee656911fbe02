"""Offers to merge quiet rooms, and moving to a livelier one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from discussions.actions import rolling as actions
from discussions.forms.rolling import MoveForm, OfferForm
from discussions.models import Discussion, MergeOffer
from discussions.models.rolling import OfferState
from discussions.pages import rolling
from discussions.permissions import standing_of
from discussions.views.posts import see_other
from discussions.views.rooms import open_room
from lms.accounts.requests import MemberRequest


def seen_offer(request: MemberRequest, offer_id: int) -> MergeOffer:
    """An offer about a room that the person looks after; else the same 404 as unknown."""
    found: MergeOffer = get_object_or_404(
        MergeOffer.objects.select_related(
            "first__cohort__series",
            "second__cohort",
            "agreed_by",
            "decided_by",
            "into__cohort",
        ),
        pk=offer_id,
    )
    if not rolling.agreed_rooms(found, request.user):
        raise Http404
    return found


@require_GET
@login_required
def offer(request: MemberRequest, offer_id: int) -> HttpResponse:
    """What a merge would do, exactly, and the two answers."""
    found = seen_offer(request, offer_id)
    user = request.user
    mine = rolling.agreed_rooms(found, user)
    rooms = (found.first, found.second)
    agreed = rolling.agreed_rooms(found, user, found.agreed_by)
    said_yes = rolling.agreed_rooms(found, found.agreed_by)
    context = {
        "offer": found,
        "pulses": [rolling.pulse_of(room) for room in rooms],
        "is_open": found.state == OfferState.OPEN,
        "is_enough": len(agreed) == len(rooms),
        "said_yes": mine <= said_yes,
        "waits_for": next((r for r in rooms if r.pk not in agreed), None),
        "back": next(r for r in rooms if r.pk in mine),
    }
    return render(request, "discussions/merge_offer_page.html", context)


@require_POST
@login_required
def decision(request: MemberRequest, offer_id: int) -> HttpResponse:
    """Yes or no to a merge."""
    found = seen_offer(request, offer_id)
    page = reverse("discussions:merge_offer", args=[found.pk])
    form = OfferForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether the two groups go on together."))
        return see_other(page)
    if form.cleaned_data["decision"] == "decline":
        actions.decline_offer(found, by=request.user)
        messages.success(
            request, _("Both groups stay as they are. You are not asked for 30 days.")
        )
        return see_other(page)
    said = actions.accept_offer(found, by=request.user)
    if said.into is None:
        messages.success(
            request, _("Your yes is noted. It waits for the yes of the other group.")
        )
        return see_other(page)
    messages.success(
        request,
        _("Done. This is the new room of both groups, Cohort %(name)s.")
        % {"name": said.into.cohort.name},
    )
    return see_other(reverse("discussions:room", args=[said.into.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def livelier(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """The group to which a learner could move, what moves and what stays; POST moves."""
    if request.method == "POST":
        return moving(request, discussion_id)
    room = open_room(request, discussion_id)
    membership = rolling.learner_here(room, request.user)
    if membership is None:
        raise Http404
    here = rolling.pulse_of(room)
    standing = standing_of(request.user, room)
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "here": here,
        "there": rolling.livelier_room(room, request.user),
        "is_muted": bool(standing and standing.is_muted),
        "moved_lately": not here.is_quiet and rolling.moved_lately(membership),
    }
    return render(request, "discussions/livelier_page.html", context)


def moving(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Move, once: pressing twice leads to the same room."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    mine = Discussion.objects.open_to(request.user).select_related("cohort")
    to = form.cleaned_data["to"]
    room = mine.filter(pk=discussion_id).first()
    if room is None:
        return see_other(
            reverse("discussions:room", args=[get_object_or_404(mine, pk=to).pk])
        )
    if rolling.learner_here(room, request.user) is None:
        raise Http404
    new = actions.move_to_livelier(room, by=request.user, to=to)
    messages.success(
        request,
        _("You are in Cohort %(name)s now. You can read its room from the beginning.")
        % {"name": new.cohort.name},
    )
    return see_other(reverse("discussions:room", args=[new.pk]))
