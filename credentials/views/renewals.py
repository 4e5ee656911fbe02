"""What a holder does about the end of an award: renew it, or take it back."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credentials.actions.renewals import renew_award
from credentials.actions.revocation import withdraw_award
from credentials.models import Award
from credentials.pages.renewals import day
from lms.accounts.models import User


@require_POST
@login_required
def renewal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Renew one's own award; the answer is the page of the new one."""
    found = renew_award(own(request, public_id), by=_holder(request))
    messages.success(
        request,
        _(
            "Renewed until %(day)s. Its page is new, and open to you alone until you share it."
        )
        % {"day": day(found.expires_at)}
        if found.expires_at
        else _("Renewed. Its page is new, and open to you alone until you share it."),
    )
    return redirect(found)


@require_http_methods(["GET", "POST"])
@login_required
def withdrawal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say what it means, then take one's own award back for good."""
    found = own(request, public_id)
    if request.method == "POST":
        withdraw_award(found, by=_holder(request))
        messages.success(
            request, _("Taken back. Every verifier will say so within minutes.")
        )
        return redirect(found)
    return render(request, "credentials/withdrawal.html", {"award": found})


def own(request: HttpRequest, public_id: UUID) -> Award:
    """One's own award; 404 for anybody else's."""
    found: Award = get_object_or_404(
        Award.objects.select_related("achievement", "renews"),
        public_id=public_id,
        recipient=_holder(request),
    )
    return found


def _holder(request: HttpRequest) -> User:
    return cast("User", request.user)
