"""Many awards of one achievement, signed together."""

import json
from datetime import datetime

import pytest

from credentials import signing, tasks
from credentials.actions import (
    bulk,
    check_text,
    ensure_issuer,
    make_key,
    revoke_award,
)
from credentials.actions.documents import unsigned
from credentials.errors import DocumentRefused
from credentials.models import Award, AwardDocument, PublishedDocument
from credentials.standards import did, proofs
from credentials.standards.canonical import dumps
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.documents import PaperIssuer


def waiting(count, course, name="Noor Adeyemi-Holt"):
    """Awards that were granted and not signed: their tasks have not run."""
    return [finish(make_person(f"{name} {n}"), course) for n in range(count)]


@pytest.fixture
def ten(course):
    return waiting(10, course, 'Zoë "Zo" \\ محمد 👩🏽‍🏫')


def test_one_task_signs_all_that_wait(ten):
    tasks.sign_award.call(ten[0].pk)
    assert AwardDocument.objects.count() == 10
    for award in ten:
        document = award.documents.get()
        assert check_text(document.body).is_good
        assert json.loads(document.body)["id"] == award.url


def test_the_files_are_those_of_the_plain_way(ten):
    tasks.sign_award.call(ten[0].pk)
    for award in ten:
        row = award.documents.select_related("key").get()
        options = proofs.proof_of(json.loads(row.body))
        plain = proofs.add_proof(
            unsigned(award),
            method=row.key.key_id,
            created=datetime.fromisoformat(options["created"]),
            sign=signing.signer(row.key.key_id),
        )
        assert row.body == dumps(plain)


def test_the_other_tasks_find_their_work_done(ten, django_assert_max_num_queries):
    tasks.sign_award.call(ten[0].pk)
    kept = list(AwardDocument.objects.values_list("pk", "body"))
    with django_assert_max_num_queries(2):
        tasks.sign_award.call(ten[5].pk)
    assert list(AwardDocument.objects.values_list("pk", "body")) == kept


def test_few_are_signed_one_by_one(course):
    three = waiting(3, course)
    tasks.sign_award.call(three[0].pk)
    assert AwardDocument.objects.get().award == three[0]


def test_a_worker_killed_in_the_middle_loses_one_chunk(ten, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 4)
    monkeypatch.setattr(bulk, "MANY", 2)
    whole, seen = bulk.check_text, []

    def dies_in_the_second_chunk(body):
        seen.append(body)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return whole(body)

    monkeypatch.setattr(bulk, "check_text", dies_in_the_second_chunk)
    with pytest.raises(KeyboardInterrupt):
        tasks.sign_award.call(ten[0].pk)
    assert AwardDocument.objects.count() == 4
    for award in ten:
        tasks.sign_award.call(award.pk)
    assert [a.documents.count() for a in Award.objects.all()] == [1] * 10


def test_nothing_is_stored_that_the_published_key_does_not_verify(ten, caplog):
    issuer, other = ensure_issuer(), PaperIssuer()
    document = json.loads(PublishedDocument.objects.body_at(issuer.document_url))
    for method in document["verificationMethod"]:
        if "publicKeyMultibase" in method:
            method["publicKeyMultibase"] = other.key
    PublishedDocument.objects.put(issuer.document_url, dumps(document))
    assert bulk.sign_waiting(ten[0]) == 0
    assert not AwardDocument.objects.exists()
    assert f"Award {ten[0].pk} could not be signed" in caplog.text


def test_a_key_that_is_not_published_signs_nothing(ten):
    issuer = ensure_issuer()
    PublishedDocument.objects.put(
        issuer.document_url, dumps(did.did_document(issuer.did, []))
    )
    with pytest.raises(DocumentRefused):
        bulk.sign_waiting(ten[0])
    assert not AwardDocument.objects.exists()


def test_awards_that_differ_in_more_than_words_are_signed_too(ten):
    """Some for other hours of study, one without a name: other skeletons, same deed."""
    for award in ten[:3]:
        award.snapshot["achievement"]["minutes"] = 0
        award.save(update_fields=["snapshot"])
    ten[4].snapshot["recipient"]["name"] = ""
    ten[4].save(update_fields=["snapshot"])
    ten[5].snapshot["started_at"] = None
    ten[5].save(update_fields=["snapshot"])
    assert bulk.sign_waiting(ten[0]) == 10
    for award in ten:
        assert check_text(award.documents.get().body).is_good


def test_one_that_cannot_be_signed_does_not_stop_the_others(ten, caplog):
    ten[2].snapshot["recipient"]["name"] = "\x01"
    ten[2].save(update_fields=["snapshot"])
    assert bulk.sign_waiting(ten[0]) == 9
    assert not ten[2].documents.exists()
    assert f"Award {ten[2].pk} could not be signed" in caplog.text


def test_a_revoked_one_is_signed_as_it_was(ten, admin):
    revoke_award(ten[1], by=admin, reason="Earned by mistake.")
    assert bulk.sign_waiting(ten[0]) == 10


def test_certificates_are_signed_together(db):
    one, two = make_course(), make_course()
    make_program(("Core", [one.achievement, two.achievement]))
    for _ in range(8):
        person = make_person()
        finish(person, one)
        finish(person, two)
    first = Award.objects.filter(achievement__kind="certificate").first()
    assert bulk.sign_waiting(first) == 8
    for document in AwardDocument.objects.all():
        assert check_text(document.body).is_good


def test_a_new_key_signs_no_second_file(ten, settle):
    bulk.sign_waiting(ten[0])
    make_key(ensure_issuer())
    tasks.sign_award.call(ten[0].pk)
    assert ten[0].documents.count() == 1
