"""The keys that sign, and the documents that publish them."""

from __future__ import annotations

from django.db import transaction

from credentials import signing
from credentials.events import KeyMade
from credentials.models import Issuer, PublishedDocument, SigningKey
from credentials.standards import did
from credentials.standards.canonical import dumps
from lms.core import clock
from lms.core.events import publish


@transaction.atomic
def make_key(issuer: Issuer) -> SigningKey:
    """A new active Ed25519 key; the present one is retired and stays published.

    Verifiers keep a DID document for an hour, so rotate at a quiet time. Publishes
    KeyMade.
    """
    public, private = signing.new_key_pair()
    key_id = f"{issuer.did}#{public}"
    now = clock.now()
    issuer.keys.active().update(retired_at=now)
    key: SigningKey = issuer.keys.create(
        key_id=key_id,
        public_multibase=public,
        private_encrypted=signing.wrap(private, key_id),
        created_at=now,
        activated_at=now,
    )
    publish_keys(issuer)
    publish(KeyMade(issuer_id=issuer.pk, key_id=key_id))
    return key


def publish_keys(issuer: Issuer) -> None:
    """Publish the issuer's DID document with every key that still verifies."""
    keys = issuer.keys.published().values_list("public_multibase", flat=True)
    document = did.did_document(issuer.did, list(keys))
    PublishedDocument.objects.put(issuer.document_url, dumps(document))
