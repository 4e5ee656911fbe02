"""One page, one sheet and one card for what two issuers awarded together."""

import json

import pytest
from django.test import Client

from credentials.actions import share_award
from credentials.models import Award
from tests.credentials import pdf_text
from tests.credentials.test_joint import Pair

pytestmark = pytest.mark.pages

TOGETHER = "Issued together by Tributary and Riverbend University"


@pytest.fixture
def halves(db, learner, settle):
    pair = Pair()
    pair.approve_both(pair.candidate(learner))
    settle()
    awards = Award.objects.filter(recipient=learner, achievement__kind="certificate")
    return awards.get(joint_with=None), awards.get(joint_with__isnull=False)


def test_both_issuers_stand_on_one_page_with_both_checks_and_files(
    halves, learner, sign_in
):
    ours, theirs = halves
    page = sign_in(learner).get(ours.get_absolute_url()).content.decode()
    for words in (
        TOGETHER,
        "the half of Tributary",
        "the half of Riverbend University",
        f"/credentials/{ours.public_id}.json",
        f"/credentials/{theirs.public_id}.json",
        "A signatory of Tributary approved it by name",
        "A signatory of Riverbend University approved it by name",
    ):
        assert words in page
    assert page.count("It has not been revoked") == 2


def test_the_partners_address_leads_to_our_page_and_its_file_is_its_own(
    halves, learner, client
):
    ours, theirs = halves
    assert client.get(theirs.get_absolute_url()).status_code == 404
    share_award(ours, by=learner)
    answer = client.get(theirs.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, ours.get_absolute_url())
    accept = {"accept": "application/json"}
    document = client.get(theirs.get_absolute_url(), headers=accept).content
    assert json.loads(document)["id"] == theirs.url


def test_one_half_that_fails_its_check_is_enough_not_to_be_confirmed(
    halves, learner, sign_in
):
    ours, theirs = halves
    document = theirs.documents.get(format="open_badge")
    changed = document.body.replace("Ground Truth", "Ground Ruth")
    theirs.documents.filter(pk=document.pk).update(body=changed)
    client = sign_in(learner)
    page = client.get(ours.get_absolute_url()).content.decode()
    assert "Not confirmed" in page
    assert "Valid today" not in page
    assert client.get(f"/credentials/{ours.public_id}.pdf").status_code == 409


def test_sheet_and_card_name_both_issuers(halves, learner):
    ours, theirs = halves
    share_award(theirs, by=learner)
    client = Client()
    sheet = client.get(f"/credentials/{ours.public_id}.pdf").content
    assert "Tributary and Riverbend University" in pdf_text.words(sheet)
    for half in halves:
        card = client.get(f"/credentials/{half.public_id}/card/").content.decode()
        assert "Issued by Tributary and Riverbend University" in card
        assert f'href="http://testserver{ours.get_absolute_url()}"' in card


def test_the_page_takes_six_queries(
    halves, learner, sign_in, django_assert_max_num_queries
):
    client = sign_in(learner)
    client.get(halves[0].get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(halves[0].get_absolute_url())
