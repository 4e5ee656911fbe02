"""A joint certificate: two files, two issuers, each endorsing the other, all accepted."""

import json

import pytest

from credentials.actions import ensure_issuer, grant_award, revoke_award
from credentials.actions.compromise import mark_compromised
from credentials.actions.documents import issue_document, newest
from credentials.actions.transcripts import make_transcript
from credentials.models import Achievement, Award
from credentials.models.awards import Format
from tests.credentials.conftest import make_person
from tests.verifiers.conftest import accepted, body_of, reason, refused

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair():
    """Our award and the partner's, granted together and signed."""
    partner = ensure_issuer(slug="valley", name="Valley Teachers’ College")
    learner = make_person("Zoë Đặng-Müller")
    halves = []
    for issuer in (ensure_issuer(), partner):
        achievement = Achievement.objects.create(
            issuer=issuer,
            kind="certificate",
            slug="coaching",
            name="Coaching Certificate",
            description="Coaching colleagues through a year.",
            criteria="Finish the courses and the portfolio.",
            minutes=600,
        )
        halves.append(grant_award(achievement, to=learner, by=None))
    Award.objects.filter(pk=halves[1].pk).update(joint_with=halves[0])
    for half in halves:
        half.documents.all().delete()
        half.refresh_from_db()
        issue_document(half)
    return halves


def test_both_halves_and_both_endorsements_are_accepted(check, pair):
    documents = [json.loads(body_of(half)) for half in pair]
    endorsements = [document["endorsement"][0] for document in documents]
    assert [e["issuer"]["id"] for e in endorsements] == [
        half.achievement.issuer.did for half in pair[::-1]
    ]
    for result in check(*documents, *endorsements):
        assert accepted(result), result


def test_the_token_of_a_half_is_accepted_too(check_tokens, pair):
    tokens = [issue_document(half, format=Format.JWT).body for half in pair]
    for result in check_tokens(*tokens):
        assert result["verified"], result
        assert result["payload"]["endorsement"][0]["proof"]


def test_another_or_no_endorsement_breaks_the_half(check, pair):
    changed, bare, swapped = (json.loads(body_of(pair[0])) for _ in range(3))
    changed["endorsement"][0]["credentialSubject"]["endorsementComment"] = "The best."
    del bare["endorsement"]
    swapped["endorsement"] = json.loads(body_of(pair[1]))["endorsement"]
    for result in check(changed, bare, swapped):
        assert refused(result), result
        assert "Invalid signature" in reason(result)


def test_an_endorsement_that_was_changed_is_refused_alone(check, pair):
    (endorsement,) = json.loads(body_of(pair[0]))["endorsement"]
    endorsement["credentialSubject"]["id"] = pair[1].url
    (result,) = check(endorsement)
    assert refused(result), result
    assert "Invalid signature" in reason(result)


def test_both_halves_and_their_endorsements_are_taken_back_together(check, pair):
    documents = [json.loads(body_of(half)) for half in pair]
    endorsements = [document["endorsement"][0] for document in documents]
    revoke_award(pair[1], by=None, reason="Issued by mistake")
    for result in check(*documents, *endorsements):
        assert result["digitalbazaar"]["status"] == "revoked"
        assert refused(result), result


def test_a_transcript_holds_both_halves_with_their_endorsements(check, pair):
    holder = pair[0].recipient
    transcript = make_transcript(holder, by=holder)
    (result,) = check(transcript.body)
    assert accepted(result), result
    lines = json.loads(transcript.body)["credentialSubject"]["verifiableCredential"]
    assert [len(line["endorsement"]) for line in lines] == [1, 1]


def test_after_a_theft_all_four_are_accepted_and_the_old_word_is_not(check, pair):
    (old_word,) = json.loads(body_of(pair[1]))["endorsement"]
    mark_compromised(newest(pair[0]).key, by=None, reason="A laptop was stolen.")
    documents = [json.loads(body_of(half)) for half in pair]
    endorsements = [document["endorsement"][0] for document in documents]
    old, *results = check(old_word, *documents, *endorsements)
    assert refused(old), old
    assert "is not in the DID document" in reason(old)
    for result in results:
        assert accepted(result), result
