"""Hosted Open Badges 2.0, for Moodle, backpacks and displays that read nothing newer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from credentials.models import Achievement, Award, Issuer
from credentials.standards import openbadges2
from credentials.standards.canonical import dumps
from credentials.views.files import noindexed
from credentials.views.published import HOUR, open_to_all

KIND = "application/ld+json"
MINUTE = 60


@require_safe
def assertion(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """That somebody earned something: for shared awards alone, and 410 for revoked ones."""
    found = get_object_or_404(
        Award.objects.filter(shared_at__isnull=False), public_id=public_id
    )
    if found.revoked_at is not None:
        body = openbadges2.revoked(found.snapshot, found.revocation_reason)
        return noindexed(hosted(body, MINUTE, status=410))
    return noindexed(hosted(openbadges2.assertion(found.snapshot), MINUTE))


@require_safe
def badge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an achievement asks for."""
    found = get_object_or_404(
        Achievement.objects.select_related("issuer"), public_id=public_id
    )
    return hosted(badge_class(found), HOUR)


def badge_class(found: Achievement) -> dict[str, Any]:
    """An achievement as Open Badges 2.0 describes it."""
    words = {
        "id": found.url,
        "name": found.name,
        "description": found.description,
        "criteria": found.criteria,
    }
    address = openbadges2.issuer_url(found.issuer.origin, found.issuer.slug)
    return openbadges2.badge_class(words, issuer=address)


@require_safe
def issuer(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Who stands behind it."""
    return hosted(profile(get_object_or_404(Issuer, slug=slug)), HOUR)


def profile(found: Issuer) -> dict[str, Any]:
    """An issuer as Open Badges 2.0 describes it."""
    return openbadges2.profile(
        url=openbadges2.issuer_url(found.origin, found.slug),
        name=found.name,
        website=found.url or found.origin,
        email=found.email,
    )


def hosted(body: dict[str, Any], seconds: int, status: int = 200) -> HttpResponse:
    """A document at its own address, open to any origin."""
    response = HttpResponse(dumps(body), content_type=KIND, status=status)
    return open_to_all(response, seconds)
