"""Genuine ones pass every check; anything altered, foreign, old or revoked is refused."""

import copy
import datetime as dt
import json

import pytest

from credentials.checking.reports import Outcome, Verdict
from credentials.standards import schema
from tests.credentials.documents import LIST, NOW, ORIGIN, PaperIssuer

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def issuer():
    return PaperIssuer()


@pytest.fixture
def credential(issuer):
    issuer.revoke()
    return issuer.credential()


def outcomes(report):
    return {c.name: c.outcome for c in report.checks}


def test_a_genuine_credential_passes_every_check(issuer, credential):
    report = issuer.check(credential)
    assert report.verdict is Verdict.GOOD
    assert set(outcomes(report).values()) == {Outcome.PASSED}


def test_every_kind_of_award_fits_the_schema(issuer):
    part = {
        "name": "Screens and sleep",
        "achievement": f"{ORIGIN}/achievements/1",
        "credential": f"{ORIGIN}/credentials/1",
    }
    for kind in ("badge", "certificate", "evidence", "sign_off"):
        made = issuer.credential(
            achievement={**base(issuer), "kind": kind}, components=[part, part]
        )
        assert schema.errors(made) == []
        assert issuer.check(made).is_good


def base(issuer):
    return {
        "id": f"{ORIGIN}/achievements/2",
        "name": "Certificate",
        "description": "Words.",
        "criteria": "Words.",
        "version": "1",
        "minutes": 0,
    }


def places(node, path=()):
    """Every place in a document where a value stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for key, value in enumerate(node):
            yield from places(value, (*path, key))
    else:
        yield path


def put(document, path, value):
    changed = copy.deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value(inner[path[-1]])
    return changed


def other(value):
    if isinstance(value, bool):
        return not value
    return value[:-1] + ("a" if value[-1:] != "a" else "b")


def test_no_field_can_be_changed(issuer, credential):
    paths = list(places(credential))
    assert len(paths) > 40
    accepted = [
        path for path in paths if issuer.check(put(credential, path, other)).is_genuine
    ]
    assert accepted == []


def test_no_field_can_be_left_out(issuer, credential):
    for path in places(credential):
        cut = copy.deepcopy(credential)
        inner = cut
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
        assert not issuer.check(cut).is_genuine, path


def test_somebody_elses_key_is_refused(issuer):
    forger = PaperIssuer()
    forged = forger.credential()
    assert issuer.check(forged).verdict is Verdict.NOT_OURS
    forged["proof"][0]["verificationMethod"] = issuer.method
    assert issuer.check(forged).verdict is Verdict.CHANGED


def test_a_foreign_issuer_is_never_called_good(issuer):
    foreign = PaperIssuer("https://elsewhere.example.net").credential()
    report = issuer.check(foreign)
    assert report.verdict is Verdict.NOT_OURS
    assert outcomes(report)["signature"] is Outcome.NOT_CHECKED


def test_a_withdrawn_key_takes_its_credentials_along(credential):
    fresh = PaperIssuer()
    made = fresh.credential()
    fresh.published[fresh.address] = json.dumps(
        {"id": fresh.did, "verificationMethod": [], "assertionMethod": []}
    )
    assert fresh.check(made).verdict is Verdict.NOT_OURS


def test_a_revoked_credential_is_genuine_but_not_good(issuer, credential):
    issuer.revoke(42)
    report = issuer.check(credential)
    assert report.verdict is Verdict.REVOKED
    assert report.is_genuine
    assert outcomes(report)["signature"] is Outcome.PASSED


def test_the_neighbors_of_a_revoked_one_stay_good(issuer, credential):
    issuer.revoke(41, 43)
    assert issuer.check(credential).is_good


@pytest.mark.parametrize("days", [-1, 400])
def test_dates_are_kept(issuer, days):
    made = issuer.credential(expires_at="2027-11-20T12:00:00Z")
    report = issuer.check(made, now=NOW + dt.timedelta(days=days))
    wanted = Verdict.NOT_YET if days < 0 else Verdict.EXPIRED
    assert report.verdict is wanted


@pytest.mark.parametrize("lists", ["missing", "unsigned", "foreign", "broken"])
def test_without_a_readable_list_nothing_is_called_good(issuer, credential, lists):
    body = json.loads(issuer.published[LIST])
    if lists == "missing":
        del issuer.published[LIST]
    elif lists == "unsigned":
        del body["proof"]
    elif lists == "foreign":
        body = json.loads(PaperIssuer().published[LIST])
    else:
        body["credentialSubject"]["encodedList"] = "uAAAA"
    if lists != "missing":
        issuer.published[LIST] = json.dumps(body)
    report = issuer.check(credential)
    assert report.verdict is Verdict.UNCERTAIN
    assert outcomes(report)["status"] is Outcome.NOT_CHECKED
    issuer.revoke()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "NaN",
        '{"a":1,"a":2}',
        "[" * 100_000,
        '"' + "x" * 300_000 + '"',
        '{"@context":["https://www.w3.org/ns/credentials/v2"]}',
    ],
)
def test_what_is_no_credential(issuer, text):
    report = issuer.check(text)
    assert report.verdict is Verdict.UNREADABLE
    assert not any(c.passed for c in report.checks)


def test_words_cannot_be_given_another_meaning(issuer, credential):
    mine = {"name": "https://example.org/other"}
    credential["credentialSubject"]["@context"] = mine
    assert issuer.check(credential).verdict is Verdict.UNREADABLE
