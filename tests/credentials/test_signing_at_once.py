"""Several workers at once: every award is signed once, every list is opened once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from credentials.actions import bulk, check_text, ensure_issuer, grant_award, status
from credentials.actions.compromise import mark_compromised, sign_again, to_sign_again
from credentials.actions.documents import issue_document, newest
from credentials.actions.issuers import create_issuer
from credentials.actions.keys import activate_key, create_key
from credentials.actions.status import take_transcript_entry
from credentials.errors import DocumentRefused, KeyNotWaiting, KeyWaitsAlready
from credentials.models import AwardChange, AwardDocument, SigningKey, StatusList
from tests.credentials.conftest import make_course, make_person, numbers

ROUNDS = 3

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("Threads that write at once need PostgreSQL (DATABASE_URL).")


def at_once(*deeds):
    """Run deeds in threads that start together; the first failure is raised."""
    start = Barrier(len(deeds))

    def run(deed):
        try:
            start.wait(10)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result(60) for done in [pool.submit(run, d) for d in deeds]]


def granted(count):
    """Awards of a new badge; their tasks run when they are committed, so: one commit."""
    badge = make_course().achievement
    people = [make_person() for _ in range(count)]
    return [grant_award(badge, to=person, by=None) for person in people]


def waiting(count):
    """Awards whose files were never signed."""
    awards = granted(count)
    AwardDocument.objects.filter(award__in=awards).delete()
    return awards


def test_two_workers_sign_every_award_once():
    for _ in range(ROUNDS):
        awards = waiting(10)
        at_once(
            lambda first=awards[0]: bulk.sign_waiting(first),
            lambda first=awards[0]: bulk.sign_waiting(first),
            lambda last=awards[-1]: issue_document(last),
        )
        assert [a.documents.count() for a in awards] == [1] * 10


def test_two_workers_sign_anew_every_award_once():
    awards = granted(10)
    key = newest(awards[0]).key
    mark_compromised(key, by=None, reason="Lost.")
    AwardDocument.objects.filter(award__in=awards).exclude(key=key).delete()
    AwardChange.objects.all().delete()
    at_once(lambda: sign_again(key), lambda: sign_again(key))
    assert not to_sign_again(key).exists()
    for award in awards:
        assert award.documents.count() == 2
        assert award.changes.count() == 1


def test_whatever_is_signed_while_a_key_is_withdrawn_ends_up_good():
    for _ in range(ROUNDS):
        awards = waiting(3)
        key = ensure_issuer().keys.active().get(algorithm="ed25519")
        at_once(
            *(lambda award=award: _signed(award) for award in awards),
            lambda key=key: mark_compromised(key, by=None, reason="Lost."),
        )
        while sign_again(key):
            pass
        for award in awards:
            found = newest(award) or issue_document(award)
            assert check_text(found.body).is_good


def _signed(award):
    try:
        issue_document(award)
    except (DocumentRefused, SigningKey.DoesNotExist):
        return  # its task tries again


def test_a_full_list_is_followed_by_exactly_one(monkeypatch):
    badge = granted(4)[0].achievement
    lists = StatusList.objects.filter(holds="awards")
    before, newest_one = lists.count(), status.newest_list(ensure_issuer(), "awards")
    monkeypatch.setattr(status, "CAPACITY", newest_one.awards.count())
    people = [make_person() for _ in range(3)]
    at_once(*(lambda p=p: grant_award(badge, to=p, by=None) for p in people))
    assert lists.count() == before + 1
    assert lists.latest("number").awards.count() == 3


def test_two_first_transcripts_open_one_list():
    issuer = create_issuer(f"partner-{next(numbers)}", name="Partner", by=None)

    def entry():
        with transaction.atomic():
            return take_transcript_entry(issuer)

    assert {listed.pk for listed, _index in at_once(entry, entry)} == {
        issuer.status_lists.get(holds="transcripts").pk
    }


def test_one_next_key_is_made_and_given_its_turn_once():
    issuer = ensure_issuer()
    said = at_once(*[lambda: _next(issuer)] * 3)
    assert said.count(True) == 1
    key = issuer.keys.waiting().get()
    said = at_once(*[lambda: _turn(key)] * 3)
    assert said.count(True) == 1
    assert issuer.keys.active().filter(algorithm="ed25519").count() == 1


def _next(issuer):
    try:
        create_key(issuer, algorithm="ed25519", by=None)
    except KeyWaitsAlready:
        return False
    return True


def _turn(key):
    try:
        activate_key(key, by=None)
    except KeyNotWaiting:
        return False
    return True
