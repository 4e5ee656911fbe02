"""The keys that sign, and the documents that publish them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from credentials import signing
from credentials.events import KeyMade
from credentials.models import Issuer, PublishedDocument, SigningKey
from credentials.models.issuing import Algorithm
from credentials.standards import did
from credentials.standards.canonical import dumps
from lms.core import clock
from lms.core.events import publish


@transaction.atomic
def make_key(issuer: Issuer, *, algorithm: str = Algorithm.ED25519) -> SigningKey:
    """A new key that signs at once; the present one of its kind is retired.

    What is retired stays published. Verifiers keep a DID document for a while, so rotate
    with `create_key`. Publishes KeyMade.
    """
    now = clock.now()
    issuer.keys.active().filter(algorithm=algorithm).update(retired_at=now)
    return _add(issuer, algorithm, activated_at=now)


@transaction.atomic
def ensure_keys(issuer: Issuer) -> None:
    """An active key of each algorithm. Publishes KeyMade for each that was missing."""
    active = set(issuer.keys.active().values_list("algorithm", flat=True))
    for algorithm in Algorithm.values:
        if algorithm not in active:
            make_key(issuer, algorithm=algorithm)


def _add(
    issuer: Issuer, algorithm: str, *, activated_at: datetime | None
) -> SigningKey:
    """Make and publish a key. Publishes KeyMade."""
    pair = signing.new_key_pair(algorithm)
    kid = pair.multikey or f"{algorithm}-{secrets.token_hex(4)}"
    key_id = f"{issuer.did}#{kid}"
    key: SigningKey = issuer.keys.create(
        key_id=key_id,
        algorithm=algorithm,
        public_multibase=pair.multikey,
        public_jwk={**pair.jwk, "kid": kid} if pair.jwk else {},
        private_encrypted=signing.wrap(pair.private, key_id),
        created_at=clock.now(),
        activated_at=activated_at,
    )
    publish_keys(issuer)
    publish(KeyMade(issuer_id=issuer.pk, key_id=key_id))
    return key


def publish_keys(issuer: Issuer) -> None:
    """Publish the issuer's DID document with every key that still verifies."""
    keys = list(issuer.keys.published())
    document = did.did_document(
        issuer.did,
        [key.public_multibase for key in keys if key.public_multibase],
        [key.public_jwk for key in keys if key.public_jwk],
    )
    PublishedDocument.objects.put(issuer.document_url, dumps(document))
