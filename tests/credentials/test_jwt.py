"""An award as a VC-JWT: what stands in it, and which tokens are refused."""

import base64
import hmac
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import RSAKey

from credentials.actions import ensure_issuer, make_key
from credentials.actions.documents import issue_document, newest
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm
from credentials.standards import jwt, openbadges
from lms.core import clock
from tests.credentials.documents import LIST, ORIGIN, snapshot

pytestmark = pytest.mark.pages

KID = f"{ORIGIN}/keys/rsa-2026"
SECRET = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
JWK = {**RSAKey.import_key(SECRET.public_key()).as_dict(), "alg": "RS256"}


def sign(data):
    return SECRET.sign(data, padding.PKCS1v15(), hashes.SHA256())


def credential(**changes):
    return openbadges.document(
        snapshot("did:web:learn.example.org", **changes),
        status_url=LIST,
        status_index=42,
    )


def part(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def token_of(header, payload):
    """A token that really was signed, whatever its header and payload say."""
    body = f"{part(header)}.{part(payload)}"
    return (
        f"{body}.{base64.urlsafe_b64encode(sign(body.encode())).rstrip(b'=').decode()}"
    )


GOOD = jwt.encode(credential(), kid=KID, sign=sign)
HEADER = {"alg": "RS256", "kid": KID, "typ": "JWT"}


def test_a_token_gives_the_credential_back_without_a_proof():
    assert jwt.document(GOOD, JWK) == credential()
    assert jwt.header(GOOD) == HEADER


def test_its_payload_is_the_credential_and_the_claims_that_repeat_it():
    signed = json.loads(jws.deserialize_compact(GOOD, RSAKey.import_key(JWK)).payload)
    document = credential()
    assert "vc" not in signed and "proof" not in signed and "exp" not in signed
    assert signed["iss"] == document["issuer"]["id"]
    assert signed["jti"] == document["id"]
    assert signed["sub"] == document["credentialSubject"]["id"]
    assert signed["nbf"] == 1_795_176_000


def test_what_ends_says_so_in_a_claim():
    ending = credential(expires_at="2029-11-20T12:00:00Z")
    assert jwt.payload(ending)["exp"] == 1_889_870_400
    token = jwt.encode(ending, kid=KID, sign=sign)
    assert jwt.document(token, JWK)["validUntil"] == "2029-11-20T12:00:00Z"


@pytest.mark.parametrize(
    "header",
    [
        {**HEADER, "alg": "none"},
        {**HEADER, "alg": "HS256"},
        {**HEADER, "alg": "PS256"},
        {**HEADER, "jwk": JWK},
        {**HEADER, "crit": ["exp"]},
        {**HEADER, "b64": False},
        {**HEADER, "kid": 7},
        {"alg": "RS256", "typ": "JWT"},
        {},
    ],
)
def test_any_other_header_is_refused(header):
    with pytest.raises(jwt.Refused):
        jwt.document(token_of(header, jwt.payload(credential())), JWK)


def test_a_token_without_a_signature_is_refused():
    head, body, _signature = GOOD.split(".")
    unsigned = f"{part({**HEADER, 'alg': 'none'})}.{body}."
    for token in (f"{head}.{body}.", f"{head}.{body}", unsigned):
        with pytest.raises(jwt.Refused):
            jwt.document(token, JWK)


def test_the_public_key_as_a_shared_secret_is_refused():
    header = {**HEADER, "alg": "HS256"}
    public = RSAKey.import_key(JWK).as_pem(private=False)
    body = f"{part(header)}.{part(jwt.payload(credential()))}"
    mac = hmac.digest(public, body.encode(), "sha256")
    forged = f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    with pytest.raises(jwt.Refused):
        jwt.document(forged, JWK)


def test_another_key_is_refused():
    other = RSAKey.generate_key(2048).as_dict(private=False)
    with pytest.raises(jwt.Refused):
        jwt.document(GOOD, other)


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "did:web:elsewhere.example"),
        ("jti", f"{ORIGIN}/credentials/other"),
        ("sub", "urn:uuid:00000000-0000-4000-8000-000000000000"),
        ("nbf", 0),
        ("exp", 4_000_000_000),
        ("iss", None),
    ],
)
def test_a_claim_that_the_credential_does_not_make_is_refused(claim, value):
    said = {**jwt.payload(credential()), claim: value}
    if value is None:
        del said[claim]
    with pytest.raises(jwt.Refused):
        jwt.document(token_of(HEADER, said), JWK)


@pytest.mark.parametrize("payload", ["[]", "7", "null", "{}", "no JSON", '{"iss": 1}'])
def test_a_payload_that_is_no_credential_is_refused(payload):
    with pytest.raises(jwt.Refused):
        jwt.document(token_of(HEADER, payload), JWK)


@given(place=st.integers(0, len(GOOD) - 1), letter=st.sampled_from("Aa0_-.é\0"))
@settings(max_examples=150, deadline=None)
def test_no_changed_letter_makes_another_credential(place, letter):
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    try:
        found = jwt.document(changed, JWK)
    except jwt.Refused:
        return
    assert found == credential()  # the last letters' unused bits may differ


def test_an_award_has_a_token_that_fits_the_published_key(badge, client):
    token = issue_document(badge, format=Format.JWT)
    header = jwt.header(token.body)
    issuer = badge.achievement.issuer
    assert header["kid"].startswith(f"{issuer.origin}/keys/")
    jwk = client.get(header["kid"].removeprefix(issuer.origin)).json()
    embedded = json.loads(newest(badge).body)
    del embedded["proof"]
    assert jwt.document(token.body, jwk) == embedded


def test_a_token_is_made_once_and_anew_after_its_key_was_compromised(badge):
    first = issue_document(badge, format=Format.JWT)
    assert issue_document(badge, format=Format.JWT) == first
    first.key.compromised_at = clock.now()
    first.key.save()
    make_key(ensure_issuer(), algorithm=Algorithm.RS256)
    second = issue_document(badge, format=Format.JWT)
    assert newest(badge, Format.JWT) == second != first
    jwk = second.key.public_jwk
    again, before = (
        jwt.document(second.body, jwk),
        jwt.document(first.body, first.key.public_jwk),
    )
    assert again["id"] == before["id"]
    assert again["validFrom"] >= before["validFrom"]
    assert again["awardedDate"] == before["awardedDate"]
