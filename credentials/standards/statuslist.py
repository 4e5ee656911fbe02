"""Bitstring Status List: one bit a credential, 1 when it was revoked.

Source: W3C Bitstring Status List 1.0. Index 0 is the most significant bit of byte 0; a
list has at least 131,072 entries, so that one bit tells nothing. Pure.
"""

from __future__ import annotations

import base64
import gzip
import io
from collections.abc import Iterable

from credentials.standards import multibase
from credentials.standards.canonical import CREDENTIALS_V2, Json

SIZE = 131_072
MAX_BYTES = 1_000_000


def encode(indexes: Iterable[int], *, size: int = SIZE) -> str:
    """The encoded list in which exactly these entries are revoked."""
    bits = bytearray(size // 8)
    for index in indexes:
        bits[index >> 3] |= 0x80 >> (index & 7)
    packed = gzip.compress(bytes(bits), 9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(encoded: str) -> bytes:
    """The bits of an encoded list. Raises ValueError when it is none, or too large."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(multibase.decode(encoded))) as packed:
            bits = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError) as cause:
        raise ValueError("Not a packed list") from cause
    if not SIZE // 8 <= len(bits) <= MAX_BYTES:
        raise ValueError("A list of the wrong size")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether an entry is revoked. Raises ValueError outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise ValueError("No such entry")
    return bool(bits[index >> 3] & (0x80 >> (index & 7)))


def document(url: str, *, issuer: str, valid_from: str, encoded: str) -> Json:
    """The status list credential, before it is signed."""
    return {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def entry(url: str, index: int) -> Json:
    """What a credential says about where its status stands."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": url,
    }
