"""Anybody's Open Badge: whose key, which signature, which token; the rest never holds."""

from pathlib import Path

import pytest

from credentials.checking.claims import claims
from credentials.checking.reports import Outcome, Verdict
from credentials.standards import multibase, proofs
from credentials.standards.canonical import Unsafe, newer_context
from tests.credentials.documents import LIST, NOW, PaperIssuer
from tests.credentials.outsiders import (
    ED25519,
    P256,
    RSA,
    Elsewhere,
    KeyIssuer,
    Web,
    line,
    p256_multikey,
    sign_with_p256,
    token,
)

pytestmark = pytest.mark.pages

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"


@pytest.fixture
def issuer():
    return Elsewhere()


# --- whose key


def test_a_badge_with_did_web_is_genuine_and_whose_word_it_is_is_said(issuer):
    report = issuer.check(issuer.credential())
    assert report.verdict is Verdict.GOOD_ELSEWHERE
    assert not report.is_good
    assert report.signer == "badges.example.net"
    assert {c.outcome for c in report.checks} == {Outcome.PASSED}
    assert claims(report).name == "Screens and sleep"


def test_a_badge_with_did_key_is_genuine_and_nobody_stands_behind_it():
    issuer = KeyIssuer()
    report = issuer.check(issuer.credential())
    assert report.verdict is Verdict.GOOD_ELSEWHERE
    assert report.is_nameless


def test_a_key_that_another_did_owns_is_refused(issuer):
    forger = KeyIssuer()
    forged = forger.credential()
    forged["issuer"]["id"] = issuer.did
    forged = forger.sign({k: v for k, v in forged.items() if k != "proof"})
    report = issuer.check(forged)
    assert report.verdict is Verdict.NOT_THEIRS
    assert forger.did in line(report, "issuer").detail


def test_a_key_that_the_did_document_does_not_list_is_refused(issuer):
    other = Elsewhere()  # the same name, another key
    assert issuer.check(other.credential()).verdict is Verdict.NOT_THEIRS


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda d: d.update(assertionMethod=[]), Verdict.NOT_THEIRS),
        (lambda d: d.update(id="did:web:other.example"), Verdict.NOT_THEIRS),
        (
            lambda d: d["verificationMethod"][0].update(controller="did:web:x.example"),
            Verdict.NOT_THEIRS,
        ),
        (
            lambda d: d["verificationMethod"][0].update(revoked="2026-01-01T00:00:00Z"),
            Verdict.NOT_THEIRS,
        ),
        (
            lambda d: d["verificationMethod"][0].update(publicKeyMultibase="z6Mk"),
            Verdict.UNCERTAIN,
        ),
        (
            lambda d: d["verificationMethod"][0].update(publicKeyMultibase=7),
            Verdict.UNCERTAIN,
        ),
    ],
    ids=["purpose", "name", "controller", "withdrawn", "broken", "number"],
)
def test_what_a_did_document_must_say(issuer, change, verdict):
    document = issuer.did_document()
    change(document)
    issuer.web.put(issuer.address, document)
    report = issuer.check(issuer.credential())
    assert report.verdict is verdict
    assert not report.is_genuine


def test_methods_may_be_named_within_their_document_and_written_inside_it(issuer):
    document = issuer.did_document()
    (method,) = document.pop("verificationMethod")
    method["id"] = f"#{issuer.key}"
    document["assertionMethod"] = [method]
    issuer.web.put(issuer.address, document)
    assert issuer.check(issuer.credential()).verdict is Verdict.GOOD_ELSEWHERE


def test_without_the_issuers_document_nothing_is_said_about_the_signature(issuer):
    credential = issuer.credential()
    del issuer.web.pages[issuer.address]
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert line(report, "signature").outcome is Outcome.NOT_CHECKED
    assert claims(report) is None


def test_a_document_of_ours_is_never_asked_of_the_network(issuer):
    ours = PaperIssuer()
    web = Web(ours.published)
    report = web.check(ours.credential(), ours={ours.did: ours.address})
    assert report.verdict is Verdict.GOOD
    assert set(web.asked) == {ours.address, LIST}


# --- kinds of signature


