"""An issuer made of nothing but a key, for tests of the pure parts."""

import datetime as dt
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.checking import verification
from credentials.standards import did, multibase, openbadges, proofs, statuslist

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ORIGIN = "https://learn.example.org"
LIST = f"{ORIGIN}/status/revocation/1"


class PaperIssuer:
    """Signs, publishes and revokes in memory."""

    def __init__(self, origin=ORIGIN):
        self.secret = Ed25519PrivateKey.generate()
        self.key = multibase.multikey(self.secret.public_key().public_bytes_raw())
        self.did = did.did_for(origin)
        self.method = f"{self.did}#{self.key}"
        self.address = did.document_url(self.did, origin=origin)
        self.published = {
            self.address: json.dumps(did.did_document(self.did, [self.key]))
        }
        self.revoke()

    def sign(self, document):
        return proofs.add_proof(
            document, method=self.method, created=NOW, sign=self.secret.sign
        )

    def revoke(self, *indexes):
        listed = statuslist.document(
            LIST,
            issuer=self.did,
            valid_from=proofs.moment(NOW),
            encoded=statuslist.encode(indexes),
        )
        self.published[LIST] = json.dumps(self.sign(listed))

    def credential(self, **changes):
        return self.sign(
            openbadges.document(
                snapshot(self.did, **changes), status_url=LIST, status_index=42
            )
        )

    def check(self, credential, now=NOW + dt.timedelta(days=1)):
        text = credential if isinstance(credential, str) else json.dumps(credential)
        return verification.check(
            text,
            published=self.published.get,
            issuers={self.did: self.address},
            now=now,
        )


def snapshot(issuer_did, **changes):
    """What an award of a course badge said that day."""
    return {
        "id": f"{ORIGIN}/credentials/6f1c2c1e-7a0f-4d0e-9f7e-0c2a8f1d3b55",
        "issuer": {"did": issuer_did, "name": "Tributary", "url": ORIGIN},
        "recipient": {
            "id": "urn:uuid:3f0d1d0a-5a5c-4a49-8f5f-5ad5a7b0e0aa",
            "name": "Noor Adeyemi-Holt",
            "salt": "8Jr2kQpX",
            "email_hash": openbadges.identity_hash("Noor@example.org", "8Jr2kQpX"),
        },
        "achievement": {
            "id": f"{ORIGIN}/achievements/5f3b1a34-95a0-4fb8-8d8e-51f0c1a0d7a1",
            "kind": "badge",
            "name": "Screens and sleep",
            "description": "Why a phone in the bedroom costs an hour, and how to ask for it.",
            "criteria": "Finish every step of the course.",
            "version": "1",
            "minutes": 85,
            "language": "en-US",
        },
        "awarded_at": proofs.moment(NOW),
        "started_at": "2026-11-01T08:00:00Z",
        **changes,
    }
