"""Outside verifiers accept a transcript as a whole and each of its lines alone."""

import json
from uuid import uuid4

import pytest

from credentials.actions import publish_status_list, revoke_award
from credentials.actions.compromise import mark_compromised
from credentials.actions.transcripts import make_transcript
from credentials.models import Transcript
from lms.core import clock
from tests.verifiers.conftest import accepted, earn, reason, refused

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def awards():
    return earn()


@pytest.fixture
def transcript(awards):
    holder = awards[0].recipient
    return make_transcript(holder, by=holder)


def lines(document):
    return document["credentialSubject"]["verifiableCredential"]


def test_the_whole_and_every_line_are_accepted(check, transcript):
    document = json.loads(transcript.body)
    assert len(lines(document)) == 3
    for result in check(transcript.body, *lines(document)):
        assert accepted(result), result


def test_what_the_site_serves_its_holder_is_accepted(check, transcript, sign_in):
    client = sign_in(transcript.holder)
    served = client.get(
        f"/transcripts/{transcript.public_id}",
        headers={"accept": "application/vc+ld+json"},
    )
    (result,) = check(served.content.decode())
    assert accepted(result), result


def test_every_kind_of_damage_is_refused_and_for_that_reason(check, transcript):
    short, changed, doubled, untied, renamed = (
        json.loads(transcript.body) for _ in range(5)
    )
    lines(short).pop()
    lines(changed)[0]["credentialSubject"]["achievement"]["name"] = "Another"
    lines(doubled).append({**lines(doubled)[0], "id": f"urn:uuid:{uuid4()}"})
    del untied["credentialSubject"]["association"]
    renamed["credentialSubject"]["identifier"][1]["identityHash"] = "Eve"
    for result in check(short, changed, doubled, untied, renamed):
        assert refused(result), result
        assert "Invalid signature" in reason(result)


def test_a_revoked_line_is_refused_and_the_others_are_not(check, awards, transcript):
    revoke_award(awards[0], by=None, reason="Issued to the wrong person")
    badge, *others = check(*lines(json.loads(transcript.body)))
    assert badge["digitalbazaar"]["status"] == "revoked"
    for result in others:
        assert accepted(result), result


def test_a_revoked_transcript_is_refused_and_its_lines_are_not(check, transcript):
    Transcript.objects.filter(pk=transcript.pk).update(
        revoked_at=clock.now(), revocation_reason="Made for a test"
    )
    publish_status_list(transcript.status_list)
    document = json.loads(transcript.body)
    whole, *rest = check(document, *lines(document))
    assert whole["digitalbazaar"]["status"] == "revoked"
    assert refused(whole)
    for result in rest:
        assert accepted(result), result


def test_after_a_stolen_key_a_new_transcript_is_accepted(check, transcript):
    mark_compromised(transcript.key, by=None, reason="A laptop was stolen.")
    again = make_transcript(transcript.holder, by=transcript.holder)
    before, after, *rest = check(
        transcript.body, again.body, *lines(json.loads(again.body))
    )
    assert refused(before), before
    for result in (after, *rest):
        assert accepted(result), result
