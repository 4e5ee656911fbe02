"""The page of approvals, and what the learner reads meanwhile."""

import pytest

from credentials.actions import revoke_award
from credentials.actions.joint import approve
from credentials.models import Award, Candidacy
from tests.credentials.conftest import make_person
from tests.credentials.test_joint import Pair, certificates_of

PAGE = "/me/approvals/"


@pytest.fixture
def pair(db):
    return Pair()


@pytest.fixture
def candidacy(pair, learner):
    return pair.candidate(learner)


def test_a_signatory_reads_who_waits_and_why_and_no_address(
    sign_in, pair, candidacy, learner
):
    page = sign_in(pair.ana).get(PAGE).text
    for words in [
        "You sign for Tributary.",
        learner.display_name,
        "Ground Truth",
        "Soil: ",
        "Water: ",
        "Riverbend University has not approved yet",
        "Approve for Tributary",
    ]:
        assert words in page
    assert learner.email not in page
    assert "Approve for Riverbend University" not in page


def test_approving_on_the_page_first_one_and_then_the_other(
    sign_in, pair, candidacy, learner
):
    address = f"{PAGE}{candidacy.pk}/"
    page = sign_in(pair.ben).post(
        address, {"issuer": pair.partner.pk, "note": "Seen in class"}, follow=True
    )
    assert "gets the certificate once the other issuer has too" in page.text
    assert "Approve for" not in page.text
    page = sign_in(pair.ana).get(PAGE).text
    assert "Riverbend University approved on" in page
    assert "Their note: Seen in class" in page
    page = sign_in(pair.ana).post(address, {"issuer": pair.ours.pk}, follow=True)
    assert "holds the certificate now" in page.text
    assert "Nobody waits for you." in page.text
    assert certificates_of(learner).count() == 2


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 302), ("ben", 404), ("learner", 404), ("visitor", 302)]
)
def test_who_may_approve_for_our_issuer(
    client, sign_in, pair, candidacy, learner, who, status
):
    people = {"ana": pair.ana, "ben": pair.ben, "learner": learner}
    browser = sign_in(people[who]) if who in people else client
    answer = browser.post(f"{PAGE}{candidacy.pk}/", {"issuer": pair.ours.pk})
    assert answer.status_code == status
    assert candidacy.approvals.exists() == (who == "ana")


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("learner", 403), ("visitor", 302)]
)
def test_who_may_read_the_page(client, sign_in, pair, learner, who, status):
    people = {"ana": pair.ana, "learner": learner}
    browser = sign_in(people[who]) if who in people else client
    assert browser.get(PAGE).status_code == status


def test_nobody_finds_themselves_among_those_who_wait(sign_in, pair):
    pair.candidate(pair.ana)
    assert "Nobody waits for you." in sign_in(pair.ana).get(PAGE).text


def test_what_was_taken_back_meanwhile_is_said_instead_of_a_button(
    sign_in, pair, candidacy, learner, admin
):
    badge = Award.objects.get(recipient=learner, achievement__course=pair.courses[0])
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    browser = sign_in(pair.ana)
    page = browser.get(PAGE).text
    assert "Something that counted was taken back or has expired since." in page
    assert "Approve for" not in page
    answer = browser.post(
        f"{PAGE}{candidacy.pk}/",
        {"issuer": pair.ours.pk},
        headers={"referer": f"http://testserver{PAGE}"},
        follow=True,
    )
    assert "does not meet the rule any more" in answer.text


def test_a_note_that_is_too_long_is_refused_in_words(sign_in, pair, candidacy):
    page = sign_in(pair.ana).post(
        f"{PAGE}{candidacy.pk}/",
        {"issuer": pair.ours.pk, "note": "x" * 301},
        follow=True,
    )
    assert "A note has at most 300 characters." in page.text
    assert not candidacy.approvals.exists()


@pytest.mark.parametrize("where", ["program", "learning"])
def test_the_learner_reads_which_issuer_has_approved(
    sign_in, pair, candidacy, learner, where
):
    address = {"program": pair.page.url, "learning": "/me/"}[where]
    browser = sign_in(learner)
    page = browser.get(address).text
    assert "Tributary has not yet, Riverbend University has not yet." in page
    approval = approve(candidacy, for_issuer=pair.ours, by=pair.ana)
    day = f"{approval.approved_at:%-d %B %Y}"
    page = browser.get(address).text
    assert f"Tributary has ({day}), Riverbend University has not yet." in page
    approve(candidacy, for_issuer=pair.partner, by=pair.ben)
    assert "has not yet" not in browser.get(address).text


def test_the_program_page_names_both_issuers(client, pair):
    page = client.get(pair.page.url).text
    assert "Tributary and Riverbend University: each signs its own" in page
    assert "No application." not in page


def test_my_learning_leads_signatories_to_their_approvals(sign_in, pair, learner):
    assert PAGE in sign_in(pair.ana).get("/me/").text
    assert PAGE not in sign_in(learner).get("/me/").text


@pytest.mark.parametrize("size", [2, 6])
def test_the_number_of_queries_does_not_grow_with_those_who_wait(
    sign_in, pair, size, django_assert_max_num_queries
):
    for _ in range(size):
        pair.candidate(make_person())
    assert Candidacy.objects.count() == size
    browser = sign_in(pair.ana)
    browser.get(PAGE)
    with django_assert_max_num_queries(9):
        browser.get(PAGE)
