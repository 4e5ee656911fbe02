"""Keys, and the one place where they sign.

Private halves lie in the database wrapped by AES-256-GCM under SIGNING_KEK, with the key
id as associated data, so that a wrapped key cannot be put in another's place. Only this
module reads SIGNING_KEK. `sign` is the seam at which a key service could replace it.
"""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from credentials.standards import multibase

NONCE_BYTES = 12


def new_key_pair() -> tuple[str, bytes]:
    """A fresh Ed25519 pair: the public Multikey and the 32 private bytes."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return multibase.multikey(public), private.private_bytes_raw()


def sign(key_id: str, data: bytes) -> bytes:
    """The signature of a key's owner. Raises SigningKey.DoesNotExist, InvalidTag."""
    from credentials.models import SigningKey

    key = SigningKey.objects.get(key_id=key_id)
    private = unwrap(bytes(key.private_encrypted), key_id)
    return Ed25519PrivateKey.from_private_bytes(private).sign(data)


def wrap(private: bytes, key_id: str) -> bytes:
    """Private bytes as they may lie in a database."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_kek()).encrypt(nonce, private, key_id.encode())


def unwrap(wrapped: bytes, key_id: str) -> bytes:
    """The private bytes again. Raises InvalidTag under another SIGNING_KEK or key id."""
    nonce, packed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    return AESGCM(_kek()).decrypt(nonce, packed, key_id.encode())


def _kek() -> bytes:
    try:
        key = base64.b64decode(settings.SIGNING_KEK, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("SIGNING_KEK must be 32 bytes in base64.")
    return key
