"""A person's whole record as a CLR 2.0 document, before it is signed. Pure.

Source: 1EdTech Comprehensive Learner Record 2.0. Every member stands in it exactly as it
was signed, so each verifies alone as well. `partial` is left out: some verifiers lose that
term, and leaving it out says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from credentials.standards import openbadges, statuslist
from credentials.standards.canonical import CLR, CREDENTIALS_V2, OPEN_BADGES, Json

CONTEXT = [CREDENTIALS_V2, CLR, OPEN_BADGES]


def document(
    url: str,
    *,
    issuer: Json,
    recipient: Json,
    made_at: str,
    members: Sequence[Json],
    status_url: str,
    status_index: int,
) -> Json:
    """The transcript; issuer and recipient as an award's snapshot names them."""
    made: Json = openbadges.filled(
        {
            "@context": CONTEXT,
            "id": url,
            "type": ["VerifiableCredential", "ClrCredential"],
            "name": f"Learning record of {recipient['name'] or 'a learner'}",
            "issuer": openbadges.profile(issuer),
            "validFrom": made_at,
            "awardedDate": made_at,
            "credentialSubject": {
                "id": recipient["id"],
                "type": ["ClrSubject"],
                "identifier": openbadges.identifiers(recipient),
                "association": associations(members),
            },
            "credentialStatus": statuslist.entry(status_url, status_index),
        }
    )
    made["credentialSubject"]["verifiableCredential"] = list(members)
    return made


def associations(members: Sequence[Json]) -> list[Json]:
    """Which of the members was counted for which: a badge is a certificate's child."""
    achievements = [m["credentialSubject"]["achievement"] for m in members]
    present = {achievement["id"] for achievement in achievements}
    pairs: dict[tuple[str, str], None] = {}
    for parent in achievements:
        for part in parent.get("alignment", []):
            is_component = part.get("targetType") == openbadges.COMPONENT
            if is_component and part["targetUrl"] in present:
                pairs[part["targetUrl"], parent["id"]] = None
    return [
        {
            "type": "Association",
            "associationType": "isChildOf",
            "sourceId": child,
            "targetId": parent,
        }
        for child, parent in pairs
    ]
