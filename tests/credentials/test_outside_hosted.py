"""Open Badges 2.0, hosted: the word of a host, compared with the file."""

import json
from pathlib import Path

import pytest

from credentials.checking import reading
from credentials.checking.claims import claims
from credentials.checking.reach import Gone
from credentials.checking.reports import Verdict
from tests.credentials.outsiders import Web, line

pytestmark = pytest.mark.pages

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"

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
    assertion = json.loads(read_example())
    assert assertion["id"] == "https://example.org/beths-robotics-badge.json"
    assert Web().check(read_example()).verdict is Verdict.UNCERTAIN


def read_example():
    return reading.text_in((EXAMPLES / "simple-badge.png").read_bytes())
