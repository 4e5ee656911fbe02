"""An award's page, files and switch; what verifiers fetch; checking in words."""

import json

import pytest
from django.test import Client

from credentials.actions import (
    check_text,
    ensure_issuer,
    ensure_sign_off,
    revoke_award,
    share_award,
)
from credentials.models import Award, SigningKey
from credentials.standards import baking
from tests.credentials.conftest import finish, make_course, make_person, make_program

VC = "application/vc+ld+json"


@pytest.fixture
def clients(badge, learner, sign_in):
    return {
        "holder": sign_in(learner),
        "somebody": sign_in(make_person("Somebody")),
        "anonymous": Client(),
    }


@pytest.fixture
def shared(badge, learner):
    return share_award(badge, by=learner)


@pytest.mark.parametrize("who", ["holder", "somebody", "anonymous"])
@pytest.mark.parametrize("ending", ["", "/", ".json", ".png"])
def test_a_credential_is_its_holders_until_it_is_shared(
    clients, badge, learner, who, ending
):
    address = f"/credentials/{badge.public_id}{ending}"
    wanted = 200 if who == "holder" else 404
    assert clients[who].get(address).status_code == wanted
    share_award(badge, by=learner)
    assert clients[who].get(address).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("holder", 302), ("somebody", 404), ("anonymous", 302)]
)
def test_who_may_share(clients, badge, who, status):
    address = f"/credentials/{badge.public_id}/sharing/"
    response = clients[who].post(address, {"share": "yes"})
    assert response.status_code == status
    badge.refresh_from_db()
    assert (badge.shared_at is not None) == (who == "holder")


def test_closing_a_page_closes_it_at_once(clients, shared):
    address = f"/credentials/{shared.public_id}/"
    clients["holder"].post(f"{address}sharing/", {"share": "no"})
    response = clients["anonymous"].get(address)
    assert response.status_code == 404
    assert clients["holder"].get(address)["Cache-Control"] == "private, no-store"


def test_get_does_not_share(clients, badge):
    assert (
        clients["holder"].get(f"/credentials/{badge.public_id}/sharing/").status_code
        == 405
    )


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html", "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        (VC, VC),
        ("application/ld+json, application/json", VC),
        ("application/json", VC),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_of_a_credential_answers_people_and_programs(
    client, shared, accept, content_type, slash
):
    response = client.get(
        f"/credentials/{shared.public_id}{slash}", headers={"accept": accept}
    )
    assert response.status_code == 200
    assert response["Content-Type"].startswith(content_type)
    assert "Accept" in response["Vary"]


def test_the_file_is_the_stored_bytes(client, shared):
    body = shared.documents.get().body
    assert client.get(f"/credentials/{shared.public_id}.json").content == body.encode()
    png = client.get(f"/credentials/{shared.public_id}.png").content
    assert baking.unbake(png) == body


def test_a_credential_is_named_without_a_slash(shared):
    document = json.loads(shared.documents.get().body)
    assert document["id"] == f"http://localhost:8000/credentials/{shared.public_id}"


def test_the_page_says_who_what_when_from_whom_and_what_was_checked(client, shared):
    page = client.get(f"/credentials/{shared.public_id}/").content.decode()
    for words in (
        "Noor Adeyemi-Holt",
        "Screens and sleep",
        "Tributary",
        "Valid today",
        "The signature fits the content",
        "It has not been revoked",
        "Finish every required step",
        "0.7 hours",
    ):
        assert words in page


def test_a_page_never_says_valid_because_of_a_row(client, shared):
    document = shared.documents.get()
    changed = document.body.replace("Screens and sleep", "Screens and steep")
    shared.documents.update(body=changed)
    page = client.get(f"/credentials/{shared.public_id}/").content.decode()
    assert "Valid today" not in page
    assert "The signature does not fit the content" in page


