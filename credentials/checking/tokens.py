"""A credential as a JSON Web Token: read, compared, checked. Pure.

Only three algorithms, each with its own kind of key; what the header brings along (`jwk`,
`jku`, `x5u`, `x5c`) is never a key. Sources: Open Badges 3.0 section 8.2; RFC 7515; W3C
VC Data Model 1.1 section 6.3.1 (`vc`), which others still use.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import warnings
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning

from credentials.checking.dates import first_day, last_day, moment
from credentials.checking.keys import Key
from credentials.checking.texts import Unreadable, issuer_of, parsed
from credentials.standards.canonical import Json

ALGORITHMS = ("RS256", "ES256", "EdDSA")
CLAIMS = ("iss", "sub", "jti", "nbf", "exp", "iat", "vc")
_NAME = re.compile("[A-Za-z0-9-]{1,20}")
_COMPACT = re.compile(r"ey[A-Za-z0-9_-]{14,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Token:
    """A token taken apart; nothing of it is confirmed yet."""

    text: str
    header: Json
    payload: Json
    document: Json

    @property
    def algorithm(self) -> str:
        """What it says that it was signed with; empty when it does not say so in a word."""
        said = self.header.get("alg")
        return said if isinstance(said, str) and _NAME.fullmatch(said) else ""

    @property
    def method(self) -> str:
        """The key that it names; empty when it names none."""
        kid = self.header.get("kid")
        if not isinstance(kid, str):
            return ""
        return f"{issuer_of(self.document)}{kid}" if kid.startswith("#") else kid


def is_token(text: str) -> bool:
    """Whether a text looks like a JSON Web Token."""
    return bool(_COMPACT.fullmatch(text))


def read(text: str) -> Token:
    """Take a token apart. Raises Unreadable."""
    head, body, _signature = text.split(".")
    header, payload = _part(head), _part(body)
    if "crit" in header or "b64" in header:
        raise Unreadable(_("Its header asks for more than a signed credential needs."))
    wrapped = payload.get("vc")
    if isinstance(wrapped, dict):
        document = _unwrapped(wrapped, payload)
    else:
        document = {k: v for k, v in payload.items() if k not in CLAIMS}
    return Token(text, header, payload, document)


def refusal(token: Token) -> str:
    """Why no key could make this token good; empty when one could."""
    if not token.algorithm:
        return _("It does not say in which way it was signed (alg).")
    if token.algorithm.lower() == "none":
        return _(
            "It says that it carries no signature (alg: none). Anybody can write that."
        )
    if token.algorithm.startswith("HS"):
        return _(
            "It is signed with a shared secret (%(alg)s), which proves nothing to anybody else."
        ) % {"alg": token.algorithm}
    return ""


def holds(token: Token, key: Key) -> bool:
    """Whether the key's owner signed exactly this token, by the algorithm of that key."""
    if token.algorithm not in ALGORITHMS or token.algorithm != key.algorithm:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            jws.deserialize_compact(token.text, key.public, algorithms=[key.algorithm])
    except (JoseError, ValueError, TypeError):
        return False
    return True


def contradiction(token: Token) -> str:
    """The claim that says something else than the credential; empty when none does."""
    document, claims = token.document, token.payload
    subject = document.get("credentialSubject")
    about = subject.get("id") if isinstance(subject, dict) else None
    said = {
        "iss": issuer_of(document),
        "sub": about,
        "jti": document.get("id"),
        "nbf": _seconds(first_day(document)),
        "exp": _seconds(last_day(document)),
    }
    if "iss" not in claims:
        return "iss"
    for name, value in said.items():
        if name in claims and (isinstance(claims[name], bool) or claims[name] != value):
            return name
    return ""


def _unwrapped(wrapped: Json, claims: Json) -> Json:
    """The credential inside `vc`; what it leaves out, the claims say."""
    document = dict(wrapped)
    document.setdefault("id", claims.get("jti"))
    document.setdefault("issuer", claims.get("iss"))
    for member, claim in (("issuanceDate", "nbf"), ("expirationDate", "exp")):
        other = {"issuanceDate": "validFrom", "expirationDate": "validUntil"}[member]
        if member not in document and other not in document and claim in claims:
            document[member] = _moment(claims[claim])
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and "id" not in subject and "sub" in claims:
        document["credentialSubject"] = {**subject, "id": claims["sub"]}
    return {k: v for k, v in document.items() if v is not None}


def _part(text: str) -> Json:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return parsed(data.decode())
    except (binascii.Error, UnicodeDecodeError) as cause:
        raise Unreadable(_("It looks like a token, but cannot be decoded.")) from cause


def _seconds(written: Any) -> int | None:
    try:
        return int(moment(written).timestamp())
    except ValueError:
        return None


def _moment(seconds: Any) -> str | None:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    except (ValueError, TypeError, OverflowError, OSError):
        return None
