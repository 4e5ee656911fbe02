"""What is written in a tunnel goes out when the train leaves it, once."""

import json

import pytest
from playwright.sync_api import Page, expect

from discussions.models import Post
from tests.browser import parents

TUNNEL = "Written in a tunnel."
WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('lms:outbox:'))"


@pytest.fixture
def page(page: Page, enter) -> Page:
    """Dev, in the room beside the first lesson."""
    parents.begin(parents.named("dev"))
    enter(parents.named("dev"))
    page.goto(parents.step(parents.FIRST).url)
    expect(page.locator("[data-live]")).to_contain_text("Connected")
    return page


def say(page: Page, words: str) -> None:
    page.get_by_label("Write to Cohort Maple").fill(words)
    page.get_by_role("button", name="Post to Cohort Maple").click()


def test_a_post_written_offline_survives_a_closed_page_and_goes_out_once(page):
    """Another page of the room carries it: the one that wrote it is gone."""
    page.context.set_offline(True)
    say(page, TUNNEL)
    expect(page.locator(".post-waiting")).to_contain_text(TUNNEL)
    beside = page.url
    room = page.locator("live-discussion").get_attribute("data-room")
    page.goto("about:blank")
    page.context.set_offline(False)
    for window in (page.context.new_page(), page.context.new_page()):
        window.goto(f"/discussions/{room}/")  # both reach for it
        window.wait_for_function(f"() => !{WAITING}.length")
    page.goto(beside)
    expect(page.locator(".post", has_text=TUNNEL)).to_have_count(1)
    expect(page.locator(".post-waiting")).to_have_count(0)
    assert Post.objects.filter(body=TUNNEL).count() == 1
    assert outbox(page) == []


def test_what_was_refused_comes_back_into_the_box_it_was_written_in(page):
    """Refused while another page stood open: its own page says why, and has the words."""
    form = page.locator("[data-composer]")
    item = {
        "action": form.get_attribute("action"), "client_id": "not-a-uuid", "at": 1,
        "fields": {"body": TUNNEL, "client_id": "not-a-uuid", "step": "", "reply_to": ""},
    }  # fmt: skip
    person = page.locator("body").get_attribute("data-user")
    page.evaluate(
        "([key, item]) => localStorage.setItem(key, item)",
        [f"lms:outbox:{person}:not-a-uuid", json.dumps(item)],
    )
    page.reload()
    expect(page.get_by_label("Write to Cohort Maple")).to_have_value(TUNNEL)
    assert outbox(page) == []


def test_without_a_socket_posts_still_come_and_the_room_says_so(page):
    page.route_web_socket("**/ws/discussions/**", lambda socket: socket.close())
    page.reload()
    parents.begin(parents.named("amina"))
    live = page.locator("[data-live]")
    expect(live).to_contain_text("Connection lost")
    expect(live).to_contain_text("every few seconds", timeout=20_000)
    say(page, "Without a socket.")
    expect(page.locator("article.post")).to_contain_text("Without a socket.")


def outbox(page: Page) -> list[str]:
    """What still waits on this device."""
    return page.evaluate(WAITING)
