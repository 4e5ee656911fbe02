"""A room so far: read by whoever comes late, written by whoever looks after it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from discussions.actions.recaps import delete_recap, edit_recap, write_recap
from discussions.forms.rolling import RecapForm
from discussions.models import Discussion, Recap
from discussions.pages.recaps import so_far
from discussions.permissions import can_moderate
from discussions.views.posts import see_other
from discussions.views.rooms import open_room
from lms.accounts.requests import MemberRequest


@require_GET
@login_required
def recap(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """What happened in a room before one came: a screenful."""
    room = open_room(request, discussion_id)
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "so_far": so_far(room),
        "is_moderator": can_moderate(request.user, room),
    }
    return render(request, "discussions/recap_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def recaps(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """A facilitator's recaps: the list, and a new one."""
    room = open_room(request, discussion_id)
    if not can_moderate(request.user, room):
        raise Http404
    form = RecapForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_recap(room, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. Whoever comes late reads it first."))
        return see_other(reverse("discussions:recaps", args=[room.pk]))
    return listed(request, room, form)


def listed(
    request: MemberRequest,
    room: Discussion,
    form: RecapForm,
    *,
    edited: Recap | None = None,
) -> HttpResponse:
    """The recaps of a room, and the form for one."""
    context = {
        "discussion": room,
        "cohort": room.cohort,
        "recaps": room.recaps.select_related("author").order_by("-pk"),
        "form": form,
        "edited": edited,
    }
    status = 422 if form.errors else 200
    return render(request, "discussions/recaps_page.html", context, status=status)


def own_recap(request: MemberRequest, recap_id: int) -> Recap:
    """A recap of a room that the person looks after; else the same 404 as unknown."""
    found: Recap = get_object_or_404(
        Recap.objects.filter(
            discussion__in=Discussion.objects.open_to(request.user)
        ).select_related("discussion__cohort"),
        pk=recap_id,
    )
    if not can_moderate(request.user, found.discussion):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: MemberRequest, recap_id: int) -> HttpResponse:
    """Mend a recap."""
    found = own_recap(request, recap_id)
    before = {"title": found.title, "body": found.body}
    form = RecapForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        edit_recap(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return see_other(reverse("discussions:recaps", args=[found.discussion_id]))
    return listed(request, found.discussion, form, edited=found)


@require_POST
@login_required
def deletion(request: MemberRequest, recap_id: int) -> HttpResponse:
    """Take a recap away."""
    found = own_recap(request, recap_id)
    delete_recap(found, by=request.user)
    messages.success(request, _("The recap is gone."))
    return see_other(reverse("discussions:recaps", args=[found.discussion_id]))