def test_a_page_whose_file_is_not_signed_yet_says_so(client, shared):
    shared.documents.all().delete()
    page = client.get(f"/credentials/{shared.public_id}/").content.decode()
    assert "being signed" in page
    assert "Valid today" not in page
    answer = client.get(f"/credentials/{shared.public_id}.json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_revoked_credential_keeps_its_page_and_says_so(client, shared, admin, settle):
    revoke_award(shared, by=admin, reason="Issued to the wrong person")
    settle()
    page = client.get(f"/credentials/{shared.public_id}/").content.decode()
    assert "Issued to the wrong person" in page
    assert "Valid today" not in page
    assert "It was revoked" in page


def test_names_are_words_and_never_markup(client, sign_in, settle):
    person = make_person("<script>alert(1)</script>")
    award = finish(person, make_course("<img src=x onerror=alert(2)>"))
    settle()
    page = sign_in(person).get(award.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_certificate_shows_how_it_was_earned(sign_in, learner, course, settle):
    make_program(("Core", [course.achievement]), title="Two rivers")
    finish(learner, course)
    settle()
    award = Award.objects.get(achievement__kind="certificate")
    page = sign_in(learner).get(award.get_absolute_url()).content.decode()
    assert "How it was earned" in page
    assert "Everything has flowed in" in page
    assert "A qualification to teach." in page


def test_what_verifiers_fetch_is_always_public(client, badge):
    issuer = ensure_issuer()
    key = issuer.keys.get(algorithm="ed25519")
    rsa = issuer.keys.get(algorithm="rs256")
    document = json.loads(badge.documents.get().body)
    url = document["credentialStatus"]["statusListCredential"]
    for path in (
        "/.well-known/did.json",
        f"/keys/{key.kid}",
        f"/keys/{rsa.kid}",
        url.removeprefix(issuer.origin),
    ):
        response = client.get(path)
        assert response.status_code == 200
        assert "json" in response["Content-Type"]
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "max-age" in response["Cache-Control"]
    assert client.get("/.well-known/did.json").json()["id"] == issuer.did
    assert "d" not in client.get(f"/keys/{key.kid}").json()
    jwk = client.get(f"/keys/{rsa.kid}").json()
    assert set(jwk) == {"kty", "n", "e", "kid", "alg", "use"}


def test_a_compromised_key_is_gone(client, db):
    for key in SigningKey.objects.all():
        SigningKey.objects.filter(pk=key.pk).update(compromised_at=key.created_at)
        assert client.get(f"/keys/{key.kid}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/issuers/nobody/did.json",
        "/status/revocation/99",
        "/keys/z6MkNothing",
        "/achievements/00000000-0000-4000-8000-000000000001",
        "/credentials/00000000-0000-4000-8000-000000000001",
    ],
)
def test_what_is_not_there(client, db, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("slash", ["", "/"])
def test_an_achievement_says_what_it_asks_for(client, course, slash):
    address = f"/achievements/{course.achievement.public_id}{slash}"
    assert b"Finish every required step" in client.get(address).content
    answer = client.get(address, headers={"accept": "application/json"}).json()
    assert answer["id"].endswith(str(course.achievement.public_id))
    image = client.get(f"/achievements/{course.achievement.public_id}.png")
    assert image.content.startswith(baking.SIGNATURE)


def test_a_sign_off_shows_its_task_and_rubric_to_everybody(client, db):
    made = ensure_sign_off(
        "capstone",
        name="Portfolio",
        description="One cycle.",
        criteria="All lines met.",
        task="## The rubric\n\n| line | met |\n|---|---|\n| goal | seen |\n\n<script>x</script>",
        minutes=210,
    )
    page = client.get(made.get_absolute_url()).content.decode()
    assert "<h2>The rubric</h2>" in page
    assert "<table>" in page
    assert "<script>x" not in page


def test_a_rotated_key_still_verifies_what_it_signed(badge, settle):
    from credentials.actions import make_key

    body = badge.documents.get().body
    make_key(ensure_issuer())
    assert check_text(body).is_good
    later = finish(make_person(), make_course())
    settle()
    assert check_text(later.documents.get().body).is_good


@pytest.mark.pages
@pytest.mark.parametrize("size", [1, 5])
@pytest.mark.parametrize("kind", ["badge", "certificate"])
def test_a_page_takes_six_queries_however_much_it_counts(
    learner, sign_in, settle, size, kind, django_assert_max_num_queries
):
    courses = [make_course() for _ in range(size)]
    make_program(("Core", [c.achievement for c in courses]))
    for course in courses:
        finish(learner, course)
    settle()
    award = Award.objects.filter(achievement__kind=kind).first()
    client = sign_in(learner)
    client.get(award.get_absolute_url())
    for query in ("", "?view=world"):
        with django_assert_max_num_queries(6):
            client.get(f"{award.get_absolute_url()}{query}")


def test_a_badge_says_that_the_server_decided_and_when(client, shared):
    page = client.get(shared.get_absolute_url()).content.decode()
    day = shared.awarded_at.strftime("%-d %B %Y")
    assert f"By the server, on {day}, when the last step" in page


def test_a_certificate_names_the_version_of_its_rule(sign_in, learner, course, settle):
    make_program(("Core", [course.achievement]), title="Two rivers")
    finish(learner, course)
    settle()
    award = Award.objects.get(achievement__kind="certificate")
    page = sign_in(learner).get(award.get_absolute_url()).content.decode()
    assert "By the published rule, version 1 of" in page


def test_a_level_stands_among_the_facts(client, shared):
    snapshot = dict(shared.snapshot)
    snapshot["achievement"] = {**snapshot["achievement"], "level": "Trainer"}
    Award.objects.filter(pk=shared.pk).update(snapshot=snapshot)
    page = client.get(shared.get_absolute_url()).content.decode()
    assert "<dt>Level</dt><dd>Trainer</dd>" in page


@pytest.mark.parametrize(
    "ending", [".json", ".jwt", ".png", ".svg", ".pdf", "/door-sign.pdf"]
)
def test_the_page_leads_to_every_file_and_each_is_there(client, shared, ending):
    address = f"/credentials/{shared.public_id}{ending}"
    assert f'href="{address}"' in client.get(shared.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200


def test_the_page_carries_the_fingerprint_and_never_the_address(client, shared):
    page = client.get(shared.get_absolute_url()).content.decode()
    said = shared.snapshot["recipient"]
    assert f'salt="{said["salt"]}" hash="{said["email_hash"]}"' in page
    assert shared.recipient.email not in page
