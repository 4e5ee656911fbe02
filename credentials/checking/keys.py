"""Whose key signed: a method's name to a public key that its issuer publishes. Pure.

A key counts only when the issuer that the credential names publishes it and lets it sign
assertions. Keys inside a credential or a token prove nothing and are never taken.
Sources: W3C Controlled Identifiers 1.0 (verification methods), did:key and did:web method
specifications; Open Badges 3.0 section 8 (keys at https addresses).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
)
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from credentials.checking.dates import moment
from credentials.checking.reach import NotFetched, Reach, did_web_host
from credentials.standards import multibase
from credentials.standards.canonical import Json

PublicKey = OKPKey | ECKey | RSAKey
ED25519, P256 = b"\xed\x01", b"\x80\x24"
MIN_RSA_BITS = 2048
MAX_KEY = 2_000


@dataclass(frozen=True)
class Key:
    """A public key, and where its owner publishes it."""

    public: PublicKey
    source: str

    @property
    def algorithm(self) -> str:
        """The one algorithm that it may check, as RFC 7518 and 8037 name it."""
        return {"OKP": "EdDSA", "EC": "ES256", "RSA": "RS256"}[self.public.key_type]


class NoKey(Exception):
    """No key of the issuer could be had.

    `is_foreign`: there is one, and it is not the issuer's; otherwise nobody could say.
    """

    def __init__(self, sentence: str, *, is_foreign: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_foreign = is_foreign


def find(method: str, issuer: str, reach: Reach) -> Key:
    """The key that `method` names, if it is `issuer`'s own. Raises NoKey."""
    try:
        if method.startswith("did:key:"):
            return _of_did_key(method, issuer)
        if method.startswith("did:web:"):
            return _of_did_web(method, issuer, reach)
        if method.startswith(("https://", "http://")):
            return _of_address(method, issuer, reach)
    except NotFetched as cause:
        raise NoKey(cause.sentence) from cause
    except (ValueError, TypeError, KeyError, AttributeError, JoseError) as cause:
        raise NoKey(_("The key that it names cannot be read.")) from cause
    raise NoKey(
        _("It names its key as “%(method)s”, and we do not know how to look that up.")
        % {"method": method[:120]}
    )


def host_of(issuer: str) -> str:
    """The host that an issuer's name stands for; empty for a name without one.

    The library would drop a tab or a line's end in it, and so name another host."""
    if issuer.startswith("did:web:"):
        return did_web_host(issuer)
    if not issuer.isprintable():
        return ""
    try:
        return (urlsplit(issuer).hostname or "") if "://" in issuer else ""
    except ValueError:
        return ""


def of_multibase(text: str) -> PublicKey:
    """The key of a Multikey. Raises ValueError for a kind that we cannot check with."""
    data = multibase.decode(text)
    if data[:2] == ED25519 and len(data) == 34:
        return OKPKey.import_key(_okp(data[2:]))
    if data[:2] == P256 and len(data) == 35:
        point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data[2:])
        numbers = point.public_numbers()
        coordinates = {"x": numbers.x, "y": numbers.y}
        packed = {n: _packed(v.to_bytes(32, "big")) for n, v in coordinates.items()}
        return ECKey.import_key({"kty": "EC", "crv": "P-256", **packed})
    raise ValueError("Neither Ed25519 nor P-256")


def of_jwk(jwk: Json) -> PublicKey:
    """The key of a JWK's public members. Raises ValueError, KeyError or JoseError."""
    kind = (jwk["kty"], jwk.get("crv"))
    if kind == ("OKP", "Ed25519"):
        return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": jwk["x"]})
    if kind == ("EC", "P-256"):
        return ECKey.import_key({n: jwk[n] for n in ("kty", "crv", "x", "y")})
    if kind == ("RSA", None) and len(jwk["n"]) <= MAX_KEY and len(jwk["e"]) <= 8:
        key = RSAKey.import_key({n: jwk[n] for n in ("kty", "n", "e")})
        if key.public_key.key_size >= MIN_RSA_BITS:
            return key
    raise ValueError("A key that we cannot check with")


def _of_did_key(method: str, issuer: str) -> Key:
    owner, fragment = urldefrag(method)
    name = owner.removeprefix("did:key:")
    if fragment not in ("", name):
        raise ValueError("Another key of it")
    _same(owner, issuer)
    return Key(of_multibase(name), owner)


def _of_did_web(method: str, issuer: str, reach: Reach) -> Key:
    owner, _fragment = urldefrag(method)
    _same(owner, issuer)
    document, url = reach.did_document(owner)
    return Key(_published(document, method, owner, reach), url)


