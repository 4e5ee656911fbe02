"""Anybody's Open Badge: what holds is said to hold, the rest never."""

import copy
import json
import time
from pathlib import Path

import pytest

from credentials.checking import reading
from credentials.checking.claims import claims
from credentials.checking.reach import Gone
from credentials.checking.reports import Outcome, Verdict
from credentials.checking.texts import Unreadable
from credentials.standards import statuslist
from tests.credentials.documents import LIST, NOW, PaperIssuer
from tests.credentials.outsiders import (
    ED25519,
    LATER,
    P256,
    RSA,
    Elsewhere,
    KeyIssuer,
    Web,
    p256_multikey,
    sign_with_p256,
    token,
)

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"
RAW = "https://raw.githubusercontent.com/1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
WELLSPRING = "https://dc.1edtech.org/wellspring2022/wellspring-portal"


@pytest.fixture
def issuer():
    return Elsewhere()


def line(report, name):
    return next(c for c in report.checks if c.name == name)


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


# --- status lists


def listed(signer, subject=None, **changes):
    document = statuslist.document(
        LIST,
        issuer=signer.did,
        valid_from="2026-11-01T00:00:00Z",
        encoded=statuslist.encode([]),
    )
    document["credentialSubject"].update(subject or {})
    document.update(changes)
    return signer.sign(document)


def test_a_revoked_one_of_another_issuer(issuer):
    credential = issuer.credential()
    issuer.revoke(42)
    report = issuer.check(credential)
    assert report.verdict is Verdict.REVOKED
    assert report.signer == "badges.example.net"


def test_a_list_of_somebody_else_is_named_as_such(issuer):
    credential = issuer.credential()
    issuer.web.put(LIST, listed(Elsewhere("other.example")))
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert "another issuer" in line(report, "status").detail
    issuer.web.put(LIST, listed(Elsewhere("other.example"), issuer=issuer.did))
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert "other.example" in line(report, "status").detail


BOMB = statuslist.encode([], size=16_000_000 * 8)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": {"encodedList": statuslist.encode([], size=1024)}}, "size"),
        ({"subject": {"encodedList": BOMB}}, "size"),
        ({"subject": {"encodedList": "uAAAA"}}, "damaged"),
        ({"subject": {"statusPurpose": "suspension"}}, "another purpose"),
        ({"validUntil": "2026-11-10T00:00:00Z"}, "out of date"),
        ({"validFrom": "2030-01-01T00:00:00Z"}, "future"),
        ({"type": ["VerifiableCredential"]}, "another document"),
    ],
    ids=["small", "bomb", "broken", "purpose", "old", "early", "type"],
)
def test_lists_that_cannot_be_used_are_said_in_words(issuer, changes, words):
    credential = issuer.credential()
    issuer.web.put(LIST, listed(issuer, **changes))
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert words in line(report, "status").detail


def test_an_entry_beyond_the_list(issuer):
    credential = {k: v for k, v in issuer.credential().items() if k != "proof"}
    credential["credentialStatus"]["statusListIndex"] = "131072"
    report = issuer.check(issuer.sign(credential))
    assert "ends before entry 131072" in line(report, "status").detail
    assert report.verdict is Verdict.UNCERTAIN


def test_a_badge_without_a_list_is_called_signed_and_no_more(issuer):
    credential = {k: v for k, v in issuer.credential().items() if k != "proof"}
    del credential["credentialStatus"]
    report = issuer.check(issuer.sign(credential))
    assert report.verdict is Verdict.NO_LIST
    assert line(report, "status").outcome is Outcome.NOT_CHECKED


# --- what it carries


def endorsement(by, about):
    return by.sign(
        {
            "@context": issuer_context(),
            "id": "https://partner.example.org/endorsements/77",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement",
            "issuer": {"id": by.did, "type": ["Profile"], "name": "Partner"},
            "validFrom": "2026-11-01T00:00:00Z",
            "credentialSubject": {"id": about, "type": ["EndorsementSubject"]},
        }
    )


def issuer_context():
    return Elsewhere().credential()["@context"]


def endorsed(issuer, *endorsements):
    credential = {k: v for k, v in issuer.credential().items() if k != "proof"}
    return issuer.sign({**credential, "endorsement": list(endorsements)})


