"""What one issuer says about another's credential, before it is signed. Pure.

Source: 1EdTech Open Badges 3.0, EndorsementCredential. A joint certificate is two
credentials, for each has one issuer; either carries the other issuer's endorsement.
"""

from __future__ import annotations

from credentials.standards import openbadges, statuslist
from credentials.standards.canonical import Json

COMMENT = "Awarded by both, for the same work: {endorser} awarded its own credential “{name}” with it."


def endorsement(of: Json, *, by: Json, status_url: str, status_index: int) -> Json:
    """The endorsement of one half of a joint pair by the other half's issuer.

    `of` and `by` are the two awards' snapshots. It shares the status entry of the
    endorser's own half: taking that back takes the endorsement back.
    """
    return {
        "@context": openbadges.CONTEXT,
        "id": f"{by['id']}#endorsement",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": f"Endorsement by {by['issuer']['name']}",
        "issuer": openbadges.profile(by["issuer"]),
        "validFrom": by["awarded_at"],
        "credentialSubject": {
            "id": of["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": COMMENT.format(
                endorser=by["issuer"]["name"], name=by["achievement"]["name"]
            ),
        },
        "credentialStatus": statuslist.entry(status_url, status_index),
    }
