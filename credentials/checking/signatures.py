"""Embedded proofs: which kinds we can check, and whether they fit. Pure.

Sources: W3C Data Integrity EdDSA Cryptosuites 1.0 (eddsa-rdfc-2022, and its draft name
eddsa-2022), Ed25519Signature2020, Data Integrity ECDSA Cryptosuites 1.0 (ecdsa-rdfc-2019
with P-256). All hash the proof's options and the document alike.
"""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, OKPKey

from credentials.checking.keys import Key, PublicKey
from credentials.checking.texts import contexts_of
from credentials.standards import multibase, proofs
from credentials.standards.canonical import (
    OPEN_BADGES,
    Json,
    TooCostly,
    Unsafe,
    context,
    newer_context,
)

MAX_PROOFS = 5
CHECKABLE = {
    ("DataIntegrityProof", "eddsa-rdfc-2022"): OKPKey,
    ("DataIntegrityProof", "eddsa-2022"): OKPKey,
    ("Ed25519Signature2020", None): OKPKey,
    ("DataIntegrityProof", "ecdsa-rdfc-2019"): ECKey,
}
NAMES = {"OKP": "Ed25519", "EC": "ECDSA P-256", "RSA": "RSA"}


def proofs_of(document: Json) -> list[Json]:
    """The proofs that a document carries, of whatever kind."""
    found: Any = document.get("proof")
    listed = found if isinstance(found, list) else [found]
    return [x for x in listed if isinstance(x, dict)]


def kind_of(proof: Json) -> str:
    """What kind of proof it says that it is."""
    return str(proof.get("cryptosuite") or proof.get("type") or "?")[:60]


def is_checkable(proof: Json) -> bool:
    """Whether it is of a kind that we can check, and complete."""
    return (
        _pair(proof) in CHECKABLE
        and "@context" not in proof
        and "previousProof" not in proof
        and proof.get("proofPurpose") == proofs.PURPOSE
        and isinstance(proof.get("verificationMethod"), str)
        and isinstance(proof.get("proofValue"), str)
    )


def _pair(proof: Json) -> tuple[str, str | None]:
    suite = proof.get("cryptosuite")
    return str(proof.get("type")), suite if suite is None else str(suite)


def holds(document: Json, proof: Json, key: Key, *, strictly: bool = False) -> bool:
    """Whether the key's owner signed exactly this document.

    With the contexts that we sign with, then, unless `strictly`, with the newer copy.
    Raises Unsafe when a part of it means nothing, so that no signature could cover it.
    """
    wanted = CHECKABLE[_pair(proof)]
    if not isinstance(key.public, wanted):
        return False
    try:
        if _fits(document, proof, key.public, context):
            return True
    except TooCostly:
        raise
    except Unsafe:
        if strictly or OPEN_BADGES not in contexts_of(document):
            raise
        return _fits(document, proof, key.public, newer_context)
    if strictly or OPEN_BADGES not in contexts_of(document):
        return False
    return _fits(document, proof, key.public, newer_context)


def _fits(document: Json, proof: Json, key: PublicKey, load: proofs.Load) -> bool:
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    try:
        signature = multibase.decode(proof["proofValue"])
    except ValueError:
        return False
    signed = proofs.hash_data(unsigned, options, load)
    try:
        if isinstance(key, OKPKey):
            key.public_key.verify(signature, signed)  # type: ignore[union-attr, call-arg]
        elif isinstance(key, ECKey) and len(signature) == 64:
            r, s = (int.from_bytes(x, "big") for x in (signature[:32], signature[32:]))
            key.public_key.verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True