def test_endorsements_are_checked_one_by_one(issuer):
    partner = Elsewhere("partner.example.org")
    issuer.web.pages.update(partner.web.pages | issuer.web.pages)
    about = issuer.credential()["id"]
    good = endorsement(partner, about)
    report = issuer.check(endorsed(issuer, good))
    assert report.verdict is Verdict.GOOD_ELSEWHERE
    assert line(report, "endorsement").sentence == (
        "Endorsed by Partner: the signature holds"
    )
    forged = copy.deepcopy(good)
    forged["name"] = "Great endorsement"
    elsewhere = endorsement(partner, "https://else.example/achievements/9")
    report = issuer.check(endorsed(issuer, good, forged, elsewhere))
    assert report.verdict is Verdict.PARTLY
    found = [c for c in report.checks if c.name == "endorsement"]
    assert [c.outcome for c in found] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.FAILED,
    ]
    assert "something else" in found[2].sentence


def test_the_members_of_a_learner_record_are_checked_one_by_one(issuer):
    record = json.loads((EXAMPLES / "clr-simple.json").read_text())
    unsigned = {k: v for k, v in record.items() if k != "proof"}
    unsigned["issuer"] = {"id": issuer.did, "type": ["Profile"], "name": "School"}
    changed = issuer.credential()
    changed["name"] = "Another name"
    members = [issuer.credential(), changed]
    unsigned["credentialSubject"] = {
        **unsigned["credentialSubject"],
        "verifiableCredential": members,
    }
    report = issuer.check(issuer.sign(unsigned))
    assert report.verdict is Verdict.PARTLY
    found = [c for c in report.checks if c.name == "member"]
    assert [c.outcome for c in found] == [Outcome.PASSED, Outcome.FAILED]
    assert "“Screens and sleep”" in found[0].sentence
    assert "changed after it was signed" in found[1].sentence
    unsigned["credentialSubject"]["verifiableCredential"] = [
        issuer.credential(id=f"https://learn.example.org/credentials/{n}")
        for n in range(51)
    ]
    report = issuer.check(issuer.sign(unsigned))
    found = [c for c in report.checks if c.name == "member"]
    assert [c.passed for c in found] == [True] * 50 + [False]
    assert "1 more were not checked" in report.checks[-1].sentence


# --- what 1EdTech's own validator is tested with


def controller(name, *methods):
    return {
        "id": name,
        "verificationMethod": [
            {
                "id": f"{name}#{key}",
                "type": "Multikey",
                "controller": name,
                "publicKeyMultibase": key,
            }
            for key in methods
        ],
        "assertionMethod": [f"{name}#{key}" for key in methods],
    }


SHARED = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
WELLSPRING_DID = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c"


@pytest.fixture
def world():
    """The documents that 1EdTech's examples name, from a dictionary."""
    return Web(
        {
            "https://example.com/issuers/876543": controller(
                "https://example.com/issuers/876543",
                SHARED,
                "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
                "z6MkvREVgsHx7Ppae68vCoByy73ZD4aMSJiPML2cryVL8JAx",
            ),
            "https://example.edu/issuers/565049": controller(
                "https://example.edu/issuers/565049",
                SHARED,
                "z6MkpdiSxHxoFNzRUxgKZmTxbB5Zzw2T8UDdDfFEyYewq2Gw",
            ),
            "https://1edtech.edu/issuers/565049": controller(
                "https://1edtech.edu/issuers/565049",
                SHARED,
                "z6Mknyb2Gb4NxzW3xSr9ChTtdQZ1zs77piQ3r9SaJ9vMzmrs",
            ),
            "https://state.gov/issuers/565049": controller(
                "https://state.gov/issuers/565049",
                "z6MkoMGF38Ck9xkdqrbZt4h9eHb1qc3GhAAkoSWa4Vy3SHRN",
            ),
            f"{WELLSPRING}/org/da1e96e9-afcc-4eed-b9a2-2ddf7353214c/did.json": controller(
                WELLSPRING_DID, SHARED
            ),
            f"{WELLSPRING}/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c": {
                "id": f"{WELLSPRING}/api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c",
                "issuer": WELLSPRING_DID,
                "revokedCredential": [
                    {
                        "id": f"{WELLSPRING}/credential/54418d3f-ec01-4652-800a-861c890a51a1",
                        "revoked": True,
                        "revocationReason": "A test",
                    }
                ],
            },
            "https://1edtech.edu/credentials/3732/revocations": {
                "issuer": "https://1edtech.edu/issuers/565049",
                "revokedCredential": [],
            },
            RAW: (EXAMPLES / "testlist.json").read_text(),
        }
    )


def given(name):
    return reading.text_in((EXAMPLES / name).read_bytes())


