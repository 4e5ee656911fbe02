"""A holder's credentials as one folder, for the day when this site is gone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credentials.bundle import build
from credentials.errors import TooManyBundles
from credentials.views.files import private
from lms.accounts.requests import MemberRequest
from lms.core import ratelimit

LIMIT, SECONDS = 6, 600


@require_POST
@login_required
def bundle(request: MemberRequest) -> HttpResponse:
    """A zip with everything that one earned; a POST, for what is missing is signed."""
    if not build.awards_of(request.user):
        messages.info(request, _("There is nothing to download yet."))
        return redirect("credentials:learning")
    if wait := ratelimit.spend(
        f"bundle:{request.user.pk}", limit=LIMIT, seconds=SECONDS
    ):
        raise TooManyBundles(wait)
    packed = build.bundle_for(request.user)
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="credentials.zip"'
    return private(response)
