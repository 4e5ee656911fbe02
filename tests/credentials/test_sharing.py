"""The holder's switch, what the world sees, and the ready texts for other places."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from credentials.actions import revoke_award, share_award, unshare_award
from credentials.models import Award
from lms.core import clock
from tests.credentials.conftest import finish, make_course, make_person

pytestmark = pytest.mark.pages


@pytest.fixture
def holder(badge, learner, sign_in):
    return sign_in(learner)


@pytest.fixture
def shared(badge, learner):
    return share_award(badge, by=learner)


def page(client, award, query=""):
    return client.get(f"{award.get_absolute_url()}{query}").content.decode()


def without_what_changes(html):
    """A page without tokens, nonces and the minute of its checks."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    html = re.sub(r'nonce="[^"]*"', "", html)
    html = re.sub(r"<local-time>.*?</local-time>", "", html)
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def test_the_holder_sees_what_the_world_sees(holder, badge, learner):
    preview = page(holder, badge, "?view=world")
    bar = re.search(r'<aside class="world-bar.*?</aside>', preview, re.DOTALL)[0]
    share_award(badge, by=learner)
    world = page(Client(), badge)
    assert without_what_changes(preview.replace(bar, "")) == without_what_changes(world)


def test_the_preview_of_a_private_page_says_that_it_is_404_for_others(holder, badge):
    assert "404, not found" in page(holder, badge, "?view=world")
    assert page(holder, badge).count("world-bar") == 0


def test_the_preview_of_a_shared_page_says_that_all_see_it(holder, shared):
    preview = page(holder, shared, "?view=world")
    assert "Anyone with the link sees exactly" in preview
    assert "404, not found" not in preview


@pytest.mark.parametrize("who", ["somebody", "anonymous"])
def test_nobody_else_gets_the_preview(badge, sign_in, who):
    client = Client() if who == "anonymous" else sign_in(make_person("Somebody"))
    answer = client.get(f"{badge.get_absolute_url()}?view=world")
    assert answer.status_code == 404


def test_ready_texts_come_with_the_sharing(holder, badge, learner):
    words = ("Add to LinkedIn", "In your e-mail signature", "&lt;iframe", "Copy link")
    closed = page(holder, badge)
    assert [word for word in words if word in closed] == []
    share_award(badge, by=learner)
    opened = page(holder, badge)
    assert [word for word in words if word not in opened] == []
    anonymous = page(Client(), badge)
    assert [word for word in words if word in anonymous] == []


def test_nobody_is_helped_to_show_what_was_revoked(holder, shared, admin, settle):
    revoke_award(shared, by=admin, reason="Issued to the wrong person")
    settle()
    html = page(holder, shared)
    assert "Close it again" in html
    assert "Add to LinkedIn" not in html


def test_linkedin_is_told_what_it_asks_for(holder, shared):
    link = re.search(r'href="(https://www\.linkedin\.com/[^"]+)"', page(holder, shared))
    asked = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert asked == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Screens and sleep"],
        "organizationName": ["Tributary"],
        "issueYear": [str(shared.awarded_at.year)],
        "issueMonth": [str(shared.awarded_at.month)],
        "certUrl": [f"http://localhost:8000/credentials/{shared.public_id}"],
        "certId": [str(shared.public_id)],
    }


def test_linkedin_is_told_when_it_expires(holder, shared):
    ends = clock.now() + timedelta(days=400)
    Award.objects.filter(pk=shared.pk).update(expires_at=ends)
    html = page(holder, shared)
    assert f"expirationYear={ends.year}&amp;expirationMonth={ends.month}" in html


def test_signature_and_frame_carry_names_as_words(sign_in, settle):
    person = make_person()
    award = finish(person, make_course('"><b>Bold</b> & co'))
    settle()
    share_award(award, by=person)
    html = page(sign_in(person), award)
    assert "<b>Bold" not in html
    address = f"http://testserver{award.get_absolute_url()}"
    title = escape('"><b>Bold</b> & co')
    frame = f'<iframe src="{address}card/" title="{title}" width="360"'
    assert escape(frame) in html
    assert (
        escape(
            f'<img src="http://testserver/achievements/{award.achievement.public_id}.png"'
        )
        in html
    )


def test_the_code_for_cameras_is_for_whoever_may_open_the_page(holder, badge, learner):
    address = f"{badge.get_absolute_url()}qr.svg"
    assert holder.get(address).content.startswith(b"<svg")
    assert Client().get(address).status_code == 404
    share_award(badge, by=learner)
    assert Client().get(address)["Content-Type"] == "image/svg+xml"
    unshare_award(badge, by=learner)
    assert Client().get(address).status_code == 404
