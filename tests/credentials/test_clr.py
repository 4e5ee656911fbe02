"""A transcript: everything that somebody holds, as it was signed, in one signed file."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from credentials.actions import (
    check_text,
    ensure_issuer,
    make_key,
    publish_status_lists,
    revoke_award,
)
from credentials.actions.documents import is_as_published, newest
from credentials.actions.transcripts import make_transcript
from credentials.errors import NothingToShow
from credentials.models import PublishedDocument, StatusList, Transcript
from credentials.standards import clr, schema
from credentials.standards.canonical import rdfc
from lms.core import clock
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.documents import ORIGIN, PaperIssuer, snapshot

pytestmark = pytest.mark.pages


@pytest.fixture
def holder(learner, settle):
    """Somebody with two badges and the certificate that one of them led to."""
    course = make_course("Screens and sleep")
    make_program(("Core", [course.achievement]), title="Evening")
    finish(learner, course)
    finish(learner, make_course("Group chats"))
    settle()
    return learner


def said(transcript):
    return json.loads(transcript.body)


def members(transcript):
    return said(transcript)["credentialSubject"]["verifiableCredential"]


def test_every_valid_award_stands_in_it_as_it_was_signed(holder):
    transcript = make_transcript(holder, by=holder)
    bodies = [
        newest(award).body for award in holder.awards.order_by("awarded_at", "pk")
    ]
    assert len(bodies) == 3
    assert members(transcript) == [json.loads(body) for body in bodies]
    for body in bodies:
        assert body in transcript.body


def test_it_follows_the_schema_and_is_signed_as_published(holder):
    document = said(make_transcript(holder, by=holder))
    site = ensure_issuer()
    assert not schema.errors(document, schema.TRANSCRIPT)
    assert is_as_published(document, site)
    assert "partial" not in document
    document["name"] += "!"
    assert not is_as_published(document, site)


def test_a_member_that_is_taken_out_breaks_the_signature(holder):
    document = said(make_transcript(holder, by=holder))
    document["credentialSubject"]["verifiableCredential"].pop()
    assert not is_as_published(document, ensure_issuer())


def test_our_own_check_calls_it_good(holder):
    transcript = make_transcript(holder, by=holder)
    assert check_text(transcript.body).is_good


def test_each_member_passes_every_check_alone(holder):
    for member in members(make_transcript(holder, by=holder)):
        assert check_text(json.dumps(member)).is_good


def test_it_says_which_badge_was_counted_for_which_certificate(holder):
    document = said(make_transcript(holder, by=holder))
    certificate = holder.awards.get(achievement__kind="certificate")
    part = holder.awards.get(achievement__name="Screens and sleep")
    assert document["credentialSubject"]["association"] == [
        {
            "type": "Association",
            "associationType": "isChildOf",
            "sourceId": part.achievement.url,
            "targetId": certificate.achievement.url,
        }
    ]


def test_a_badge_that_is_not_held_any_more_is_nobodys_child(holder):
    revoke_award(
        holder.awards.get(achievement__name="Screens and sleep"),
        by=None,
        reason="By mistake.",
    )
    transcript = make_transcript(holder, by=holder)
    assert len(members(transcript)) == 2
    assert "association" not in said(transcript)["credentialSubject"]


def test_it_has_an_entry_of_its_own_in_a_list_of_transcripts(holder):
    transcript = make_transcript(holder, by=holder)
    status = said(transcript)["credentialStatus"]
    assert transcript.status_list.holds == "transcripts"
    assert status["statusListCredential"] == transcript.status_list.url
    assert status["statusListIndex"] == str(transcript.status_index)
    assert PublishedDocument.objects.body_at(transcript.status_list.url)
    assert StatusList.objects.filter(holds="transcripts").count() == 1


def test_asking_again_gives_the_same_until_something_changes(holder):
    first = make_transcript(holder, by=holder)
    assert make_transcript(holder, by=holder) == first
    finish(holder, make_course())
    holder.refresh_from_db()
    second = make_transcript(holder, by=holder)
    assert second != first
    holder.display_name = "Another Name"
    holder.save()
    third = make_transcript(holder, by=holder)
    assert third != second
    make_key(ensure_issuer())
    assert make_transcript(holder, by=holder) != third


def test_what_a_stolen_key_signed_is_signed_anew_first(holder):
    first = make_transcript(holder, by=holder)
    site = ensure_issuer()
    site.keys.update(compromised_at=clock.now())
    make_key(site)
    publish_status_lists()
    second = make_transcript(holder, by=holder)
    assert {m["id"] for m in members(second)} == {m["id"] for m in members(first)}
    for member in members(second):
        assert check_text(json.dumps(member)).is_good


def test_nobody_else_asks_for_it(holder):
    with pytest.raises(PermissionDenied):
        make_transcript(holder, by=make_person())


def test_of_nothing_there_is_none(learner):
    with pytest.raises(NothingToShow):
        make_transcript(learner, by=learner)
    assert not Transcript.objects.exists()


def test_a_record_of_sixty_awards_can_be_signed():
    issuer = PaperIssuer()
    many = []
    for n in range(60):
        said = snapshot(issuer.did, id=f"{ORIGIN}/credentials/{n}")
        said["achievement"]["id"] = f"{ORIGIN}/achievements/{n}"
        said["recipient"]["salt"] = f"salt {n}"
        many.append(issuer.credential(**said))
    document = clr.document(
        "https://learn.example.org/transcripts/1",
        issuer={"did": "did:web:learn.example.org", "name": "Tributary"},
        recipient=snapshot(issuer.did)["recipient"],
        made_at="2026-11-20T12:00:00Z",
        members=many,
        status_url="https://learn.example.org/status/revocation/2",
        status_index=1,
    )
    assert rdfc(document).count("OpenBadgeCredential") == 60


def test_from_my_learning_to_the_file(sign_in, holder):
    client = sign_in(holder)
    assert "/me/transcript/" in client.get("/me/").content.decode()
    response = client.post("/me/transcript/", follow=True)
    page = response.content.decode()
    transcript = Transcript.objects.get()
    assert response.request["PATH_INFO"] == f"/transcripts/{transcript.public_id}/"
    assert "3 awards" in page
    assert "Group chats" in page
    file = client.get(f"/transcripts/{transcript.public_id}.json")
    assert file.content.decode() == transcript.body
    assert file["Content-Type"] == "application/vc+ld+json"
    assert file["Cache-Control"] == "private, no-store"
    assert "attachment" in file["Content-Disposition"]


@pytest.mark.parametrize("ending", ["", "/", ".json"])
def test_it_is_its_holders_alone(client, sign_in, holder, ending):
    path = f"/transcripts/{make_transcript(holder, by=holder).public_id}{ending}"
    assert client.get(path).status_code == 302
    assert sign_in(make_person()).get(path).status_code == 404
    response = sign_in(holder).get(path, headers={"accept": "application/json"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vc+ld+json"


def test_with_nothing_earned_a_sentence_says_what_to_do(sign_in, learner):
    response = sign_in(learner).post(
        "/me/transcript/", headers={"referer": "http://testserver/me/"}, follow=True
    )
    assert "Finish a course" in response.content.decode()
    assert not Transcript.objects.exists()


def test_a_line_that_was_revoked_since_is_said(sign_in, holder):
    transcript = make_transcript(holder, by=holder)
    revoke_award(
        holder.awards.get(achievement__name="Group chats"), by=None, reason="Mistake."
    )
    page = sign_in(holder).get(f"/transcripts/{transcript.public_id}/")
    assert "Not every line is valid any more" in page.content.decode()