def test_p256_signatures_hold_and_change_is_seen(issuer):
    key = p256_multikey(P256)
    method = f"{issuer.did}#{key}"
    document = issuer.did_document()
    document["verificationMethod"].append(
        {**document["verificationMethod"][0], "id": method, "publicKeyMultibase": key}
    )
    document["assertionMethod"].append(method)
    issuer.web.put(issuer.address, document)
    unsigned = {k: v for k, v in issuer.credential().items() if k != "proof"}
    signed = sign_with_p256(unsigned, P256, method)
    assert issuer.check(signed).verdict is Verdict.GOOD_ELSEWHERE
    signed["name"] = "Another name"
    assert issuer.check(signed).verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    "suite", ["ecdsa-sd-2023", "bbs-2023", "eddsa-jcs-2022", "made-up-2031"]
)
def test_other_kinds_are_named_and_never_called_good(issuer, suite):
    credential = issuer.credential()
    credential["proof"][0]["cryptosuite"] = suite
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert suite in line(report, "signature").detail


def test_a_badge_without_a_signature(issuer):
    credential = issuer.credential()
    del credential["proof"]
    report = issuer.check(credential)
    assert not report.is_genuine
    assert line(report, "signature").sentence == "It is not signed"


def test_words_of_the_newer_copy_are_read_of_others_and_never_of_ours(issuer):
    """1EdTech added `endorsementJwt` at the same address; ours are signed without it."""
    ours = PaperIssuer()
    for signer, is_read in ((issuer, True), (ours, False)):
        unsigned = {k: v for k, v in signer.credential().items() if k != "proof"}
        unsigned["credentialSubject"]["achievement"]["endorsementJwt"] = ["e.y.J"]
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": proofs.moment(NOW),
            "verificationMethod": signer.method,
            "proofPurpose": "assertionMethod",
        }
        with pytest.raises(Unsafe):
            proofs.hash_data(unsigned, options)
        data = proofs.hash_data(unsigned, options, newer_context)
        value = multibase.encode(signer.secret.sign(data))
        signed = {**unsigned, "proof": [{**options, "proofValue": value}]}
        web = issuer.web if is_read else Web(ours.published)
        report = web.check(signed, ours={ours.did: ours.address})
        assert (report.outcome("signature") is Outcome.PASSED) == is_read
        assert report.is_genuine == is_read


# --- tokens


@pytest.mark.parametrize(
    ("key", "alg"), [(RSA, "RS256"), (P256, "ES256"), (ED25519, "EdDSA")]
)
def test_tokens_of_three_algorithms(issuer, key, alg):
    kid = issuer.publish_jwk(key)
    credential = issuer.credential(expires_at="2027-11-20T12:00:00Z")
    for name in (kid, f"{issuer.did}#token-1"):
        report = issuer.check(token(credential, key, alg, name))
        assert report.verdict is Verdict.GOOD_ELSEWHERE, report.checks


def test_a_token_that_brings_its_key_along_proves_nothing(issuer):
    made = token(
        issuer.credential(), RSA, "RS256", "", {"jwk": RSA.as_dict(private=False)}
    )
    report = issuer.check(made)
    assert report.verdict is Verdict.UNCERTAIN
    assert "brings along" in line(report, "issuer").detail


def test_a_key_at_another_host_is_not_the_issuers(issuer):
    issuer.web.put("https://evil.example/keys/1", RSA.as_dict(private=False))
    made = token(issuer.credential(), RSA, "RS256", "https://evil.example/keys/1")
    assert issuer.check(made).verdict is Verdict.NOT_THEIRS


def test_a_key_on_the_issuers_host_that_its_did_document_does_not_name(issuer):
    url = f"{issuer.origin}/uploads/key.json"
    issuer.web.put(url, RSA.as_dict(private=False))
    made = token(issuer.credential(), RSA, "RS256", url)
    assert issuer.check(made).verdict is Verdict.NOT_THEIRS


@pytest.mark.parametrize(
    "claim",
    [
        {"iss": "did:web:other.example"},
        {"iss": None},
        {"jti": "urn:uuid:1"},
        {"sub": "urn:uuid:2"},
        {"nbf": 1},
        {"nbf": True},
        {"exp": 4_000_000_000},
    ],
    ids=str,
)
def test_a_token_must_repeat_what_the_credential_says(issuer, claim):
    kid = issuer.publish_jwk(RSA)
    made = token(issuer.credential(), RSA, "RS256", kid, **claim)
    report = issuer.check(made)
    assert report.verdict is Verdict.CHANGED
    said = " ".join(c.detail for c in report.checks)
    assert f"“{next(iter(claim))}”" in said
