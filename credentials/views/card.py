"""A shared award as a small card for frames on other people's pages."""

from __future__ import annotations

from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from credentials.art import images
from credentials.pages.halves import both, checked, shared, worst
from credentials.printing.words import together
from credentials.views.files import private

POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


@require_safe
@xframe_options_exempt
@csp_replace(POLICY)
def card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name, holder, issuer and status now, without scripts and without cookies.

    The only page that any site may frame; 404 unless its award is shared. No cache keeps
    it: what was closed or revoked is so at once.
    """
    found = get_object_or_404(shared(), public_id=public_id)
    halves = checked(both(found))
    whole = halves[0].award
    response = render(
        request,
        "credentials/card.html",
        {
            "award": whole,
            "achievement": whole.snapshot["achievement"],
            "holder": whole.snapshot["recipient"]["name"],
            "issuers": together([half.issuer for half in halves]),
            "report": worst(halves),
            "stone": images.stone_of(whole.snapshot),
            "link": request.build_absolute_uri(whole.get_absolute_url()),
        },
    )
    return private(response)
