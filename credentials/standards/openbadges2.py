"""An award as hosted Open Badges 2.0 documents, for software that reads only those. Pure.

Source: 1EdTech Open Badges 2.0. Hosted means that the address vouches: whatever stands at
a document's id is the document. So it is published only for awards that are shared, and
an assertion that was taken back answers 410 with its reason.
"""

from __future__ import annotations

from credentials.standards.canonical import Json
from credentials.standards.openbadges import filled

CONTEXT = "https://w3id.org/openbadges/v2"


def assertion_url(credential: str) -> str:
    """Where the assertion of a credential stands."""
    origin, _, uuid = credential.rpartition("/credentials/")
    return f"{origin}/ob2/assertions/{uuid}"


def badge_url(achievement: str) -> str:
    """Where the badge class of an achievement stands."""
    origin, _, uuid = achievement.rpartition("/achievements/")
    return f"{origin}/ob2/badges/{uuid}"


def issuer_url(origin: str, slug: str) -> str:
    """Where an issuer's profile stands."""
    return f"{origin}/ob2/issuers/{slug}" if slug else f"{origin}/ob2/issuer"


def assertion(snapshot: Json) -> Json:
    """The assertion of an award: the same salt and hash as its Open Badges 3.0 file."""
    made: Json = filled(
        {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": assertion_url(snapshot["id"]),
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": snapshot["recipient"]["salt"],
                "identity": snapshot["recipient"]["email_hash"],
            },
            "badge": badge_url(snapshot["achievement"]["id"]),
            "verification": {"type": "hosted"},
            "issuedOn": snapshot["awarded_at"],
            "expires": snapshot.get("expires_at"),
            "image": f"{snapshot['id']}.png",
            "evidence": [
                {"id": part["credential"], "name": part["name"]}
                for part in snapshot.get("components", [])
            ],
        }
    )
    return made


def revoked(snapshot: Json, reason: str) -> Json:
    """What stands in the place of an assertion that was taken back."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": assertion_url(snapshot["id"]),
        "revoked": True,
        "revocationReason": reason,
    }


def badge_class(achievement: Json, *, issuer: str) -> Json:
    """What an achievement asks for; `issuer` is the address of its issuer's profile."""
    return {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": badge_url(achievement["id"]),
        "name": achievement["name"],
        "description": achievement["description"],
        "image": f"{achievement['id']}.png",
        "criteria": {
            "id": achievement["id"],
            "narrative": achievement["criteria"],
        },
        "issuer": issuer,
    }


def profile(*, url: str, name: str, website: str, email: str) -> Json:
    """An issuer."""
    made: Json = filled(
        {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": url,
            "name": name,
            "url": website,
            "email": email,
        }
    )
    return made
