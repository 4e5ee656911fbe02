"""What verifiers fetch, always public: keys and status lists."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from credentials.models import PublishedDocument, SigningKey
from credentials.standards import multibase

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
