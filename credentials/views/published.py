"""What verifiers fetch, always public: keys, status lists, achievements and their images."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from credentials import images
from credentials.models import Achievement, ProgramRule, PublishedDocument, SigningKey
from credentials.models.achievements import Kind
from credentials.rules.trees import group_words
from credentials.standards import multibase
from credentials.standards.canonical import OPEN_BADGES
from credentials.standards.openbadges import TYPES, hours
from credentials.views.files import HTML, JSON_KINDS
from lms.core.safe_html import stored

HOUR, FIVE_MINUTES = 3600, 300


@require_safe
def did_document(request: HttpRequest, slug: str = "") -> HttpResponse:
    """An issuer's DID document, exactly as published.

    Plain JSON on purpose: verifiers drop a body whose type lacks the word.
    """
    path = f"/issuers/{slug}/did.json" if slug else "/.well-known/did.json"
    return published(path, "application/json", HOUR)


@require_safe
def status_list(request: HttpRequest, name: str) -> HttpResponse:
    """A signed status list, exactly as published."""
    return published(
        f"/status/revocation/{name}", "application/vc+ld+json", FIVE_MINUTES
    )


@require_safe
def key(request: HttpRequest, kid: str) -> HttpResponse:
    """One public key as a bare JWK; a compromised one is gone."""
    found = SigningKey.objects.published().filter(key_id__endswith=f"#{kid}").first()
    if found is None:
        raise Http404
    return open_to_all(JsonResponse(found.public_jwk or okp(found)), HOUR)


def okp(key: SigningKey) -> dict[str, str]:
    """An Ed25519 key as a bare JWK."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": multibase.base64url(multibase.public_of(key.public_multibase)),
        "kid": key.kid,
        "alg": "EdDSA",
        "use": "sig",
    }


def published(path: str, content_type: str, seconds: int) -> HttpResponse:
    """A published document by its path on this host, or 404."""
    body = (
        PublishedDocument.objects.filter(url__endswith=path)
        .order_by("-published_at")
        .values_list("body", flat=True)
        .first()
    )
    if body is None:
        raise Http404
    return open_to_all(HttpResponse(body, content_type=content_type), seconds)


def open_to_all(response: HttpResponse, seconds: int) -> HttpResponse:
    """Any origin may read it, any cache may keep it for a while."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response


@require_safe
def achievement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What an achievement asks for: a page, or JSON for programs that ask for it."""
    found = get_object_or_404(
        Achievement.objects.select_related("issuer", "course", "program"),
        public_id=public_id,
    )
    kind = request.get_preferred_type([HTML, *JSON_KINDS])
    if kind is not None and kind != HTML:
        response = open_to_all(JsonResponse(as_json(found)), HOUR)
    else:
        response = render(request, "credentials/achievement.html", context(found))
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def achievement_svg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone of an achievement, for pages."""
    found = get_object_or_404(Achievement, public_id=public_id)
    svg = images.stone({"kind": found.kind, "slug": found.slug}, strands_of(found))
    return open_to_all(HttpResponse(svg, content_type="image/svg+xml"), HOUR)


@require_safe
def achievement_png(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The stone of an achievement, as its credentials name it."""
    found = get_object_or_404(Achievement, public_id=public_id)
    svg = images.stone({"kind": found.kind, "slug": found.slug}, strands_of(found))
    return open_to_all(HttpResponse(images.png(svg), content_type="image/png"), HOUR)


def rule_of(found: Achievement) -> ProgramRule | None:
    """The rule in force of a certificate."""
    if found.kind != Kind.CERTIFICATE:
        return None
    newest: ProgramRule | None = found.rules.order_by("-version").first()
    return newest


def strands_of(found: Achievement) -> tuple[str, ...]:
    """The courses whose colors a certificate wears."""
    rule = rule_of(found)
    if rule is None:
        return ()
    return tuple(x["slug"] for g in rule.tree["groups"] for x in g["leaves"])


def context(found: Achievement) -> dict[str, Any]:
    """What the page of an achievement says."""
    rule = rule_of(found)
    groups = rule.tree["groups"] if rule else []
    svg = images.stone({"kind": found.kind, "slug": found.slug}, strands_of(found))
    course, program = found.course, found.program
    return {
        "achievement": found,
        "groups": [(g, group_words(g)) for g in groups],
        "hours": hours(found.minutes) if found.minutes else "",
        "stone": svg,
        "task": stored(found.task_html),
        "page": next((p for p in (course, program) if p is not None and p.live), None),
    }


def as_json(found: Achievement) -> dict[str, Any]:
    """An achievement as its credentials describe it, without a signature."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", OPEN_BADGES],
        "id": found.url,
        "type": ["Achievement"],
        "achievementType": TYPES[found.kind],
        "name": found.name,
        "description": found.description,
        "version": str(found.version),
        "criteria": {"id": f"{found.url}#criteria", "narrative": found.criteria},
        "image": {"id": f"{found.url}.png", "type": "Image", "caption": found.name},
    }