SOUND = {
    "simple.json": Verdict.NO_LIST,
    "simple-json.png": Verdict.NO_LIST,
    "simple-json.svg": Verdict.NO_LIST,
    "simple-context-alias.json": Verdict.NO_LIST,
    "simple-context-version.json": Verdict.NO_LIST,
    "simple-did-web-method.json": Verdict.NO_LIST,
    "simple-eddsa-2022.json": Verdict.NO_LIST,
    "simple-multiple-proofs.json": Verdict.NO_LIST,
    "endorsement-valid.json": Verdict.NO_LIST,
    "complete.json": Verdict.GOOD_ELSEWHERE,
    "clr-simple.json": Verdict.NO_LIST,
    "credential-status-revoked.json": Verdict.REVOKED,
    "credential-status-revoked-blank-nodes.json": Verdict.REVOKED,
}


@pytest.mark.parametrize(("name", "verdict"), SOUND.items())
def test_1edtechs_sound_files_hold(world, name, verdict):
    report = world.check(given(name))
    assert line(report, "issuer").passed
    assert line(report, "signature").passed
    assert report.verdict is verdict


def test_1edtechs_erring_files_are_refused(world):
    erring = sorted(p.name for p in EXAMPLES.glob("*-err-*.json"))
    assert len(erring) == 20
    for name in erring:
        report = world.check(given(name))
        genuine = {Verdict.EXPIRED} if name == "simple-err-expired.json" else set()
        assert report.verdict in genuine or not report.is_genuine, name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("derivedcredential.json", "ecdsa-sd-2023"),
        ("simple-jwt.svg", "brings along"),
        ("simple-did-key-method.json", "belongs to did:key"),
    ],
)
def test_1edtechs_files_that_we_do_not_call_genuine_and_why(world, name, words):
    report = world.check(given(name))
    assert not report.is_genuine
    assert words in " ".join(c.detail for c in report.checks)


# --- Open Badges 2.0, hosted

HOST = "https://moodle.example.org"


def hosted(**changes):
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{HOST}/a/1",
        "recipient": {"type": "email", "hashed": True, "identity": "sha256$00"},
        "badge": f"{HOST}/b/1",
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
        **changes,
    }
    badge = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": f"{HOST}/b/1",
        "name": "Robotics",
        "issuer": f"{HOST}/i/1",
    }
    profile = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": f"{HOST}/i/1",
        "name": "A school",
    }
    return assertion, Web({x["id"]: x for x in (assertion, badge, profile)})


def test_a_hosted_badge_is_the_word_of_its_host():
    assertion, web = hosted()
    report = web.check(assertion)
    assert report.verdict is Verdict.GOOD_ELSEWHERE
    assert report.signer == "moodle.example.org"
    said = claims(report)
    assert (said.name, said.issuer, said.day) == ("Robotics", "A school", "2026-01-01")


def test_a_hosted_badge_that_says_something_else_than_its_host():
    assertion, web = hosted()
    assertion["recipient"]["identity"] = "sha256$11"
    report = web.check(assertion)
    assert report.verdict is Verdict.CHANGED
    assert "recipient" in line(report, "signature").detail


def test_a_hosted_badge_whose_issuer_stands_on_another_host():
    assertion, web = hosted()
    badge = json.loads(web.pages[f"{HOST}/b/1"])
    badge["issuer"] = "https://university.example/i"
    web.put(f"{HOST}/b/1", badge)
    profile = {"type": "Issuer", "id": badge["issuer"], "name": "A university"}
    web.put(badge["issuer"], profile)
    assert web.check(assertion).verdict is Verdict.NOT_THEIRS


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"revoked": True, "revocationReason": "Cheated"}, Verdict.REVOKED),
        ({"expires": "2026-02-01T00:00:00Z"}, Verdict.EXPIRED),
        ({"issuedOn": "2031-01-01T00:00:00Z"}, Verdict.NOT_YET),
        ({"issuedOn": "yesterday"}, Verdict.UNCERTAIN),
        ({"verification": {"type": "signed"}}, Verdict.UNCERTAIN),
    ],
    ids=str,
)
def test_hosted_badges_that_are_not_good(changes, verdict):
    assertion, web = hosted(**changes)
    assert web.check(assertion).verdict is verdict


def test_a_hosted_badge_that_was_taken_away():
    assertion, web = hosted()
    web.pages[f"{HOST}/a/1"] = Gone(b'{"revocationReason": "Issued by mistake"}')
    report = web.check(assertion)
    assert report.verdict is Verdict.REVOKED
    assert line(report, "status").detail == "Issued by mistake"


