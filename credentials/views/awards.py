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

from credentials import images, picture
from credentials.actions import check_text, share_award, unshare_award
from credentials.art.certificate import reach_svg
from credentials.models import Award, AwardDocument
from credentials.standards.baking import bake
from credentials.standards.openbadges import hours
from lms.accounts.models import User

HTML = "text/html"
JSON_KINDS = ("application/vc+ld+json", "application/ld+json", "application/json")


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
        response = render(request, "credentials/award.html", context(found, request))
    patch_vary_headers(response, ["Accept"])
    return private(response)


@require_safe
def award_json(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed file, exactly as it was signed."""
    response = signed_file(award_for(request, public_id))
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{public_id}.json"'
    return private(response)


@require_safe
def award_png(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone with the signed file baked in."""
    found = award_for(request, public_id)
    document = newest(found)
    if document is None:
        return not_signed_yet()
    image = bake(images.png(stone_of(found)), document.body)
    response = HttpResponse(image, content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="{public_id}.png"'
    return private(response)


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


def award_for(request: HttpRequest, public_id: UUID) -> Award:
    """An award that the reader may see, or 404."""
    awards = Award.objects.visible_to(request.user).select_related(
        "achievement__issuer", "achievement__program", "rule"
    )
    found: Award = get_object_or_404(awards, public_id=public_id)
    return found


def newest(found: Award) -> AwardDocument | None:
    """The signed file of an award, once there is one."""
    return found.documents.order_by("-pk").first()


def signed_file(found: Award) -> HttpResponse:
    """The stored bytes, open to any origin, for they are public or the holder's."""
    document = newest(found)
    if document is None:
        return not_signed_yet()
    response = HttpResponse(document.body, content_type="application/vc+ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def not_signed_yet() -> HttpResponse:
    """The worker has not come to it; ask again."""
    response = HttpResponse(
        _("This credential is being signed. Ask again in a few seconds."),
        status=503,
        content_type="text/plain; charset=utf-8",
    )
    response["Retry-After"] = "5"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Kept nowhere and found by no search engine: its holder can close it on any day."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def strands_of(found: Award) -> tuple[str, ...]:
    """The courses whose colors a certificate wears: what was counted that day."""
    return tuple(part["slug"] for part in found.snapshot["components"])


def stone_of(found: Award) -> str:
    """The award's stone as SVG."""
    return images.stone(found.snapshot["achievement"], strands_of(found))


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
