"""Every form in which an award leaves the house, and who may fetch it."""

import datetime as dt
import json

import pytest
import time_machine

from credentials.actions import (
    check_text,
    ensure_issuer,
    grant_award,
    make_key,
    publish_status_list,
    revoke_award,
    share_award,
)
from credentials.actions.documents import issue_document, newest
from credentials.checking.reading import text_in
from credentials.checking.reports import Verdict
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm
from credentials.standards import baking, jwt, proofs, svg
from credentials.standards.baking import NotBaked
from lms.core import clock
from tests.credentials.conftest import make_person

pytestmark = pytest.mark.pages

KINDS = {
    ".json": "application/vc+ld+json",
    ".jwt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@pytest.fixture
def shared(badge):
    return share_award(badge, by=badge.recipient)


@pytest.fixture
def unsigned(learner, badge):
    """An award that the worker has not come to yet."""
    award = grant_award(badge.achievement, to=make_person(), by=None)
    award.documents.all().delete()
    return share_award(award, by=award.recipient)


@pytest.mark.parametrize("ending", KINDS)
def test_a_shared_file_is_open_to_every_program(client, shared, ending):
    response = client.get(f"/credentials/{shared.public_id}{ending}")
    assert response.status_code == 200
    assert response["Content-Type"] == KINDS[ending]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["X-Robots-Tag"] == "noindex"
    name = f"{shared.public_id}{ending}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("ending", KINDS)
def test_a_file_that_is_not_shared_is_its_holders(client, sign_in, badge, ending):
    path = f"/credentials/{badge.public_id}{ending}"
    assert client.get(path).status_code == 404
    assert sign_in(make_person()).get(path).status_code == 404
    response = sign_in(badge.recipient).get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("ending", KINDS)
def test_a_file_that_is_not_signed_yet_asks_for_patience(client, unsigned, ending):
    response = client.get(f"/credentials/{unsigned.public_id}{ending}")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert not unsigned.documents.exists()


def test_json_at_the_credentials_own_address_may_be_kept_and_the_page_may_not(
    client, shared
):
    path = f"/credentials/{shared.public_id}"
    page = client.get(path, headers={"accept": "text/html"})
    file = client.get(path, headers={"accept": "application/vc+ld+json"})
    assert page["Cache-Control"] == "private, no-store"
    assert file["Cache-Control"] == "public, max-age=60"
    assert "Accept" in page["Vary"]
    assert "Accept" in file["Vary"]


def test_every_form_holds_the_same_credential(client, shared):
    base = f"/credentials/{shared.public_id}"
    body = newest(shared).body
    document = json.loads(body)
    del document["proof"]
    key = ensure_issuer().keys.get(algorithm=Algorithm.RS256)
    token = client.get(f"{base}.jwt").content.decode()
    assert jwt.document(token, key.public_jwk) == document
    assert baking.unbake(client.get(f"{base}.png").content) == body
    assert json.loads(svg.unbake(client.get(f"{base}.svg").content)) == json.loads(body)


@pytest.mark.parametrize("ending", KINDS)
def test_our_own_check_calls_every_form_good(client, shared, ending):
    file = client.get(f"/credentials/{shared.public_id}{ending}").content
    assert check_text(text_in(file)).verdict is Verdict.GOOD
    revoke_award(shared, by=None, reason="Issued to the wrong person.")
    publish_status_list(shared.status_list)
    assert check_text(text_in(file)).verdict is Verdict.REVOKED


def test_a_token_is_made_once(client, shared):
    path = f"/credentials/{shared.public_id}.jwt"
    assert client.get(path).content == client.get(path).content
    assert shared.documents.filter(format=Format.JWT).count() == 1


def test_the_picture_of_a_shared_award_holds_both_generations(client, shared):
    image = client.get(f"/credentials/{shared.public_id}.png").content
    old = json.loads(baking.unbake(image, baking.OPEN_BADGES_2))
    assert old == client.get(f"/ob2/assertions/{shared.public_id}").json()
    assert baking.unbake(image) == newest(shared).body


def test_the_picture_of_a_private_award_names_no_public_address(sign_in, badge):
    path = f"/credentials/{badge.public_id}.png"
    image = sign_in(badge.recipient).get(path).content
    with pytest.raises(NotBaked):
        baking.unbake(image, baking.OPEN_BADGES_2)


@pytest.mark.parametrize("keyword", [baking.KEYWORD, baking.OPEN_BADGES_2])
def test_two_credentials_under_one_keyword_are_none(client, shared, keyword):
    image = client.get(f"/credentials/{shared.public_id}.png").content
    text = baking.unbake(image, keyword)
    again = baking.bake(image, text, keyword)
    assert baking.unbake(again, keyword) == text  # baking replaces, never doubles
    start = image.index(b"iTXt" + keyword + b"\0") - 4
    end = start + 12 + int.from_bytes(image[start : start + 4], "big")
    with pytest.raises(NotBaked):
        baking.unbake(image[:end] + image[start:end] + image[end:], keyword)


@pytest.mark.parametrize("ending", [".json", ".jwt"])
def test_what_is_served_after_a_compromise_is_the_newer_copy(client, shared, ending):
    path = f"/credentials/{shared.public_id}{ending}"
    before = client.get(path).content
    site = ensure_issuer()
    site.keys.update(compromised_at=clock.now())
    make_key(site)
    make_key(site, algorithm=Algorithm.RS256)
    for listed in site.status_lists.all():
        publish_status_list(listed)
    issue_document(shared)
    assert client.get(path).content != before
    assert newest(shared).key.compromised_at is None
    assert newest(shared, Format.JWT) is None or ending == ".jwt"


def test_until_it_is_signed_anew_the_old_file_stands(client, shared):
    ensure_issuer().keys.update(compromised_at=clock.now())
    path = f"/credentials/{shared.public_id}.json"
    assert client.get(path).content.decode() == shared.documents.get().body


def test_an_expired_award_that_is_signed_anew_keeps_its_dates(badge):
    site, end = ensure_issuer(), clock.now() - dt.timedelta(days=1)
    began = end - dt.timedelta(days=365)
    badge.awarded_at, badge.expires_at = began, end
    badge.snapshot["awarded_at"] = proofs.moment(began)
    badge.snapshot["expires_at"] = proofs.moment(end)
    badge.save()
    make_key(site)
    said = json.loads(issue_document(badge).body)
    assert said["validFrom"] == said["awardedDate"] == proofs.moment(began)
    assert said["validUntil"] == proofs.moment(end)


def test_a_running_award_that_is_signed_anew_is_the_newer_copy(badge):
    before = json.loads(newest(badge).body)
    with time_machine.travel(clock.now() + dt.timedelta(days=30), tick=False):
        make_key(ensure_issuer())
        after = json.loads(issue_document(badge).body)
        assert after["validFrom"] == proofs.moment(clock.now())
    assert after["id"] == before["id"]
    assert after["awardedDate"] == before["awardedDate"] == before["validFrom"]