def test_the_hosted_example_of_1edtech_is_read_out_of_its_picture():
    assertion = json.loads(given("simple-badge.png"))
    assert assertion["id"] == "https://example.org/beths-robotics-badge.json"
    assert Web().check(given("simple-badge.png")).verdict is Verdict.UNCERTAIN


# --- clocks


def test_a_signature_from_the_future(issuer):
    unsigned = {k: v for k, v in issuer.credential().items() if k != "proof"}
    signed = issuer.sign(unsigned)
    assert issuer.check(signed, now=NOW).verdict is Verdict.GOOD_ELSEWHERE
    assert issuer.check(signed, now=LATER.replace(year=2025)).verdict is Verdict.NOT_YET


# --- files


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x00\x00", "not a JSON"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "No credential could be found"),
        (b"<!doctype html><html>", "web page"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "drawing",
        ),
        (
            b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
            "entities",
        ),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"[" * 10_000, "nested deeper"),
        (b'{"a":' * 10_000, "nested deeper"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested deeper"),
        (b'{"name": 1, "name": 2}', "stands in it twice"),
        (b'{"x": NaN}', "NaN"),
        (b'{"x": "\\u0000"}', "control characters"),
        (b'{"x": "\\ud800"}', "control characters"),
        (b'{"x": [' + b"1," * 13_000 + b"1]}", "more than any"),
        (b"[]", "not a JSON object"),
        (b"{}", "not say that it is an Open Badge"),
        (b'{"type": "VerifiablePresentation"}', "presentation"),
        (b"ey" + b"_" * 18 + b".e30.x", "cannot be decoded"),
    ],
    ids=lambda x: None if isinstance(x, bytes) else x,
)
def test_what_is_no_credential_is_said_in_words(data, words):
    try:
        report = Web().check(reading.text_in(data))
        said = " ".join(c.detail for c in report.checks)
        assert report.verdict is Verdict.UNREADABLE
    except Unreadable as refused:
        said = refused.sentence
    assert words in said


def test_words_from_an_unknown_place_are_named(issuer):
    credential = issuer.credential()
    credential["@context"].append("https://evil.example/context.json")
    report = issuer.check(credential)
    assert not report.is_genuine
    assert "https://evil.example/context.json" in report.checks[0].detail


def test_a_graph_made_to_keep_us_busy_is_put_down(issuer):
    """Twice nine parts that nothing tells apart: putting them in order takes years."""
    credential = issuer.credential()
    alike = {"type": ["Alignment"], "targetName": "x", "targetUrl": "urn:x:y"}
    result = {"type": ["Result"], "alignment": [alike] * 9}
    credential["credentialSubject"]["result"] = [result, result]
    started = time.monotonic()
    report = issuer.check(credential)
    assert time.monotonic() - started < 5
    assert not report.is_genuine
    assert "take years" in " ".join(c.detail for c in report.checks)


@pytest.mark.parametrize(
    "shape", ["one list", "lists in lists", "one thing many times"]
)
def test_lists_made_to_keep_us_busy_are_put_down(issuer, shape):
    """Values of one property are compared with one another: ten thousand take a minute."""
    credential = issuer.credential()
    achievement = credential["credentialSubject"]["achievement"]
    if shape == "one list":
        achievement["tag"] = [f"tag {n}" for n in range(9_000)]
    elif shape == "lists in lists":
        achievement["tag"] = [[f"tag {m} {n}" for n in range(90)] for m in range(90)]
    else:
        credential["evidence"] = [
            {"id": "urn:x:1", "type": ["Evidence"], "name": f"name {n}"}
            for n in range(2_500)
        ]
    started = time.monotonic()
    report = issuer.check(credential)
    assert time.monotonic() - started < 2
    assert report.verdict is Verdict.UNREADABLE
    assert "more than any credential" in report.checks[0].detail


def test_a_long_list_of_revoked_ones_is_read(issuer):
    unsigned = {k: v for k, v in issuer.credential().items() if k != "proof"}
    unsigned["@context"].append(
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    )
    url = f"{issuer.origin}/revocations"
    unsigned["credentialStatus"] = {"id": url, "type": "1EdTechRevocationList"}
    names = [f"{issuer.origin}/credentials/{n}" for n in range(4_000)]
    listed = {"issuer": issuer.did, "revokedCredential": [{"id": x} for x in names]}
    issuer.web.put(url, listed)
    signed = issuer.sign(unsigned)
    assert issuer.check(signed).verdict is Verdict.GOOD_ELSEWHERE
    listed["revokedCredential"].append({"id": unsigned["id"]})
    issuer.web.put(url, listed)
    assert issuer.check(signed).verdict is Verdict.REVOKED
