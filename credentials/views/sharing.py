"""The holder's switch for one award, and what to do with its link."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credentials.actions import share_award, unshare_award
from credentials.art import images
from credentials.models import Award
from credentials.pages.halves import both, seen_by
from credentials.printing.words import together
from credentials.views.files import private
from lms.accounts.models import User

CARD_WIDTH, CARD_HEIGHT = 360, 190  # pixels of the frame in which the card stands


@require_POST
@login_required
def sharing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The holder opens the page to anyone with its link, or closes it again."""
    holder = cast("User", request.user)
    found = get_object_or_404(Award, public_id=public_id, recipient=holder)
    if request.POST.get("share") == "yes":
        share_award(found, by=holder)
        messages.success(
            request,
            _(
                "Anyone who has the link can open this page now. You can close it on any day."
            ),
        )
    else:
        unshare_award(found, by=holder)
        messages.success(
            request,
            _(
                "Only you can open this page now. A file that you gave out stays checkable."
            ),
        )
    return redirect(found)


@require_safe
def qr(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The address of a page as a square that a camera reads, to save and to print."""
    found = seen_by(request.user, public_id)
    address = request.build_absolute_uri(found.get_absolute_url())
    response = HttpResponse(images.qr(address), content_type="image/svg+xml")
    name = f"{public_id}-qr.svg"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)


def ways(request: HttpRequest, found: Award) -> dict[str, Any] | None:
    """Ready texts for the places where people show what they earned.

    None while its page is closed, and for what was revoked or withdrawn or renewed by a
    later one: it does not stand, and there is nothing to show.
    """
    if found.shared_at is None or not found.stands:
        return None
    link = request.build_absolute_uri(found.get_absolute_url())
    name = found.snapshot["achievement"]["name"]
    issuers = together([half.snapshot["issuer"]["name"] for half in both(found)])
    stone = request.build_absolute_uri(
        f"/achievements/{found.achievement.public_id}.png"
    )
    return {
        "linkedin": linkedin(found, issuers),
        "signature": f"{name} · {issuers}\n{link}",
        "signature_html": format_html(
            '<a href="{}"><img src="{}" width="32" height="32" alt="{}" style="vertical-align:middle"> {} · {}</a>',
            link,
            stone,
            _("Badge"),
            name,
            issuers,
        ),
        "embed": format_html(
            '<iframe src="{}card/" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
            link,
            name,
            CARD_WIDTH,
            CARD_HEIGHT,
        ),
        "qr": images.qr(link),
    }


def linkedin(found: Award, issuers: str) -> str:
    """The address at which LinkedIn adds a certificate to one's profile.

    LinkedIn does not read the credential, it shows the link. Empty members are left out.
    """
    query: dict[str, object] = {
        "startTask": "CERTIFICATION_NAME",
        "name": found.snapshot["achievement"]["name"],
        "organizationName": issuers,
        "issueYear": found.awarded_at.year,
        "issueMonth": found.awarded_at.month,
    }
    if found.expires_at is not None:
        query["expirationYear"] = found.expires_at.year
        query["expirationMonth"] = found.expires_at.month
    query |= {"certUrl": found.url, "certId": str(found.public_id)}
    return f"https://www.linkedin.com/profile/add?{urlencode(query)}"
