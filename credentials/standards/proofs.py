"""Data Integrity proofs, cryptosuite eddsa-rdfc-2022. Pure: keys come from outside.

Source: W3C Data Integrity EdDSA Cryptosuites 1.0, section 3.2; byte for byte with its
test vectors (`tests/credentials/test_vectors.py`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from credentials.standards import multibase
from credentials.standards.canonical import Json, context, dumps, never, rdfc

TYPE = "DataIntegrityProof"
SUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"

Sign = Callable[[bytes], bytes]
Load = Callable[[str], Json]


def moment(when: dt.datetime) -> str:
    """A moment as credentials write it: UTC, whole seconds, Z."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hash_data(
    document: Json,
    options: Json,
    load: Load = context,
    is_spent: Callable[[], bool] = never,
) -> bytes:
    """The 64 bytes that are signed: hash of the proof's options, then of the document.

    Raises Unsafe; OutOfTime once `is_spent` says so.
    """
    body = sha256(rdfc(document, load, is_spent).encode()).digest()
    return hash_options(document["@context"], options, load, is_spent) + body


def hash_options(
    contexts: Any,
    options: Json,
    load: Load = context,
    is_spent: Callable[[], bool] = never,
) -> bytes:
    """The first half of what is signed; alike for all that one key signs in a second."""
    whole = {"@context": contexts, **options}
    if load is context and is_spent is never:
        return _hash_known(dumps(whole))
    return sha256(rdfc(whole, load, is_spent).encode()).digest()


@lru_cache(maxsize=64)
def _hash_known(config: str) -> bytes:
    """Kept for a while: the check that follows a signature asks for the same."""
    return sha256(rdfc(json.loads(config)).encode()).digest()


def options_for(method: str, created: dt.datetime) -> Json:
    """What a proof says about itself, by the key that `method` names."""
    return {
        "type": TYPE,
        "cryptosuite": SUITE,
        "created": moment(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }


def with_proof(document: Json, options: Json, signature: bytes) -> Json:
    """The document with its one proof."""
    value = multibase.encode(signature)
    return {**document, "proof": [{**options, "proofValue": value}]}


def add_proof(document: Json, *, method: str, created: dt.datetime, sign: Sign) -> Json:
    """The document with one proof, by the key that `method` names.

    Raises Unsafe when not everybody would read it alike.
    """
    options = options_for(method, created)
    return with_proof(document, options, sign(hash_data(document, options)))


def proof_of(document: Json) -> Json | None:
    """The one proof of a document, or None when it has none, several or another kind."""
    proof: Any = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    known = (
        isinstance(proof, dict)
        and "@context" not in proof
        and proof.get("type") == TYPE
        and proof.get("cryptosuite") == SUITE
        and proof.get("proofPurpose") == PURPOSE
        and isinstance(proof.get("verificationMethod"), str)
        and isinstance(proof.get("proofValue"), str)
    )
    return proof if known else None


def is_signed_by(document: Json, public: bytes, load: Load = context) -> bool:
    """Whether the document's one proof was made by the owner of a public key.

    Raises Unsafe when the document cannot be read alike by everybody.
    """
    proof = proof_of(document)
    if proof is None:
        return False
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    options = {k: v for k, v in proof.items() if k != "proofValue"}
    try:
        signature = multibase.decode(proof["proofValue"])
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, hash_data(unsigned, options, load))
    except (InvalidSignature, ValueError):
        return False
    return True
