"""Keys: made, published, taking turns."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from credentials import signing
from credentials.actions import ensure_issuer, ensure_keys
from credentials.models import PublishedDocument
from credentials.standards import did


def published(issuer):
    return json.loads(PublishedDocument.objects.body_at(issuer.document_url))


def number(text):
    return int.from_bytes(base64.urlsafe_b64decode(text + "=="), "big")


@pytest.mark.parametrize("slug", ["", "partner"])
def test_an_issuer_signs_both_ways_from_the_first_day(db, slug):
    issuer = ensure_issuer(slug=slug)
    document = published(issuer)
    kinds = {m["type"] for m in document["verificationMethod"]}
    assert kinds == {"Multikey", "JsonWebKey"}
    assert document["assertionMethod"] == [
        m["id"] for m in document["verificationMethod"]
    ]
    assert {m["controller"] for m in document["verificationMethod"]} == {issuer.did}
    assert "https://w3id.org/security/jwk/v1" in document["@context"]


def test_what_the_rsa_key_signs_fits_its_published_half(db):
    issuer = ensure_issuer()
    key = issuer.keys.get(algorithm="rs256")
    jwk = did.published_jwk(published(issuer), key.key_id)
    assert jwk["kid"] == key.kid
    assert key.kid.startswith("rs256-")
    public = rsa.RSAPublicNumbers(number(jwk["e"]), number(jwk["n"])).public_key()
    public.verify(
        signing.sign(key.key_id, b"said"), b"said", padding.PKCS1v15(), hashes.SHA256()
    )
    assert public.key_size == 2048


def test_a_key_is_read_only_as_what_it_is(db):
    issuer = ensure_issuer()
    document = published(issuer)
    ed, rs = (issuer.keys.get(algorithm=a).key_id for a in ("ed25519", "rs256"))
    assert did.published_key(document, ed) == ed.rpartition("#")[2]
    assert did.published_key(document, rs) is None
    assert did.published_jwk(document, ed) is None


def test_an_issuer_from_before_gets_the_key_it_lacks(db):
    issuer = ensure_issuer()
    issuer.keys.filter(algorithm="rs256").delete()
    kept = issuer.keys.get()
    ensure_keys(issuer)
    ensure_keys(issuer)
    assert set(issuer.keys.active().values_list("algorithm", flat=True)) == {
        "ed25519",
        "rs256",
    }
    assert issuer.keys.get(algorithm="ed25519") == kept
