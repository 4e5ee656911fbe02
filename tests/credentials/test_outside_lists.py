"""What an issuer's lists say, what they cannot say, and whose clock is right."""

import pytest

from credentials.checking.reports import Outcome, Verdict
from credentials.standards import statuslist
from tests.credentials.documents import LIST, NOW
from tests.credentials.outsiders import LATER, RSA, Elsewhere, line, token

pytestmark = pytest.mark.pages


@pytest.fixture
def issuer():
    return Elsewhere()


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


def test_a_signature_from_the_future(issuer):
    unsigned = {k: v for k, v in issuer.credential().items() if k != "proof"}
    signed = issuer.sign(unsigned)
    assert issuer.check(signed, now=NOW).verdict is Verdict.GOOD_ELSEWHERE
    assert issuer.check(signed, now=LATER.replace(year=2025)).verdict is Verdict.NOT_YET


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


def test_a_list_of_2021_is_read_from_a_token(issuer):
    unsigned = {k: v for k, v in issuer.credential().items() if k != "proof"}
    url = f"{issuer.origin}/status/3"
    unsigned["credentialStatus"] = {
        "id": f"{url}#7",
        "type": "StatusList2021Entry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": url,
    }
    kid = issuer.publish_jwk(RSA)
    made = token(unsigned, RSA, "RS256", kid)
    for indexes, verdict in (([], Verdict.GOOD_ELSEWHERE), ([7], Verdict.REVOKED)):
        listed = {
            "@context": ["https://www.w3.org/2018/credentials/v1"],
            "id": url,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": {"id": issuer.did},
            "validFrom": "2026-11-01T00:00:00Z",
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": statuslist.encode(indexes).removeprefix("u"),
            },
        }
        issuer.web.put(url, token(listed, RSA, "RS256", kid))
        assert issuer.check(made).verdict is verdict


def test_a_list_in_words_that_we_do_not_know_says_whose(issuer):
    credential = issuer.credential()
    signed = listed(issuer)
    signed["@context"].append("https://w3id.org/vc/status-list/2021/v1")
    issuer.web.put(LIST, signed)
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert "status-list/2021/v1" in line(report, "status").detail
