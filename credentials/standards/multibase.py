"""Base58 (Bitcoin's alphabet) and base64url, as multibase and multikey write them.

Source: W3C Controlled Identifiers 1.0, sections 2.4 (multibase) and 2.2.2 (Multikey).
"""

import base64

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC = b"\xed\x01"


def base58(data: bytes) -> str:
    """Bytes in base58; each leading zero byte is a leading 1."""
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        digits = ALPHABET[rest] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_base58(text: str) -> bytes:
    """The bytes of a base58 text. Raises ValueError for any other character."""
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def encode(data: bytes) -> str:
    """Multibase base58btc: `z…`."""
    return "z" + base58(data)


def decode(text: str) -> bytes:
    """Bytes of a multibase `z…` or `u…` text of at most 100,000 characters.

    Raises ValueError.
    """
    if text[:1] == "z" and len(text) <= 1_000:
        return from_base58(text[1:])
    if text[:1] == "u" and len(text) <= 100_000:
        body = text[1:]
        return base64.b64decode(
            body + "=" * (-len(body) % 4), altchars=b"-_", validate=True
        )
    raise ValueError("Neither base58btc nor base64url")


def base64url(data: bytes) -> str:
    """Bytes in base64url without padding, as JWKs write them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def multikey(public: bytes) -> str:
    """An Ed25519 public key as a Multikey: `z6Mk…`."""
    return encode(ED25519_PUBLIC + public)


def public_of(key: str) -> bytes:
    """The 32 public bytes of an Ed25519 Multikey. Raises ValueError."""
    data = decode(key)
    if len(data) != 34 or data[:2] != ED25519_PUBLIC:
        raise ValueError("Not an Ed25519 Multikey")
    return data[2:]
