"""The small card for frames on other people's pages, and the picture for link previews."""

import struct

import pytest
from django.test import Client

from credentials.actions import revoke_award, share_award
from credentials.models import Award
from lms.core import clock
from tests.credentials.conftest import make_person

pytestmark = pytest.mark.pages


@pytest.fixture
def card(badge, learner):
    share_award(badge, by=learner)
    return f"/credentials/{badge.public_id}/card/"


def test_a_card_says_what_who_from_whom_and_how_it_stands_now(client, card):
    html = client.get(card).content.decode()
    for words in ("Screens and sleep", "Noor Adeyemi-Holt", "Tributary", "Valid today"):
        assert words in html
    assert card.removesuffix("card/") in html


@pytest.mark.parametrize("who", ["holder", "somebody", "anonymous"])
def test_a_card_is_not_there_until_it_is_shared(badge, learner, sign_in, who):
    people = {"holder": learner, "somebody": make_person("Somebody")}
    client = sign_in(people[who]) if who in people else Client()
    assert client.get(f"/credentials/{badge.public_id}/card/").status_code == 404


def test_any_site_may_frame_a_card_and_no_other_page(client, card):
    answer = client.get(card)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    page = client.get(card.removesuffix("card/"))
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"


def test_a_card_runs_no_scripts_and_sets_no_cookies(client, card, sign_in, learner):
    for reader in (client, sign_in(learner)):
        answer = reader.get(card)
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert b"<script" not in answer.content
        assert b" style=" not in answer.content
        assert not answer.cookies


def test_no_cache_keeps_a_card(client, card):
    assert client.get(card)["Cache-Control"] == "private, no-store"


def test_a_revoked_card_says_so_at_once(client, card, badge, admin, settle):
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    settle()
    html = client.get(card).content.decode()
    assert "Revoked" in html
    assert "Valid today" not in html


def test_a_card_whose_file_was_changed_is_not_confirmed(client, card, badge):
    document = badge.documents.get(format="open_badge")
    changed = document.body.replace("Screens and sleep", "Screens and steep")
    badge.documents.filter(pk=document.pk).update(body=changed)
    html = client.get(card).content.decode()
    assert "Not confirmed" in html
    assert "Valid today" not in html


def test_a_card_of_an_earlier_cycle_says_that_a_later_one_stands(client, card, badge):
    Award.objects.filter(pk=badge.pk).update(superseded_at=clock.now())
    assert "Renewed by a later one" in client.get(card).content.decode()


def test_the_picture_for_previews_is_of_the_size_that_networks_want(client, badge):
    answer = client.get(f"/achievements/{badge.achievement.public_id}/card.png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"].startswith("public")
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 627)


def test_the_page_names_the_picture_for_previews_and_no_person(client, card, badge):
    html = client.get(card.removesuffix("card/")).content.decode()
    head = html[: html.index("</head>")]
    picture = f"http://testserver/achievements/{badge.achievement.public_id}/card.png"
    assert f'<meta property="og:image" content="{picture}">' in head
    assert "Noor" not in head
