"""did:web: an issuer's name is an address, and its keys stand at that address.

Source: did:web method specification; W3C DID Core 1.0. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from credentials.standards.canonical import Json

DID_CONTEXT = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


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


def did_document(did: str, keys: Sequence[str]) -> Json:
    """The document that publishes an issuer's Multikeys, newest first."""
    methods = [f"{did}#{key}" for key in keys]
    return {
        "@context": DID_CONTEXT,
        "id": did,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key,
            }
            for method, key in zip(methods, keys, strict=True)
        ],
        "assertionMethod": methods,
    }


def published_key(document: Json, method: str) -> str | None:
    """The Multikey of a verification method, if the document lets it sign assertions."""
    did = document.get("id")
    if method not in document.get("assertionMethod", []):
        return None
    for entry in document.get("verificationMethod", []):
        if entry.get("id") == method and entry.get("controller") == did:
            return str(entry.get("publicKeyMultibase"))
    return None
