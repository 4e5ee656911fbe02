"""A credential as a VC-JWT, RS256. Pure: keys come from outside.

Source: 1EdTech Open Badges 3.0, section 8.2 (JSON Web Token proof format); RFC 7515. The
credential stands at the top level of the payload, without a proof of its own; verifiers
compare each registered claim with the member that it repeats. It is put together by hand,
so that the private key stays behind one function from bytes to bytes.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from credentials.standards.canonical import Json, dumps
from credentials.standards.multibase import base64url
from credentials.standards.proofs import Sign

ALGORITHM = "RS256"
CLAIMS = ("iss", "jti", "sub", "nbf", "exp")


class Refused(ValueError):
    """The text is no VC-JWT, or not one that the key's owner made."""


def encode(document: Json, *, kid: str, sign: Sign) -> str:
    """A credential as a token; `kid` is the address at which the key is published."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": "JWT"}
    body = f"{_packed(header)}.{_packed(payload(document))}"
    return f"{body}.{base64url(sign(body.encode()))}"


def payload(document: Json) -> Json:
    """What is signed: the credential without its proof, and the claims that repeat it."""
    unsigned = {k: v for k, v in document.items() if k != "proof"}
    return {**unsigned, **claims(unsigned)}


def claims(document: Json) -> Json:
    """The registered claims of a credential."""
    made = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    until = document.get("validUntil")
    return {**made, "exp": _seconds(until)} if until else made


def header(token: str) -> Json:
    """A token's header, not checked yet; exactly alg, kid and typ. Raises Refused."""
    try:
        found: Any = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as cause:
        raise Refused("Not a token") from cause
    if set(found) != {"alg", "kid", "typ"} or not isinstance(found["kid"], str):
        raise Refused("Another header")
    return dict(found)


def document(token: str, jwk: Json) -> Json:
    """The credential in a token that the owner of a public RSA key signed.

    Raises Refused: another algorithm, another key, a changed letter, or a claim that does
    not say what the credential says.
    """
    if header(token)["alg"] != ALGORITHM:
        raise Refused("Another algorithm")
    try:
        signed = jws.deserialize_compact(
            token, RSAKey.import_key(jwk), algorithms=[ALGORITHM]
        )
        found = json.loads(signed.payload)
        unsigned = {k: v for k, v in found.items() if k not in CLAIMS}
        said = {k: v for k, v in found.items() if k in CLAIMS}
        if said != claims(unsigned):
            raise Refused("A claim that the credential does not make")
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as cause:
        raise Refused(str(cause)) from cause
    return unsigned


def _packed(value: Json) -> str:
    return base64url(dumps(value).encode())


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())
