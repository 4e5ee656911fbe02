"""Embedded proofs: which kinds we can check, and whether they fit. Pure.

Sources: W3C Data Integrity EdDSA Cryptosuites 1.0 (eddsa-rdfc-2022, and its draft name
eddsa-2022), Ed25519Signature2020, Data Integrity ECDSA Cryptosuites 1.0 (ecdsa-rdfc-2019
with P-256). All hash the proof's options and the document alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, OKPKey

from credentials.checking.keys import Key, PublicKey
from credentials.checking.texts import contexts_of, words_in
from credentials.standards import multibase, proofs
from credentials.standards.canonical import (
    OPEN_BADGES,
    Json,
    context,
    never,
    newer_context,
    words_added,
)

MAX_PROOFS = 5
CHECKABLE = {
    ("DataIntegrityProof", "eddsa-rdfc-2022"): OKPKey,
    ("DataIntegrityProof", "eddsa-2022"): OKPKey,
    ("Ed25519Signature2020", None): OKPKey,
    ("DataIntegrityProof", "ecdsa-rdfc-2019"): ECKey,
}
_NAME = re.compile("[A-Za-z][A-Za-z0-9_-]{0,39}")
NAMES = {"OKP": "Ed25519", "EC": "ECDSA P-256", "RSA": "RSA"}


def proofs_of(document: Json) -> list[Json]:
    """The proofs that a document carries, of whatever kind."""
    found: Any = document.get("proof")
    listed = found if isinstance(found, list) else [found]
    return [x for x in listed if isinstance(x, dict)]


def kind_of(proof: Json) -> str:
    """What kind of proof it says that it is; “?” when it does not say so in a word."""
    said = proof.get("cryptosuite") or proof.get("type")
    return said if isinstance(said, str) and _NAME.fullmatch(said) else "?"


def is_checkable(proof: Json) -> bool:
    """Whether it is of a kind that we can check, and complete.

    `domain` and `challenge` bind a proof to the one who asked for it (Data Integrity 1.0,
    section 2.1). Nobody asked here, so there is nothing to compare them with; they are
    signed with the rest, and decide nothing.
    """
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


def holds(
    document: Json,
    proof: Json,
    key: Key,
    *,
    strictly: bool = False,
    is_spent: Callable[[], bool] = never,
) -> bool:
    """Whether the key's owner signed exactly this document.

    With the contexts that we sign with; unless `strictly`, what uses a word that only
    their newer copy knows is read with that. Raises Unsafe when a part of it means
    nothing, so that no signature could cover it; OutOfTime once `is_spent` says so.
    """
    wanted = CHECKABLE[_pair(proof)]
    if not isinstance(key.public, wanted):
        return False
    is_newer = not strictly and OPEN_BADGES in contexts_of(document)
    if is_newer and words_added(OPEN_BADGES) & words_in(document):
        return _fits(document, proof, key.public, newer_context, is_spent)
    return _fits(document, proof, key.public, context, is_spent)


def _fits(
    document: Json,
    proof: Json,
    key: PublicKey,
    load: proofs.Load,
    is_spent: Callable[[], bool],
) -> bool:
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    try:
        signature = multibase.decode(proof["proofValue"])
    except ValueError:
        return False
    signed = proofs.hash_data(unsigned, options, load, is_spent)
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
