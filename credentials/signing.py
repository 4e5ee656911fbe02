"""Keys, and the one place where they sign.

Private halves lie in the database wrapped by AES-256-GCM under SIGNING_KEK, with the key
id as associated data, so that a wrapped key cannot be put in another's place. Only this
module reads SIGNING_KEK. `sign` is the seam at which a key service could replace it.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credentials.standards import multibase
from credentials.standards.canonical import Json

NONCE_BYTES = 12
ED25519, RS256 = "ed25519", "rs256"
RSA_BITS = 2048
"""What 1EdTech's VC-JWT asks for at least, and every verifier reads."""

Sign = Callable[[bytes], bytes]


class KeyPair(NamedTuple):
    """A fresh pair: the public half as it is published, the private one unwrapped."""

    multikey: str
    jwk: Json
    private: bytes


def new_key_pair(algorithm: str = ED25519) -> KeyPair:
    """A pair for an algorithm: a Multikey and 32 bytes, or a JWK and PKCS8 DER."""
    if algorithm == RS256:
        return _new_rsa_pair()
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return KeyPair(multibase.multikey(public), {}, private.private_bytes_raw())


def sign(key_id: str, data: bytes) -> bytes:
    """The signature of a key's owner. Raises SigningKey.DoesNotExist, InvalidTag."""
    return signer(key_id)(data)


def signer(key_id: str) -> Sign:
    """What signs for a key's owner; its private half is unwrapped once, for many.

    RSA keys sign PKCS #1 v1.5 with SHA-256 (RS256). Raises as `sign`.
    """
    from credentials.models import SigningKey

    key = SigningKey.objects.get(key_id=key_id)
    private = unwrap(bytes(key.private_encrypted), key_id)
    if key.algorithm != RS256:
        return Ed25519PrivateKey.from_private_bytes(private).sign
    owner = serialization.load_der_private_key(private, password=None)
    if not isinstance(owner, rsa.RSAPrivateKey):
        raise TypeError("Not an RSA key")
    return lambda data: owner.sign(data, padding.PKCS1v15(), hashes.SHA256())


def opens(key_id: str) -> bool:
    """Whether SIGNING_KEK opens a key's private half."""
    try:
        signer(key_id)
    except (InvalidTag, ImproperlyConfigured):
        return False
    return True


def wrap(private: bytes, key_id: str) -> bytes:
    """Private bytes as they may lie in a database."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_kek()).encrypt(nonce, private, key_id.encode())


def unwrap(wrapped: bytes, key_id: str) -> bytes:
    """The private bytes again. Raises InvalidTag under another SIGNING_KEK or key id."""
    nonce, packed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    return AESGCM(_kek()).decrypt(nonce, packed, key_id.encode())


def _new_rsa_pair() -> KeyPair:
    private = rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)
    numbers = private.public_key().public_numbers()
    jwk = {
        "kty": "RSA",
        "n": multibase.base64url(numbers.n.to_bytes(RSA_BITS // 8, "big")),
        "e": multibase.base64url(numbers.e.to_bytes(3, "big")),
        "alg": "RS256",
        "use": "sig",
    }
    packed = private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair("", jwk, packed)


def _kek() -> bytes:
    try:
        key = base64.b64decode(settings.SIGNING_KEK, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("SIGNING_KEK must be 32 bytes in base64.")
    return key
