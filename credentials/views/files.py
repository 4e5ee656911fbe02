"""The files of an award: one address for each form in which it leaves the house."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credentials import images
from credentials.models import Award, AwardDocument
from credentials.standards.baking import bake

HTML = "text/html"
JSON_KINDS = ("application/vc+ld+json", "application/ld+json", "application/json")


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
