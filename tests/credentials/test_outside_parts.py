"""What a credential carries inside is checked part by part."""

import copy
import json
from pathlib import Path

import pytest

from credentials.checking.reports import Outcome, Verdict
from tests.credentials.outsiders import Elsewhere, line

pytestmark = pytest.mark.pages

EXAMPLES = Path(__file__).parent / "vectors" / "1edtech"


@pytest.fixture
def issuer():
    return Elsewhere()


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
        "Endorsed by partner.example.org: the signature holds"
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
