"""Byte for byte with the W3C test vectors for eddsa-rdfc-2022."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.standards import canonical, multibase, proofs

FOLDER = Path(__file__).parent / "vectors"
EXTRA = {
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "citizenship-v4rc1.jsonld",
}
PAIR = json.loads((FOLDER / "keyPair.json").read_text())


def load(url):
    if name := EXTRA.get(url):
        return json.loads((FOLDER / name).read_text())
    return canonical.context(url)


@pytest.fixture(params=["alumni", "employment"])
def vector(request):
    """Reads one file of a vector: `vector("canonDocDataInt.txt")`."""
    return lambda name: (FOLDER / request.param / name).read_text()


@pytest.fixture
def signed(vector):
    return json.loads(vector("signedDataInt.json"))


def test_the_canonical_document(vector, signed):
    del signed["proof"]
    assert canonical.rdfc(signed, load) == vector("canonDocDataInt.txt")


def test_the_canonical_proof_configuration(vector):
    options = json.loads(vector("proofConfigDataInt.json"))
    assert canonical.rdfc(options, load) == vector("proofCanonDataInt.txt")


def test_the_hash_and_the_signature(vector, signed):
    proof = signed.pop("proof")
    value = proof.pop("proofValue")
    proof.pop("@context", None)
    data = proofs.hash_data(signed, proof, load)
    assert data.hex() == vector("combinedHashDataInt.txt")
    secret = multibase.decode(PAIR["privateKeyMultibase"])[2:]
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(data)
    assert signature.hex() == vector("sigHexDataInt.txt")
    assert multibase.encode(signature) == value == vector("sigBTC58DataInt.txt")


def test_the_signed_document_is_accepted_and_a_changed_one_refused(signed):
    public = multibase.public_of(PAIR["publicKeyMultibase"])
    proof = signed["proof"]
    proof.pop("@context", None)
    assert proofs.is_signed_by(signed, public, load)
    assert not proofs.is_signed_by(
        {**signed, "validUntil": "2031-01-01T00:00:00Z"}, public, load
    )
    created = {**signed, "proof": {**proof, "created": "2023-02-24T23:36:39Z"}}
    assert not proofs.is_signed_by(created, public, load)
