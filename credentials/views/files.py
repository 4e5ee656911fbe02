"""The files of an award: one address for each form in which it leaves the house."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credentials.actions.documents import issue_document
from credentials.actions.documents import newest as newest
from credentials.art import images
from credentials.models import Award, AwardDocument
from credentials.models.awards import Format
from credentials.standards import baking, openbadges2, svg
from credentials.standards.canonical import dumps

HTML = "text/html"
JSON_KINDS = ("application/vc+ld+json", "application/ld+json", "application/json")
SHARED_SECONDS = 60
"""How long a cache may keep a shared file: its holder can close it on any day."""


@require_safe
def award_json(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed file, exactly as it was signed."""
    found = award_for(request, public_id)
    return attached(signed_file(found), found, "json")


@require_safe
def award_jwt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same credential as a token, RS256.

    Most are never asked for, so a token is made when somebody first asks. What is stored
    then is the same whoever asks, and nothing else changes by it.
    """
    found = award_for(request, public_id)
    if newest(found) is None:
        return not_signed_yet(found)
    token = newest(found, Format.JWT)
    if token is None or not token.is_trusted:
        token = issue_document(found, format=Format.JWT)
    response = HttpResponse(token.body, content_type="text/plain; charset=utf-8")
    return attached(response, found, "jwt")


@require_safe
def award_png(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone with the signed file baked in.

    While the award is shared, its hosted Open Badges 2.0 assertion is in it too, for
    software that reads nothing newer; that one is public by nature.
    """
    found = award_for(request, public_id)
    document = newest(found)
    if document is None:
        return not_signed_yet(found)
    image = baking.bake(images.png(images.stone_of(found.snapshot)), document.body)
    if found.shared_at is not None:
        hosted = dumps(openbadges2.assertion(found.snapshot))
        image = baking.bake(image, hosted, baking.OPEN_BADGES_2)
    return attached(HttpResponse(image, content_type="image/png"), found, "png")


@require_safe
def award_svg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone as a drawing, with the signed file baked in."""
    found = award_for(request, public_id)
    document = newest(found)
    if document is None:
        return not_signed_yet(found)
    image = svg.bake(images.stone_of(found.snapshot), document.body)
    return attached(HttpResponse(image, content_type="image/svg+xml"), found, "svg")


def award_for(request: HttpRequest, public_id: UUID) -> Award:
    """An award that the reader may see, or 404."""
    awards = Award.objects.visible_to(request.user).select_related(
        "achievement__issuer", "achievement__program", "rule"
    )
    found: Award = get_object_or_404(awards, public_id=public_id)
    return found


def signed_file(found: Award) -> HttpResponse:
    """The stored bytes, open to any origin, for they are public or the holder's."""
    document: AwardDocument | None = newest(found)
    if document is None:
        return not_signed_yet(found)
    return kept(HttpResponse(document.body, content_type=JSON_KINDS[0]), found)


def not_signed_yet(found: Award) -> HttpResponse:
    """The worker has not come to it; ask again. Gone for good, when it was emptied."""
    if found.is_emptied:
        return gone()
    response = HttpResponse(
        _("This credential is being signed. Ask again in a few seconds."),
        status=503,
        content_type="text/plain; charset=utf-8",
    )
    response["Retry-After"] = "5"
    return private(response)


def gone() -> HttpResponse:
    """Its holder withdrew it and took their name out of it: no file will be made."""
    response = HttpResponse(
        _("Its holder withdrew this credential for good. There is no file of it."),
        status=410,
        content_type="text/plain; charset=utf-8",
    )
    return private(response)


def attached(response: HttpResponse, found: Award, ending: str) -> HttpResponse:
    """A file to keep, under the credential's own number."""
    if response.status_code == 200:
        name = f"{found.public_id}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        kept(response, found)
    return response


def kept(response: HttpResponse, found: Award) -> HttpResponse:
    """A file as far as its holder opened it: any origin reads it, caches only if shared."""
    response["Access-Control-Allow-Origin"] = "*"
    if found.shared_at is None:
        return private(response)
    response["Cache-Control"] = f"public, max-age={SHARED_SECONDS}"
    return noindexed(response)


def private(response: HttpResponse) -> HttpResponse:
    """Kept nowhere and found by no search engine: its holder can close it on any day."""
    response["Cache-Control"] = "private, no-store"
    return noindexed(response)


def noindexed(response: HttpResponse) -> HttpResponse:
    """Found by no search engine."""
    response["X-Robots-Tag"] = "noindex"
    return response
