"""Verifiers that others wrote accept our credentials, and refuse what is no longer good.

Digital Bazaar's libraries, the verifier of the Digital Credentials Consortium, and ajv
with the published schemas.
"""

import json
import re

import pytest

from credentials.actions import (
    ensure_issuer,
    make_key,
    revoke_award,
    share_award,
)
from credentials.actions.compromise import mark_compromised
from credentials.actions.documents import newest, signed_by
from credentials.models import PublishedDocument
from credentials.standards import baking
from tests.credentials.documents import PaperIssuer
from tests.verifiers.conftest import (
    PUBLISHED,
    accepted,
    body_of,
    earn,
    reason,
    refused,
)

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def award():
    return earn()[0]


def resigned(award, **changes):
    """An award's file with other members, really signed by our key."""
    document = {**json.loads(body_of(award)), **changes}
    del document["proof"]
    key = ensure_issuer().keys.active().get(algorithm="ed25519")
    return signed_by(key, document)


def test_badge_sign_off_and_certificate_are_accepted(check):
    awards = earn()
    assert [a.achievement.kind for a in awards] == ["badge", "sign_off", "certificate"]
    for result in check(*map(body_of, awards)):
        assert accepted(result), result


def test_what_the_site_serves_is_accepted(check, client, award):
    share_award(award, by=award.recipient)
    address = f"/credentials/{award.public_id}"
    served = client.get(address, headers={"accept": "application/vc+ld+json"})
    baked = client.get(f"{address}.png").content
    for result in check(served.content.decode(), baking.unbake(baked)):
        assert accepted(result), result


def test_a_retired_key_still_verifies_and_the_new_one_too(check, award):
    make_key(ensure_issuer())
    after = earn()[0]
    for result in check(body_of(award), body_of(after)):
        assert accepted(result), result


def test_what_a_stolen_key_signed_is_refused_and_its_newer_copy_is_not(check, award):
    stolen = body_of(award)
    mark_compromised(newest(award).key, by=None, reason="A laptop was stolen.")
    newer = body_of(award)
    before, after = check(stolen, newer)
    assert refused(before), before
    assert "is not in the DID document" in reason(before)
    assert accepted(after), after
    assert json.loads(newer)["id"] == json.loads(stolen)["id"]


def broken(award):
    """Every kind of damage, and what a verifier has to say about it."""
    text = body_of(award)
    named, addressed, cut, bare, foreign, moved, worded = (
        json.loads(text) for _ in range(7)
    )
    named["credentialSubject"]["achievement"]["name"] += " and more"
    yield "another name", named, "Invalid signature"
    addressed["credentialSubject"]["identifier"][1]["identityHash"] = "Eve"
    yield "another holder", addressed, "Invalid signature"
    value = cut["proof"][0]["proofValue"]
    cut["proof"][0]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")
    yield "another signature", cut, "Invalid signature"
    del bare["proof"]
    yield "no signature", bare, "No matching proofs"
    foreign["issuer"]["id"] = "did:web:elsewhere.example"
    yield "another issuer", foreign, "Invalid signature"
    moved["proof"][0]["verificationMethod"] = PaperIssuer(PUBLISHED).method
    yield "a key that nobody publishes", moved, "not in the DID document"
    worded["unheard"] = "of"
    yield "a word without a meaning", worded, "Safe mode"
    for member in ("credentialStatus", "awardedDate", "description"):
        less = json.loads(text)
        del less[member]
        yield f"{member} left out", less, "Invalid signature"
    redated = {**json.loads(text), "validFrom": "2020-01-01T00:00:00Z"}
    yield "another date", redated, "Invalid signature"


def test_every_kind_of_damage_is_refused_and_for_that_reason(check, award):
    cases = list(broken(award))
    good, *results = check(body_of(award), *(document for _, document, _ in cases))
    assert accepted(good), good
    for (name, _document, wanted), result in zip(cases, results, strict=True):
        assert refused(result), (name, result)
        assert re.search(wanted, reason(result)), (name, reason(result))


def test_dates_are_read(check, award):
    ended = resigned(
        award,
        validFrom="2020-01-01T00:00:00Z",
        awardedDate="2020-01-01T00:00:00Z",
        validUntil="2021-01-01T00:00:00Z",
    )
    early = resigned(award, validFrom="2096-01-01T00:00:00Z")
    running = resigned(award, validUntil="2096-01-01T00:00:00Z")
    ended, early, running = check(ended, early, running)
    assert refused(ended) and 'is after "validUntil"' in reason(ended)
    assert refused(early) and 'is before "validFrom"' in reason(early)
    assert accepted(running), running


def test_what_was_revoked_is_refused_and_its_neighbor_is_not(check):
    award, neighbor = earn()[:2]
    revoke_award(award, by=None, reason="Issued to the wrong person")
    revoked, other = check(body_of(award), body_of(neighbor))
    assert revoked["digitalbazaar"]["status"] == "revoked"
    assert not revoked["dcc"]["unrevoked"]
    assert revoked["dcc"]["signature"]
    assert accepted(other), other


def test_without_its_status_list_nothing_is_accepted(check, award):
    PublishedDocument.objects.filter(url=award.status_list.url).delete()
    (result,) = check(body_of(award))
    assert refused(result), result
    assert result["dcc"]["signature"] and not result["dcc"]["unrevoked"]


def test_a_status_list_that_somebody_else_signed_is_not_believed(check, award):
    listed = json.loads(PublishedDocument.objects.body_at(award.status_list.url))
    del listed["proof"]
    forged = PaperIssuer(PUBLISHED).sign(listed)
    PublishedDocument.objects.put(award.status_list.url, json.dumps(forged))
    (result,) = check(body_of(award))
    assert refused(result), result
    assert result["dcc"]["signature"] and not result["dcc"]["unrevoked"]


def test_a_foreign_key_in_our_name_is_refused(check, award):
    ours = json.loads(body_of(award))
    forger = PaperIssuer(PUBLISHED)
    assert forger.did == ours["issuer"]["id"]
    del ours["proof"]
    (result,) = check(forger.sign(ours))
    assert refused(result), result
    assert "not in the DID document" in reason(result)


def test_what_leaves_out_a_required_word_fails_the_published_schema(check, award):
    subject = json.loads(body_of(award))["credentialSubject"]
    del subject["achievement"]["criteria"]
    (result,) = check(resigned(award, credentialSubject=subject))
    assert result["digitalbazaar"]["verified"]
    assert not result["dcc"]["schema"]
    assert any("criteria" in problem for problem in result["schema"])
