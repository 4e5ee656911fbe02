"""The whole course in a browser that runs no script."""

import re

import pytest
from playwright.sync_api import Page, expect

from credentials.models import Award
from tests.browser import parents
from tests.browser.test_every_page import READERS
from tests.browser.test_first_course import answer, quiz, share, sign_up


@pytest.fixture
def plain_page(new_context) -> Page:
    """A page in a browser with scripts off."""
    return new_context(java_script_enabled=False).new_page()


def test_a_newcomer_does_the_whole_course_and_shares_her_badge(plain_page: Page):
    page = plain_page
    sign_up(page)
    page.goto(parents.course().url)
    page.get_by_role("button", name="Start this course").click()
    go_on(page)
    page.get_by_label("What I want to remember").fill("She chose “one”.")
    page.get_by_role("button", name="Keep this draft").click()
    expect(page.get_by_label("What I want to remember")).to_have_value(
        "She chose “one”."
    )
    share(page, "We sat down for the last minute.")
    page.get_by_role("link", name="Next: The hours").click()
    go_on(page)
    page.get_by_role("link", name="Write to Cohort Maple").click()
    page.get_by_role("link", name="Open your cohort’s discussion").click()
    write(page, "The changeover between two houses.")
    page.locator(".post", has_text="took three tries").get_by_role(
        "link", name="Reply"
    ).click()
    page.get_by_label("Your reply, to Cohort Maple").fill("I know that kitchen.")
    page.get_by_role("button", name="Post to Cohort Maple").click()
    page.get_by_role("link", name="The step “The hardest ending").click()
    expect(page.get_by_text("This step is done.")).to_be_visible()
    page.get_by_role("link", name="Next: Where the phone sleeps").click()
    go_on(page)
    go_on(page)
    assert page.url.endswith(quiz().url)
    answer(page, right=True)
    page.get_by_role("link", name="Next: Seven nights").first.click()
    share(page, "Best: Tuesday. Worst: Friday.")
    page.get_by_role("link", name="My learning").click()
    page.locator(".badges a").click()
    page.get_by_role("button", name="Share this page").click()
    expect(page.get_by_text("Anyone with the link can open this page")).to_be_visible()
    assert Award.objects.filter(recipient__email="maren@example.org").count() == 1


@pytest.mark.parametrize("reader", READERS)
def test_every_page_says_what_it_is(reader, plain_page: Page, enter):
    if reader:
        enter(parents.named(reader), plain_page.context)
    for address in list(READERS[reader]()):
        assert plain_page.goto(address).status == 200, address
        heading = plain_page.get_by_role("heading", level=1)
        assert heading.count() == 1, address
        assert heading.inner_text().strip(), address


def go_on(page: Page) -> None:
    """The button at the end of a lesson."""
    page.get_by_role("button", name=re.compile(r"^Done\. Next: ")).click()


def write(page: Page, words: str) -> None:
    """A post in the room."""
    page.get_by_label("Write to Cohort Maple").fill(words)
    page.get_by_role("button", name="Post to Cohort Maple").click()
    expect(page.locator(".post", has_text=words)).to_be_visible()
