"""A joint certificate is two credentials, and each carries the other issuer's word."""

import json

import pytest

from credentials.actions import (
    check_text,
    ensure_issuer,
    grant_award,
    make_key,
    publish_status_lists,
)
from credentials.actions.compromise import mark_compromised
from credentials.actions.documents import is_as_published, issue_document, newest
from credentials.checking.reports import Verdict
from credentials.errors import DocumentRefused
from credentials.models import Achievement, Award, PublishedDocument
from credentials.models.awards import Format
from credentials.standards import jwt, proofs, schema
from lms.core import clock

pytestmark = pytest.mark.pages


@pytest.fixture
def pair(learner, settle):
    """Two awards of one person that two issuers granted together, signed."""
    site = ensure_issuer()
    partner = ensure_issuer(slug="valley", name="Valley Teachers' College")
    halves = []
    for issuer in (site, partner):
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
    settle()
    return [Award.objects.get(pk=half.pk) for half in halves]


def said(award):
    return json.loads(newest(award).body)


def test_each_half_carries_one_endorsement_by_the_other_halfs_issuer(pair):
    for award, other in (pair, pair[::-1]):
        (endorsement,) = said(award)["endorsement"]
        assert endorsement["credentialSubject"]["id"] == award.url
        assert endorsement["issuer"]["id"] == other.achievement.issuer.did
        assert other.achievement.issuer.name in endorsement["name"]
        assert not schema.errors(endorsement, schema.ENDORSEMENT)


def test_each_half_passes_every_check(pair):
    for award in pair:
        assert check_text(newest(award).body).verdict is Verdict.GOOD


def test_an_endorsement_is_signed_by_whoever_endorses(pair):
    ours, theirs = pair
    (endorsement,) = said(ours)["endorsement"]
    assert is_as_published(endorsement, theirs.achievement.issuer)
    assert not is_as_published(endorsement, ours.achievement.issuer)
    endorsement["credentialSubject"]["endorsementComment"] = "The best there is."
    assert not is_as_published(endorsement, theirs.achievement.issuer)


def test_taking_the_endorsers_half_back_takes_the_endorsement_back(pair):
    ours, theirs = pair
    (endorsement,) = said(ours)["endorsement"]
    status = endorsement["credentialStatus"]
    assert status["statusListCredential"] == theirs.status_list.url
    assert status["statusListIndex"] == str(theirs.status_index)


def test_without_the_endorsement_the_half_is_no_longer_what_was_signed(pair):
    document = said(pair[0])
    del document["endorsement"]
    assert check_text(json.dumps(document)).verdict is Verdict.CHANGED


def test_an_endorsement_that_gives_words_another_meaning_is_not_read(pair):
    document = said(pair[0])
    document["endorsement"][0]["@context"] = [{"name": "https://evil.example/name"}]
    assert check_text(json.dumps(document)).verdict is Verdict.UNREADABLE


def test_an_award_of_one_issuer_carries_none(badge):
    assert "endorsement" not in said(badge)


def test_the_token_of_a_half_carries_the_endorsement_too(pair):
    token = issue_document(pair[0], format=Format.JWT)
    found = jwt.document(token.body, token.key.public_jwk)
    assert found["endorsement"] == said(pair[0])["endorsement"]


def test_a_half_whose_endorser_publishes_another_key_is_not_signed(pair):
    ours, theirs = pair
    issuer = theirs.achievement.issuer
    PublishedDocument.objects.put(issuer.document_url, json.dumps({"id": issuer.did}))
    make_key(ours.achievement.issuer)
    with pytest.raises(DocumentRefused):
        issue_document(ours)
    assert ours.documents.filter(format=Format.OPEN_BADGE).count() == 1


def test_a_half_that_is_signed_anew_is_endorsed_anew(pair):
    ours, _theirs = pair
    before = said(ours)
    key = newest(ours).key
    key.compromised_at = clock.now()
    key.save()
    make_key(ours.achievement.issuer)
    publish_status_lists()
    issue_document(ours)
    after = said(ours)
    assert after["id"] == before["id"]
    assert after["awardedDate"] == before["awardedDate"]
    assert after["validFrom"] == proofs.moment(newest(ours).created_at)
    assert check_text(newest(ours).body).verdict is Verdict.GOOD


@pytest.mark.parametrize("place", [0, 1])
def test_after_a_theft_both_halves_and_both_endorsements_are_good_again(
    pair, settle, place
):
    tokens = [issue_document(half, format=Format.JWT) for half in pair]
    stolen = newest(pair[place]).key
    mark_compromised(stolen, by=None, reason="A laptop was stolen.")
    settle()
    for half, token in zip(pair, tokens, strict=True):
        assert check_text(newest(half).body).verdict is Verdict.GOOD
        assert half.documents.filter(format=Format.OPEN_BADGE).count() == 2
        assert newest(half).is_trusted
        token.refresh_from_db()
        assert token.is_trusted == (place == pair.index(half))
        again = issue_document(half, format=Format.JWT)
        assert check_text(again.body).verdict is Verdict.GOOD
    other = newest(pair[1 - place])
    assert other.key == issue_document(pair[1 - place]).key != stolen
    assert other.endorsed_by.issuer == stolen.issuer
    changes = [half.changes.get().verb for half in pair]
    assert changes == ["reissued", "reissued"]
