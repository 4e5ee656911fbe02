"""No file keeps a check busy, and many checks at once find the same."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from credentials.checking import outside
from credentials.checking.reach import NotFetched, Reach
from credentials.checking.reports import Outcome, Verdict
from credentials.standards import canonical, clr, proofs
from tests.credentials.documents import NOW
from tests.credentials.outsiders import LATER, KeyIssuer, line

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def issuer():
    return KeyIssuer()


def unsigned(issuer, number=1):
    made = issuer.credential()
    del made["proof"], made["credentialStatus"]
    made["id"] = f"https://badges.example/{number}"
    return made


def signed_as(document, issuer):
    """With a proof of the right form that fits nothing."""
    other = issuer.sign(unsigned(issuer))["proof"]
    return {**document, "proof": other}


def record(issuer, members):
    made = clr.document(
        "https://badges.example/record",
        issuer={"did": issuer.did, "name": "Key", "url": "https://badges.example"},
        recipient={
            "id": "urn:uuid:3f0d1d0a-5a5c-4a49-8f5f-5ad5a7b0e0aa",
            "name": "Noor",
            "salt": "8Jr2kQpX",
            "email_hash": "sha256$" + "0" * 64,
        },
        made_at=proofs.moment(NOW),
        members=members,
        status_url="https://badges.example/list",
        status_index=4,
    )
    del made["credentialStatus"]
    return made


def timed(issuer, document):
    begun = time.thread_time()
    report = issuer.check(document)
    return report, time.thread_time() - begun


@pytest.mark.parametrize("times", [1, 3, 500])
def test_words_from_one_source_twice_are_refused_at_once(issuer, times):
    made = unsigned(issuer)
    made["@context"] += [made["@context"][-1]] * times
    report, seconds = timed(issuer, signed_as(made, issuer))
    assert report.verdict is Verdict.UNREADABLE
    assert seconds < 0.5


@pytest.mark.parametrize("times", [1, 20, 80])
def test_so_are_those_of_a_member(issuer, times):
    inside = unsigned(issuer)
    inside["@context"] += [inside["@context"][-1]] * times
    members = [
        signed_as({**inside, "id": f"https://x.example/{n}"}, issuer) for n in range(50)
    ]
    report, seconds = timed(issuer, signed_as(record(issuer, members), issuer))
    assert report.verdict is Verdict.UNREADABLE
    assert seconds < 0.5


def test_more_than_six_sources_are_refused(issuer):
    made = unsigned(issuer)
    made["@context"] = list(canonical.FROZEN)[:7]
    assert issuer.check(signed_as(made, issuer)).verdict is Verdict.UNREADABLE


def test_one_deadline_counts_for_everything_that_a_record_carries(issuer):
    members = [issuer.sign(unsigned(issuer, n)) for n in range(30)]
    text = json.dumps(issuer.sign(record(issuer, members)))
    examined(text, issuer, 60)  # contexts are read once
    whole, in_all = examined(text, issuer, 60)
    assert len([c for c in whole.checks if c.name == "member"]) == 30
    _, alone = examined(text, issuer, 60, is_part=True)
    report, spent = examined(text, issuer, (alone + in_all) / 2)
    lines = [c for c in report.checks if c.name == "member"]
    assert 1 <= len(lines) < 30
    assert lines[-1].outcome is Outcome.NOT_CHECKED
    assert "more were not checked" in lines[-1].sentence
    assert spent < in_all


def examined(text, issuer, seconds, **more):
    """A report, and the processor time that it took."""
    begun = time.thread_time()
    reach = Reach(LATER, issuer.web.fetch, seconds=seconds)
    return outside.examine(text, reach, **more), time.thread_time() - begun


def test_what_no_time_was_left_for_is_never_good(issuer):
    text = json.dumps(issuer.sign(unsigned(issuer)))
    report = outside.examine(text, Reach(LATER, issuer.web.fetch, seconds=0))
    assert report.verdict is Verdict.UNCERTAIN
    assert line(report, "signature").outcome is Outcome.NOT_CHECKED


def test_a_file_that_does_not_fit_is_read_once(issuer, monkeypatch):
    made = signed_as({**unsigned(issuer), "name": "Another"}, issuer)
    calls = []
    real = canonical.rdfc

    def counted(document, *rest):
        calls.append(document)
        return real(document, *rest)

    monkeypatch.setattr(proofs, "rdfc", counted)
    assert issuer.check(made).verdict is Verdict.CHANGED
    assert len(calls) == 2, "the document and the options of its proof"


def test_many_at_once_find_the_same(issuer):
    good = json.dumps(issuer.sign(unsigned(issuer)))
    bad = good.replace("Screens and sleep", "Screens and sheep")
    odd = unsigned(issuer)
    odd["credentialSubject"]["achievement"]["colour"] = "blue"
    odd = json.dumps(signed_as(odd, issuer))
    wanted = {
        good: Verdict.NO_LIST,
        bad: Verdict.CHANGED,
        odd: issuer.check(odd).verdict,
    }

    def check(text):
        canonical._idle.clear()  # every thread begins with nothing kept
        return text, issuer.check(text).verdict

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(check, [good, bad, odd] * 30))
    assert all(verdict is wanted[text] for text, verdict in found)


def test_no_word_of_a_library_reaches_a_reader(issuer):
    made = unsigned(issuer)
    made["credentialSubject"]["achievement"]["colour"] = "blue"
    made["credentialSubject"]["achievement"]["id"] = "no address"
    said = line(issuer.check(signed_as(made, issuer)), "signature")
    assert "JSON-LD" not in said.detail and "syntax" not in said.detail


def test_a_fetch_is_not_work(issuer):
    def slow(url):
        time.sleep(0.3)
        raise NotFetched("There is nothing.")

    reach = Reach(LATER, slow, seconds=0.2)
    with pytest.raises(NotFetched):
        reach.get("https://badges.example/")
    assert not reach.is_spent()
