"""Checking a link or a file, answered in words; nothing foreign is ever called good."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from credentials.actions import share_award
from credentials.standards import baking, openbadges, openbadges2
from tests.credentials.documents import PaperIssuer, snapshot
from tests.credentials.outsiders import KeyIssuer

pytestmark = pytest.mark.pages


@pytest.fixture
def shared(badge, learner):
    return share_award(badge, by=learner)


def check(client, **data):
    response = client.post("/verify/", data)
    return response.content.decode()


def upload(body, name="credential.json"):
    data = body if isinstance(body, bytes) else body.encode()
    return SimpleUploadedFile(name, data)


def test_a_pasted_link_of_a_shared_credential(client, shared):
    page = check(client, link=shared.url)
    assert "Genuine, and valid today" in page
    assert "Noor Adeyemi-Holt" in page


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example.org/credentials/{}",
        "http://localhost:8000/catalog/{}",
        "http://[/credentials/{}",
        "javascript:alert(1)//{}",
    ],
)
def test_a_link_that_is_not_ours_is_never_called_good(client, shared, link):
    page = check(client, link=link.format(shared.public_id))
    assert "Nothing could be checked" in page
    assert "Genuine" not in page


def test_a_link_to_an_unshared_credential_gives_nothing_away(client, badge):
    private, nowhere = (
        check(client, link=f"http://localhost:8000/credentials/{public_id}")
        for public_id in (badge.public_id, uuid4())
    )
    assert "Nothing could be checked" in private
    assert "Noor" not in private
    assert "No shared credential stands at this address" in private
    assert "No shared credential stands at this address" in nowhere


def test_an_uploaded_file_is_checked_though_its_page_is_closed(client, badge):
    body = badge.documents.get().body
    assert "Genuine, and valid today" in check(client, file=upload(body))


def test_an_uploaded_badge_image(client, shared):
    png = client.get(f"/credentials/{shared.public_id}.png").content
    assert "Genuine, and valid today" in check(client, file=upload(png, "b.png"))


def test_a_changed_file_shows_none_of_its_claims(client, badge):
    body = badge.documents.get().body.replace("Noor", "Nora")
    page = check(client, file=upload(body))
    assert "Changed after it was signed" in page
    assert "Nora" not in page


def test_a_foreign_file_whose_issuer_does_not_answer_shows_none_of_its_claims(
    client, db
):
    foreign = json.dumps(PaperIssuer("https://badges.example.net").credential())
    page = check(client, file=upload(foreign))
    assert "Not everything could be checked" in page
    assert "There is no badges.example.net" in page
    assert "Noor" not in page


def of_a_key(**changes):
    """A sound badge of an issuer that is nothing but a key, without a list."""
    issuer = KeyIssuer()
    made = {k: v for k, v in issuer.credential(**changes).items() if k != "proof"}
    del made["credentialStatus"]
    return issuer.sign(made)


def test_a_genuine_badge_of_somebody_else_says_whose_word_it_is(client, db):
    badge = of_a_key()
    page = check(client, file=upload(json.dumps(badge)))
    assert "Noor Adeyemi-Holt" in page
    assert "Nobody can say from it who is behind that key" in page
    assert "nothing says" in page
    assert "Genuine, and valid today" not in page


def test_a_credential_can_be_pasted_as_text(client, db, badge):
    body = badge.documents.get().body
    assert "Genuine, and valid today" in check(client, link=body)
    assert "Not a credential" in check(client, link='{"a": 1}')
    assert "nested deeper" in check(client, link="[" * 10_000)


def test_an_address_can_be_compared_without_being_sent(client, db):
    page = check(client, link=json.dumps(of_a_key()))
    digest = openbadges.identity_hash("noor@example.org", "8Jr2kQpX")
    assert f'data-hash="{digest.removeprefix("sha256$")}" data-salt="8Jr2kQpX"' in page
    assert "noor@example.org" not in page.lower()


def test_markup_in_a_badge_is_shown_as_letters(client, db):
    name = "<script>alert(1)</script>"
    badge = of_a_key()
    badge["credentialSubject"]["achievement"]["name"] = name
    for text in (
        badge,
        of_a_key(recipient={**snapshot("x")["recipient"], "name": name}),
    ):
        page = check(client, link=json.dumps(text))
        assert name not in page


def test_a_hosted_assertion_of_ours_is_checked_by_its_signed_file(client, shared):
    hosted = openbadges2.assertion(shared.snapshot)
    assert "Genuine, and valid today" in check(client, link=json.dumps(hosted))
    hosted["recipient"]["identity"] = "sha256$00"
    page = check(client, link=json.dumps(hosted))
    assert "They differ in: recipient" in page
    assert "Noor" not in page


def test_an_uploaded_drawing_and_a_token(client, shared):
    svg = client.get(f"/credentials/{shared.public_id}.svg").content
    assert "Genuine, and valid today" in check(client, file=upload(svg, "b.svg"))
    address = f"/credentials/{shared.public_id}.jwt"
    token = client.get(address).content.decode()
    for given in (token, f"http://localhost:8000{address}"):
        page = check(client, link=given)
        assert "Genuine, and valid today" in page
        assert "RS256" in page
    head, body, signature = token.split(".")
    page = check(client, link=f"{head}.{body}.{signature[:-8]}AAAAAAAA")
    assert "Changed after it was signed" in page


def test_a_request_that_is_too_large_is_refused_before_it_is_read(client, db):
    response = client.post("/verify/", {"file": upload(b"x" * 1_200_000)})
    assert response.status_code == 413
    assert "larger than 1 MB" in response.content.decode()


def test_no_upload_touches_a_disk(client, db, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    tmp_path.chmod(0o500)
    assert "Not a credential" in check(client, file=upload(b"x" * 990_000))
    assert list(tmp_path.iterdir()) == []


def test_a_form_from_another_site_is_refused(db):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/verify/", {"link": "{}"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "Nothing could be checked"),
        (b"hello", "Not a credential"),
        (baking.SIGNATURE + b"cut", "Nothing could be checked"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
    ids=["empty", "binary", "words", "cut", "large"],
)
def test_files_that_are_no_credential(client, db, body, words):
    assert words in check(client, file=upload(body))


def test_asking_for_nothing(client, db):
    response = client.post("/verify/", {})
    assert response.status_code == 422
    assert "Paste a link, or choose a file." in response.content.decode()


def test_one_address_cannot_keep_the_checker_busy(client, db):
    for _ in range(20):
        assert client.post("/verify/", {"file": upload("{}")}).status_code == 200
    refused = client.post("/verify/", {"file": upload("{}")})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
