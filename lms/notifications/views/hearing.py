"""What somebody wants to hear: of rooms, of threads, and when."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from discussions.actions.levels import set_room_level, set_thread_level
from discussions.levels import DEFAULT
from discussions.models import Discussion, RoomReader, Thread, ThreadReader
from discussions.models.rooms import member_of
from discussions.models.talk import ReadLevel
from lms.accounts.models import User
from lms.accounts.requests import MemberRequest
from lms.notifications.delivery import delivery_of, set_delivery
from lms.notifications.forms import DeliveryForm, RoomLevelForm, ThreadLevelForm


@require_safe
@login_required
def hearing(request: MemberRequest) -> HttpResponse:
    """Everything that one chose, on one page."""
    mine = delivery_of(request.user)
    form = DeliveryForm(initial={name: getattr(mine, name) for name in FIELDS})
    return show(request, form)


FIELDS = ("digest", "digest_on", "digest_at", "quiet_from", "quiet_until")


def show(request: MemberRequest, form: DeliveryForm, status: int = 200) -> HttpResponse:
    """The page, with a form as it was filled in."""
    context = {
        "form": form,
        "rooms": rooms_of(request.user),
        "threads": ThreadReader.objects.filter(
            user=request.user,
            level__isnull=False,
            thread__in=Thread.objects.visible_to(request.user),
        )
        .select_related("thread__discussion__cohort")
        .order_by("thread__discussion__cohort__name", "thread__title"),
        "levels": ReadLevel.choices,
    }
    return render(request, "notifications/hearing.html", context, status=status)


def rooms_of(user: User) -> list[tuple[Discussion, str]]:
    """Somebody's own rooms, each with what they want to hear of it."""
    rooms = (
        Discussion.objects.open_to(user)
        .filter(Exists(member_of(OuterRef("cohort"), user.pk)))
        .select_related("cohort")
        .order_by("cohort__name", "pk")
    )
    chosen = dict(
        RoomReader.objects.filter(user=user).values_list("discussion", "level")
    )
    return [(room, chosen.get(room.pk, DEFAULT)) for room in rooms]


@require_POST
@login_required
def delivery(request: MemberRequest) -> HttpResponse:
    """Choose digest and quiet hours."""
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    set_delivery(request.user, **form.cleaned_data)
    messages.success(request, _("Kept. It holds from now on."))
    return see_other(reverse("notifications:hearing"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def room_level(request: MemberRequest, discussion_id: int) -> HttpResponse:
    """Choose what one wants to hear of a room."""
    room = get_object_or_404(
        Discussion.objects.open_to(request.user).select_related("cohort"),
        pk=discussion_id,
    )
    if request.method != "POST":
        return show_here(request, room, None)
    form = RoomLevelForm(request.POST)
    if form.is_valid():
        level = ReadLevel(form.cleaned_data["level"])
        set_room_level(room, by=request.user, level=level)
        messages.success(request, _("Kept. It holds from now on."))
    else:
        messages.error(request, _("Choose one of the four."))
    return see_other(back(request, reverse("discussions:room", args=[room.pk])))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def thread_level(request: MemberRequest, thread_id: int) -> HttpResponse:
    """Choose what one wants to hear of a thread; empty: as of its room."""
    thread = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("discussion__cohort"),
        pk=thread_id,
    )
    if request.method != "POST":
        return show_here(request, thread.discussion, thread)
    form = ThreadLevelForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["level"]
        level = ReadLevel(chosen) if chosen else None
        set_thread_level(thread, by=request.user, level=level)
        messages.success(request, _("Kept. It holds from now on."))
    else:
        messages.error(request, _("Choose one of the five."))
    fallback = reverse("discussions:room", args=[thread.discussion_id])
    return see_other(back(request, fallback))


def show_here(
    request: MemberRequest, room: Discussion, thread: Thread | None
) -> HttpResponse:
    """The choices for a thread, and for the room in which it stands."""
    return render(
        request, "notifications/hearing_here.html", {"room": room, "thread": thread}
    )


def back(request: HttpRequest, fallback: str) -> str:
    """Where the form stood, if that is a page of this site."""
    given = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        given, {request.get_host()}, require_https=request.is_secure()
    )
    return given if is_ours else fallback


def see_other(url: str) -> HttpResponseRedirect:
    """Go on with GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
