"""Status lists: who holds which entry, and what happens when one is full."""

import json

import pytest

from credentials.actions import ensure_issuer, publish_status_list, status
from credentials.actions.status import take_transcript_entry
from credentials.models import Award, PublishedDocument, StatusList, Transcript
from credentials.standards import statuslist
from lms.core import clock
from tests.credentials.conftest import finish, make_course, make_person


def bits(listed):
    document = json.loads(PublishedDocument.objects.body_at(listed.url))
    return statuslist.decode(document["credentialSubject"]["encodedList"])


@pytest.fixture
def lists_of_three(monkeypatch):
    """Lists that count as full with three entries."""
    monkeypatch.setattr(status, "CAPACITY", 3)


def test_a_full_list_is_followed_by_the_next(lists_of_three, course, settle):
    for _ in range(7):
        finish(make_person(), course)
    settle()
    numbers = [a.status_list.number for a in Award.objects.order_by("pk")]
    assert numbers == [1, 1, 1, 2, 2, 2, 3]
    for award in Award.objects.select_related("status_list__issuer"):
        named = json.loads(award.documents.get().body)["credentialStatus"]
        assert named["statusListCredential"] == award.status_list.url
        assert PublishedDocument.objects.body_at(award.status_list.url)


def test_entries_tell_no_order(course):
    indexes = [finish(make_person(), course).status_index for _ in range(6)]
    assert len(set(indexes)) == 6
    assert indexes != sorted(indexes) or max(indexes) > 100


def test_the_cost_of_an_entry_does_not_grow(db, course, django_assert_max_num_queries):
    issuer = ensure_issuer()
    listed = status.newest_list(issuer, "awards")
    for _ in range(3):
        finish(make_person(), course)
    with django_assert_max_num_queries(1):
        assert status.free_entry(listed) is not None


def test_a_transcript_stands_in_a_list_of_its_own(learner, badge):
    issuer = ensure_issuer()
    listed, index = take_transcript_entry(issuer)
    assert listed.holds == "transcripts"
    assert listed != badge.status_list
    Transcript.objects.create(
        holder=learner,
        status_list=listed,
        status_index=index,
        key=issuer.keys.get(algorithm="ed25519"),
        body="{}",
        revoked_at=clock.now(),
        revocation_reason="A name was wrong.",
    )
    publish_status_list(listed)
    assert statuslist.is_set(bits(listed), index)
    assert sum(byte.bit_count() for byte in bits(listed)) == 1
    assert not any(bits(badge.status_list))


def test_awards_and_transcripts_never_mix(lists_of_three, course, settle):
    issuer = ensure_issuer()
    take_transcript_entry(issuer)
    finish(make_person(), course)
    listed, _index = take_transcript_entry(issuer)
    assert listed.holds == "transcripts"
    assert Award.objects.get().status_list.holds == "awards"
    assert StatusList.objects.filter(holds="transcripts").count() == 1


def test_a_further_issuer_has_lists_of_its_own(db):
    listed, _index = take_transcript_entry(ensure_issuer(slug="partner"))
    assert "/partner-" in listed.url
    assert json.loads(PublishedDocument.objects.body_at(listed.url))["issuer"].endswith(
        ":issuers:partner"
    )


def test_a_revoked_award_is_set_and_its_neighbors_are_not(badge, admin, settle):
    from credentials.actions import revoke_award

    revoke_award(badge, by=admin, reason="Earned by mistake.")
    settle()
    found = bits(badge.status_list)
    assert statuslist.is_set(found, badge.status_index)
    assert sum(byte.bit_count() for byte in found) == 1
    later = finish(make_person(), make_course())
    assert later.status_index != badge.status_index