def _of_address(method: str, issuer: str, reach: Reach) -> Key:
    base, fragment = urldefrag(method)
    if issuer in reach.ours:
        return _of_our_address(base, issuer, reach)
    document = reach.document(base)
    if "kty" in document:
        return _bare(document, base, issuer, reach)
    if not fragment and "publicKeyMultibase" in document:
        _same(document.get("controller"), issuer)
        _same(document.get("id"), method)
        if host_of(method) != host_of(issuer):
            raise _foreign(method, issuer)
        return Key(_key_of(document, reach), base)
    _same(document.get("id"), issuer)
    if issuer.startswith("did:"):
        return _of_did_web(method, issuer, reach)
    _same(base, issuer)
    return Key(_published(document, method, issuer, reach), base)


def _of_our_address(url: str, issuer: str, reach: Reach) -> Key:
    """A key at an address of ours: the one that the issuer's document calls so, too."""
    if urlsplit(url).netloc != urlsplit(reach.ours[issuer]).netloc:
        raise _foreign(url, issuer)
    return _of_did_web(f"{issuer}#{url.rpartition('/')[2]}", issuer, reach)


def _bare(jwk: Json, url: str, issuer: str, reach: Reach) -> Key:
    """A JWK at an address: the issuer's, if its own host or its own document says so."""
    if host_of(url) != host_of(issuer):
        raise _foreign(url, issuer)
    key = of_jwk(jwk)
    if issuer.startswith("did:web:"):
        document, _url = reach.did_document(issuer)
        _same(document.get("id"), issuer)
        wanted = key.thumbprint()
        named = (m for m in _methods(document) if _may_assert(document, m, issuer))
        if all(wanted != k.thumbprint() for m in named if (k := _maybe(m, reach))):
            raise _foreign(url, issuer)
    return Key(key, url)


def _published(document: Json, method: str, owner: str, reach: Reach) -> PublicKey:
    """The key of a method in its owner's document, which must let it sign assertions."""
    _same(document.get("id"), owner)
    for entry in _methods(document):
        if _full(entry.get("id"), owner) == method:
            _same(entry.get("controller"), owner)
            if not _may_assert(document, entry, owner):
                break
            return _key_of(entry, reach)
    raise NoKey(
        _("The key was withdrawn, or somebody else signed in the issuer's name."),
        is_foreign=True,
    )


def _methods(document: Json) -> list[Json]:
    named = [*document.get("verificationMethod", [])]
    inline = [x for x in document.get("assertionMethod", []) if isinstance(x, dict)]
    return [x for x in (*named, *inline) if isinstance(x, dict)]


def _may_assert(document: Json, entry: Json, owner: str) -> bool:
    allowed = [
        _full(x.get("id") if isinstance(x, dict) else x, owner)
        for x in document.get("assertionMethod", [])
    ]
    return _full(entry.get("id"), owner) in allowed


def _key_of(entry: Json, reach: Reach) -> PublicKey:
    for name in ("revoked", "expires"):
        if entry.get(name) and moment(entry[name]) <= reach.now:
            raise NoKey(_("Its issuer withdrew the key that signed."), is_foreign=True)
    if "publicKeyJwk" in entry:
        return of_jwk(entry["publicKeyJwk"])
    if "publicKeyMultibase" in entry:
        return of_multibase(entry["publicKeyMultibase"])
    raw = multibase.from_base58(entry["publicKeyBase58"][:100])
    return OKPKey.import_key(_okp(raw))


def _maybe(entry: Json, reach: Reach) -> PublicKey | None:
    try:
        return _key_of(entry, reach)
    except (NoKey, ValueError, TypeError, KeyError, JoseError):
        return None


def _full(name: Any, owner: str) -> str:
    """A method's whole name; within its own document it may be written as `#key`."""
    return f"{owner}{name}" if str(name).startswith("#") else str(name)


def _same(owner: Any, issuer: str) -> None:
    if owner != issuer:
        raise _foreign(str(owner), issuer)


def _foreign(owner: str, issuer: str) -> NoKey:
    return NoKey(
        _("The key belongs to %(owner)s, and the credential names %(issuer)s.")
        % {"owner": owner[:120], "issuer": issuer[:120]},
        is_foreign=True,
    )


def _okp(raw: bytes) -> Json:
    if len(raw) != 32:
        raise ValueError("Not an Ed25519 key")
    return {"kty": "OKP", "crv": "Ed25519", "x": _packed(raw)}


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
