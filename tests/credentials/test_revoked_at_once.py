"""What was taken back is never called good, also before the worker published the list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from credentials.actions import (
    check_text,
    issue_document,
    publish_status_lists,
    restore_award,
    revoke_award,
    share_award,
)
from credentials.actions.transcripts import make_transcript
from credentials.checking import here
from credentials.checking.reports import Verdict
from credentials.models import PublishedDocument, Transcript
from lms.core import clock
from tests.credentials.conftest import finish, make_person

# No test here lets tasks run after the deed: the published list stays as it was.


@pytest.fixture
def revoked(badge, learner, admin):
    share_award(badge, by=learner)
    before = PublishedDocument.objects.body_at(badge.status_list.url)
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    assert PublishedDocument.objects.body_at(badge.status_list.url) == before
    badge.refresh_from_db()
    return badge


@pytest.mark.parametrize("given", ["link", "text", "file"])
def test_the_check_says_so_whatever_it_is_given(client, revoked, given):
    body = revoked.documents.get().body
    data = {
        "link": {"link": revoked.url},
        "text": {"link": body},
        "file": {"file": SimpleUploadedFile("c.json", body.encode())},
    }[given]
    page = client.post("/verify/", data).content.decode()
    assert "It was revoked" in page
    assert "Genuine, and valid today" not in page


@pytest.mark.parametrize("ending", ["", "card/"])
def test_its_page_and_its_card_say_so(client, revoked, ending):
    page = client.get(f"{revoked.get_absolute_url()}{ending}").content.decode()
    assert "Valid today" not in page
    assert "evoked" in page


def test_others_on_the_same_list_stay_good(revoked):
    other = finish(make_person(), revoked.achievement.course)
    issue_document(other)
    assert other.status_list == revoked.status_list
    assert check_text(other.documents.get().body).verdict is Verdict.GOOD


def test_a_list_that_still_names_what_was_restored_counts_too(revoked, admin):
    body = revoked.documents.get().body
    publish_status_lists()
    restore_award(revoked, by=admin, reason="It was the right one")
    assert check_text(body).verdict is Verdict.REVOKED
    publish_status_lists()
    assert check_text(body).verdict is Verdict.GOOD


def test_a_record_that_holds_it_is_not_good_either(badge, learner, admin):
    made = make_transcript(learner, by=learner)
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    assert check_text(made.body).verdict is Verdict.PARTLY


def test_a_record_that_was_taken_back_is_so_at_once(badge, learner):
    made = make_transcript(learner, by=learner)
    assert check_text(made.body).verdict is Verdict.GOOD
    Transcript.objects.filter(pk=made.pk).update(
        revoked_at=clock.now(), revocation_reason="It was closed"
    )
    assert check_text(made.body).verdict is Verdict.REVOKED


@pytest.mark.parametrize("url", ["", "x", "https://elsewhere.example/status/x/1"])
def test_of_lists_that_are_not_ours_no_row_is_known(revoked, url):
    assert here.taken_back(revoked.status_list.url, revoked.status_index)
    assert not here.taken_back(url, revoked.status_index)
