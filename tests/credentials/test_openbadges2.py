"""Hosted Open Badges 2.0: what old displays read, for shared awards alone."""

import json
from pathlib import Path

import pytest

from credentials.actions import (
    ensure_issuer,
    revoke_award,
    share_award,
    unshare_award,
)
from credentials.standards import canonical, openbadges, openbadges2
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.documents import snapshot

pytestmark = pytest.mark.pages

KIND = "application/ld+json"
CONTEXT = Path(__file__).parent / "vectors" / "openbadges-v2.json"


@pytest.fixture
def shared(badge):
    return share_award(badge, by=badge.recipient)


def fetch(client, url, status=200):
    """The document at its own address, as a verifier of hosted badges reads it."""
    response = client.get(url.removeprefix(ensure_issuer().origin))
    assert response.status_code == status
    assert response["Content-Type"] == KIND
    assert response["Access-Control-Allow-Origin"] == "*"
    document = response.json()
    assert document["id"] == url
    assert document["@context"] == "https://w3id.org/openbadges/v2"
    return document


def test_assertion_badge_and_issuer_lead_to_each_other(client, shared):
    assertion = fetch(client, openbadges2.assertion_url(shared.url))
    badge = fetch(client, assertion["badge"])
    issuer = fetch(client, badge["issuer"])
    assert assertion["type"] == "Assertion"
    assert assertion["verification"] == {"type": "hosted"}
    assert badge["type"] == "BadgeClass"
    assert badge["name"] == shared.snapshot["achievement"]["name"]
    assert badge["criteria"]["narrative"]
    assert issuer["type"] == "Issuer"
    assert issuer["name"] == "Tributary"
    assert issuer["url"].startswith("http")


def test_the_pictures_that_it_names_are_there(client, shared):
    assertion = fetch(client, openbadges2.assertion_url(shared.url))
    badge = fetch(client, assertion["badge"])
    for url in (assertion["image"], badge["image"]):
        response = client.get(url.removeprefix(ensure_issuer().origin))
        assert response["Content-Type"] == "image/png"


def test_every_word_has_a_meaning_in_the_published_context(client, shared):
    assertion = fetch(client, openbadges2.assertion_url(shared.url))
    badge = fetch(client, assertion["badge"])
    issuer = fetch(client, badge["issuer"])
    context = json.loads(CONTEXT.read_text())
    for document in (assertion, badge, issuer):
        quads = canonical.rdfc(document, lambda url: context)
        assert f"<{document['id']}>" in quads
    with pytest.raises(canonical.Unsafe):
        canonical.rdfc({**badge, "unheard": "of"}, lambda url: context)


def test_a_recipient_is_found_by_e_mail_and_cannot_be_read(client, shared):
    assertion = fetch(client, openbadges2.assertion_url(shared.url))
    recipient, email = assertion["recipient"], shared.recipient.email
    wanted = openbadges.identity_hash(email, recipient["salt"])
    assert recipient["identity"] == wanted
    assert email not in json.dumps(assertion)
    assert shared.recipient.display_name not in json.dumps(assertion)


def test_what_is_not_shared_has_no_assertion(client, badge):
    path = f"/ob2/assertions/{badge.public_id}"
    assert client.get(path).status_code == 404
    share_award(badge, by=badge.recipient)
    assert client.get(path).status_code == 200
    unshare_award(badge, by=badge.recipient)
    assert client.get(path).status_code == 404


def test_a_revoked_one_is_gone_and_says_why(client, shared):
    revoke_award(shared, by=None, reason="Issued to the wrong person.")
    found = fetch(client, openbadges2.assertion_url(shared.url), status=410)
    assert found["revoked"] is True
    assert found["revocationReason"] == "Issued to the wrong person."
    assert "recipient" not in found


def test_a_revoked_one_that_is_not_shared_says_nothing(client, badge):
    revoke_award(badge, by=None, reason="Issued to the wrong person.")
    assert client.get(f"/ob2/assertions/{badge.public_id}").status_code == 404


def test_a_certificate_names_the_badges_that_were_counted(client, settle):
    learner, course = make_person(), make_course()
    make_program(("Core", [course.achievement]))
    part = finish(learner, course)
    settle()
    award = learner.awards.get(achievement__kind="certificate")
    share_award(award, by=learner)
    found = fetch(client, openbadges2.assertion_url(award.url))
    assert [e["id"] for e in found["evidence"]] == [part.url]


def test_a_partner_has_a_profile_of_its_own(client, db):
    partner = ensure_issuer(slug="valley", name="Valley College")
    partner.email = "badges@valley.example"
    partner.save()
    found = fetch(client, openbadges2.issuer_url(partner.origin, "valley"))
    assert (found["name"], found["email"]) == ("Valley College", partner.email)
    assert client.get("/ob2/issuers/nobody").status_code == 404


def test_what_ends_says_when():
    ending = snapshot("did:web:x.example", expires_at="2029-11-20T12:00:00Z")
    assert openbadges2.assertion(ending)["expires"] == "2029-11-20T12:00:00Z"
    assert "expires" not in openbadges2.assertion(snapshot("did:web:x.example"))


@pytest.mark.parametrize("ending", ["", "/"])
def test_addresses_answer_with_and_without_a_slash(client, shared, ending):
    for path in (
        f"/ob2/assertions/{shared.public_id}",
        f"/ob2/badges/{shared.achievement.public_id}",
        "/ob2/issuer",
    ):
        assert client.get(path + ending).status_code == 200
