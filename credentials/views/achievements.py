"""Achievements, always public: what each asks for, its stone, and its card for previews."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from credentials.art import images
from credentials.models import Achievement
from credentials.pages.achievement import as_json, issuers, rule_of, shown, stone_of
from credentials.printing.words import together
from credentials.views.files import HTML, JSON_KINDS
from credentials.views.published import HOUR, open_to_all


@require_safe
def achievement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an achievement asks for: a page, or JSON for programs that ask for it."""
    found = get_object_or_404(
        achievements().select_related("course", "program"), public_id=public_id
    )
    kind = request.get_preferred_type([HTML, *JSON_KINDS])
    if kind is not None and kind != HTML:
        response = open_to_all(JsonResponse(as_json(found, rule_of(found))), HOUR)
    else:
        card = request.build_absolute_uri(f"/achievements/{found.public_id}/card.png")
        context = {**shown(found), "card": card}
        response = render(request, "credentials/achievement.html", context)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def svg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone of an achievement, for pages."""
    drawing = stone(public_id)
    return open_to_all(HttpResponse(drawing, content_type="image/svg+xml"), HOUR)


@require_safe
def png(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone of an achievement, as its credentials name it."""
    image = images.png(stone(public_id))
    return open_to_all(HttpResponse(image, content_type="image/png"), HOUR)


@require_safe
def card(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The picture that messengers show beside a link: stone and name, nobody's data."""
    found = get_object_or_404(achievements(), public_id=public_id)
    image = images.card(
        stone_of(found, rule_of(found)), found.name, together(issuers(found))
    )
    return open_to_all(HttpResponse(image, content_type="image/png"), HOUR)


def achievements() -> QuerySet[Achievement]:
    """Achievements with those who issue them."""
    return Achievement.objects.select_related(
        "issuer", "counterpart__issuer", "counterpart_of__issuer"
    )


def stone(public_id: UUID) -> str:
    """The stone of an achievement as SVG, or 404."""
    found = get_object_or_404(achievements(), public_id=public_id)
    return stone_of(found, rule_of(found))
