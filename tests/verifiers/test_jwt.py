"""jose accepts our tokens by the key at the address that they name, and nothing forged."""

import base64
import hmac
import json

import pytest

from credentials.actions import (
    ensure_issuer,
    grant_award,
    make_key,
    revoke_award,
    share_award,
)
from credentials.actions.compromise import mark_compromised
from credentials.actions.documents import issue_document
from credentials.models import Achievement
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm
from credentials.standards import jwt
from tests.credentials.conftest import make_person
from tests.credentials.test_jwt import sign as forge
from tests.verifiers.conftest import PUBLISHED, body_of, earn

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]

REFUSED = {
    "signature": "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
    "algorithm": "ERR_JOSE_ALG_NOT_ALLOWED",
}


def token_of(award):
    return issue_document(award, format=Format.JWT).body


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def parts(token):
    head, body, signature = token.split(".")
    padded = [p + "=" * (-len(p) % 4) for p in (head, body)]
    return *(json.loads(base64.urlsafe_b64decode(p)) for p in padded), signature


def test_badge_sign_off_and_certificate_are_accepted(check_tokens):
    awards = earn()
    for award, result in zip(awards, check_tokens(*map(token_of, awards)), strict=True):
        assert result["verified"], result
        assert set(result["header"]) == {"alg", "kid", "typ"}
        assert result["payload"]["jti"] == award.url
        document = json.loads(body_of(award))
        del document["proof"]
        assert result["payload"] == {**document, **jwt.claims(document)}


def test_what_the_site_serves_is_accepted(check_tokens, client):
    award = earn()[0]
    share_award(award, by=award.recipient)
    served = client.get(f"/credentials/{award.public_id}.jwt").content.decode()
    (result,) = check_tokens(served)
    assert result["verified"], result


def test_a_retired_key_still_verifies_and_a_stolen_one_does_not(check_tokens):
    award, site = earn()[0], ensure_issuer()
    before = token_of(award)
    make_key(site, algorithm=Algorithm.RS256)
    after = token_of(award)
    assert before != after
    for result in check_tokens(before, after):
        assert result["verified"], result
    retired = site.keys.get(algorithm=Algorithm.RS256, retired_at__isnull=False)
    mark_compromised(retired, by=None, reason="A laptop was stolen.")
    stolen, good = check_tokens(before, after)
    assert not stolen["verified"]
    assert stolen["reason"].endswith(": 404")
    assert good["verified"], good


def test_every_kind_of_damage_is_refused_and_for_that_reason(check_tokens):
    award = earn()[0]
    good = token_of(award)
    head, payload, signature = parts(good)
    named = {**payload, "name": "Another name"}
    first = "A" if signature[0] != "A" else "B"
    packed = good.rpartition(".")[0]
    cases = {
        f"{part(head)}.{part(named)}.{signature}": "signature",
        f"{packed}.{first}{signature[1:]}": "signature",
        f"{packed}.": "signature",
        f"{part({**head, 'alg': 'none'})}.{part(payload)}.": "algorithm",
        f"{part({**head, 'alg': 'PS256'})}.{part(payload)}.{signature}": "algorithm",
        by_public_key(head, payload): "algorithm",
        jwt.encode(
            json.loads(body_of(award)), kid=head["kid"], sign=forge
        ): "signature",
    }
    sound, *results = check_tokens(good, *cases)
    assert sound["verified"], sound
    for kind, result in zip(cases.values(), results, strict=True):
        assert not result["verified"]
        assert result["reason"] == REFUSED[kind], (kind, result)


def by_public_key(head, payload):
    """A token made with nothing but the public key, as a shared secret."""
    key = ensure_issuer().keys.get(algorithm=Algorithm.RS256)
    body = f"{part({**head, 'alg': 'HS256'})}.{part(payload)}"
    mac = hmac.digest(json.dumps(key.public_jwk).encode(), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_token_says_where_its_status_stands(check_tokens, check):
    award = earn()[0]
    token = token_of(award)
    revoke_award(award, by=None, reason="Issued to the wrong person")
    (result,) = check_tokens(token)
    assert result["verified"]  # a signature alone does not tell
    status = result["payload"]["credentialStatus"]
    assert status == json.loads(body_of(award))["credentialStatus"]
    (embedded,) = check(body_of(award))
    assert embedded["digitalbazaar"]["status"] == "revoked"


def test_a_partners_token_names_a_key_of_its_own(check_tokens):
    partner = ensure_issuer(slug="valley", name="Valley College")
    achievement = Achievement.objects.create(
        issuer=partner,
        kind="certificate",
        slug="coaching",
        name="Coaching Certificate",
        description="Coaching colleagues through a year.",
        criteria="Finish the courses and the portfolio.",
    )
    theirs = grant_award(achievement, to=make_person(), by=None)
    (result,) = check_tokens(token_of(theirs))
    assert result["verified"], result
    assert result["payload"]["iss"] == partner.did
    key = partner.keys.active().get(algorithm=Algorithm.RS256)
    assert result["header"]["kid"] == f"{PUBLISHED}/keys/{key.kid}"
