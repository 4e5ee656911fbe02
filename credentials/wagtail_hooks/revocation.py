"""Taking an award back, letting it stand again, renewing it late: a page for each."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail import hooks

from credentials.actions import restore_award
from credentials.actions.renewals import renew_award
from credentials.actions.revocation import revoke_awards
from credentials.forms import ReasonForm
from credentials.models import Award
from credentials.pages.renewals import grounds_of, why_not
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock

INDEX = "award:index"


@hooks.register("register_admin_urls")
def revocation_urls() -> list[URLPattern]:
    """Where the buttons of the list lead."""
    return [
        path("awards/<int:award_id>/revocation/", revocation, name="revoke_award"),
        path("awards/<int:award_id>/restoration/", restoration, name="restore_award"),
        path("awards/<int:award_id>/renewal/", renewal, name="renew_award"),
    ]


def by(request: HttpRequest) -> User:
    """Whoever is asking; nobody gets here without signing in."""
    return cast("User", request.user)


def award_for(request: HttpRequest, award_id: int) -> Award:
    """An award, for somebody who may decide about it."""
    if not can_manage_awards(by(request)):
        raise PermissionDenied
    found: Award = get_object_or_404(
        Award.objects.select_related(
            "achievement", "recipient", "renews", "joint_with__achievement"
        ),
        pk=award_id,
    )
    return found


def resting_on(award: Award) -> list[Award]:
    """What stands and rests on this award: certificates that counted it, its renewal."""
    others = (
        Award.objects.standing()
        .filter(recipient=award.recipient_id, joint_with=None)
        .exclude(pk__in=(award.pk, award.joint_with_id or award.pk))
        .select_related("achievement")
        .order_by("awarded_at", "pk")
    )
    return [
        other
        for other in others
        if other.renews_id == award.pk or award.pk in other.basis.get("awards", [])
    ]


@require_http_methods(["GET", "POST"])
def revocation(request: HttpRequest, award_id: int) -> HttpResponse:
    """Ask for the reason, say what it means, then revoke; and along with it what is ticked."""
    award = award_for(request, award_id)
    form, resting = ReasonForm(request.POST or None), resting_on(award)
    if request.method == "POST" and form.is_valid():
        along = set(request.POST.getlist("along"))
        chosen = [award, *(other for other in resting if str(other.pk) in along)]
        revoke_awards(chosen, by=by(request), reason=form.cleaned_data["reason"])
        messages.success(
            request, _("Revoked. Every verifier will say so within minutes.")
        )
        return redirect(INDEX)
    return page(
        request,
        "revoke",
        award,
        form=form,
        resting=resting,
        title=_("Revoke an award"),
    )


@require_http_methods(["GET", "POST"])
def restoration(request: HttpRequest, award_id: int) -> HttpResponse:
    """Show why it was revoked, then let it stand again."""
    award = award_for(request, award_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        restore_award(award, by=by(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("The award stands again."))
        return redirect(INDEX)
    return page(request, "restore", award, form=form, title=_("Restore an award"))


@require_http_methods(["GET", "POST"])
def renewal(request: HttpRequest, award_id: int) -> HttpResponse:
    """Renew a certificate for its holder, after the time in which they can do it."""
    award = award_for(request, award_id)
    if request.method == "POST":
        renew_award(award, by=by(request))
        messages.success(request, _("Renewed. The holder is told by mail."))
        return redirect(INDEX)
    return page(
        request,
        "renew",
        award,
        refusal=why_not(award, grounds_of(award), now=clock.now(), is_late=True),
        title=_("Renew an award late"),
    )


def page(
    request: HttpRequest, deed: str, award: Award, *, title: str, **more: Any
) -> HttpResponse:
    """One of the pages, in the frame of the back office."""
    heading = {"header_title": title, "page_title": title, "header_icon": "key"}
    return render(
        request,
        f"credentials/cms_{deed}_award.html",
        {
            "award": award,
            "page_subtitle": f"{award.recipient} · {award.achievement}",
            **heading,
            **more,
        },
    )
