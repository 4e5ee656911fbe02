"""did:web: an issuer's name is an address, and its keys stand at that address.

Source: did:web method specification; W3C DID Core 1.0. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from credentials.standards.canonical import Json

DID_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/jwk/v1",
]


def did_for(origin: str, *, slug: str = "") -> str:
    """The did:web of an origin, or of one issuer below it.

    A port's colon is written %3A: `did:web:localhost%3A8000:issuers:partner`.
    """
    did = "did:web:" + quote(urlsplit(origin).netloc, safe="")
    return f"{did}:issuers:{slug}" if slug else did


def document_path(did: str) -> str:
    """Where a did:web's document stands on its host."""
    _, *parts = did.removeprefix("did:web:").split(":")
    folder = "/".join(unquote(part) for part in parts) or ".well-known"
    return f"/{folder}/did.json"


def document_url(did: str, *, origin: str) -> str:
    """The whole address of a did:web's document."""
    return origin.rstrip("/") + document_path(did)


def did_document(did: str, keys: Sequence[str], jwks: Sequence[Json] = ()) -> Json:
    """The document that publishes an issuer's Multikeys and JWKs, newest first.

    A JWK is named by its `kid`.
    """
    multikeys = [
        {
            "id": f"{did}#{key}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key,
        }
        for key in keys
    ]
    json_web_keys = [
        {
            "id": f"{did}#{jwk['kid']}",
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": jwk,
        }
        for jwk in jwks
    ]
    methods: list[Json] = [*multikeys, *json_web_keys]
    return {
        "@context": DID_CONTEXT,
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def published_key(document: Json, method: str) -> str | None:
    """The Multikey of a verification method, if the document lets it sign assertions."""
    key = _published(document, method).get("publicKeyMultibase")
    return str(key) if key else None


def published_jwk(document: Json, method: str) -> Json | None:
    """The JWK of a verification method, if the document lets it sign assertions."""
    jwk = _published(document, method).get("publicKeyJwk")
    return jwk if isinstance(jwk, dict) else None


def _published(document: Json, method: str) -> Json:
    did = document.get("id")
    if method not in document.get("assertionMethod", []):
        return {}
    methods: list[Json] = document.get("verificationMethod", [])
    for entry in methods:
        if entry.get("id") == method and entry.get("controller") == did:
            return entry
    return {}
