"""An award's page and files, and its holder's switch."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credentials import picture
from credentials.actions import check_text, share_award, unshare_award
from credentials.art.certificate import reach_svg
from credentials.history import history
from credentials.models import Award
from credentials.renewals import offer
from credentials.standards.openbadges import hours
from credentials.views.files import (
    HTML,
    JSON_KINDS,
    award_for,
    newest,
    private,
    signed_file,
    stone_of,
    strands_of,
)
from lms.accounts.models import User


@require_safe
def award(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The page of a credential, or the signed file for programs that ask for JSON.

    Not shared: 404 to anyone but its holder.
    """
    found = award_for(request, public_id)
    kind = request.get_preferred_type([HTML, *JSON_KINDS])
    if kind is not None and kind != HTML:
        response = signed_file(found)
    else:
        response = private(
            render(request, "credentials/award.html", context(found, request))
        )
    patch_vary_headers(response, ["Accept"])
    return response


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


def context(found: Award, request: HttpRequest) -> dict[str, Any]:
    """What the page says: from the snapshot and from checks really run on the file."""
    document = newest(found)
    is_holder = found.recipient_id == getattr(request.user, "pk", None)
    minutes = found.snapshot["achievement"]["minutes"]
    return {
        "award": found,
        "said": found.snapshot,
        "achievement": found.snapshot["achievement"],
        "hours": hours(minutes) if minutes else "",
        "report": check_text(document.body) if document else None,
        "stone": stone_of(found),
        "reach": reach_svg(strands_of(found)) if found.snapshot["components"] else "",
        "drawing": how_it_was_earned(found),
        "is_holder": is_holder,
        "offer": offer(found, request.user) if is_holder else None,
        "history": history(found, request.user),
        "link": request.build_absolute_uri(found.get_absolute_url()),
        "linkedin": linkedin(found) if is_holder and found.shared_at else "",
    }


def how_it_was_earned(found: Award) -> Any:
    """The rule of that day, with the streams that were counted."""
    if found.rule is None:
        return None
    counted = {
        part["achievement"].rpartition("/")[2] for part in found.snapshot["components"]
    }
    leaves = [leaf for g in found.rule.tree["groups"] for leaf in g["leaves"]]
    way = picture.Way(
        held=frozenset(x["id"] for x in leaves if x["public_id"] in counted),
        links={x["id"]: f"/achievements/{x['public_id']}/" for x in leaves},
    )
    achievement = found.snapshot["achievement"]
    return picture.drawing(
        picture.confluence(
            found.rule.tree,
            slug=achievement["slug"],
            title=achievement["name"],
            way=way,
            earned=True,
        )
    )


def linkedin(found: Award) -> str:
    """The address at which LinkedIn adds a certificate to one's profile."""
    query = {
        "startTask": "CERTIFICATION_NAME",
        "name": found.snapshot["achievement"]["name"],
        "organizationName": found.snapshot["issuer"]["name"],
        "issueYear": found.awarded_at.year,
        "issueMonth": found.awarded_at.month,
        "certUrl": found.url,
        "certId": str(found.public_id),
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(query)}"
