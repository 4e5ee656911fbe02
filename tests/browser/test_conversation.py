"""Two people and a facilitator in one room, each in a browser of their own."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import parents

SECOND = 1_000
RUDE = "Only a fool hands a tablet to a child of five."
REASON = "It calls people names. Say what you do instead."


@pytest.fixture
def beside(new_context, enter):
    """Somebody's page, in a browser of their own, at the first lesson of the course."""

    def opened(key: str, **options) -> Page:
        context = new_context(**options)
        enter(parents.named(key), context)
        page = context.new_page()
        page.goto(parents.step(parents.FIRST).url)
        if options.get("java_script_enabled", True):
            expect(page.locator("[data-live]")).to_contain_text("Connected")
        return page

    return opened


@pytest.fixture
def learners():
    """Two who have begun the course."""
    for key in ("dev", "amina"):
        parents.begin(parents.named(key))


def test_what_one_says_the_other_reads_within_a_second_and_answers(
    learners, beside, record_property
):
    dev, amina = beside("dev"), beside("amina")
    say(dev, "Ten to seven is when it ends in tears here.")
    told = time.monotonic()
    post = amina.locator(".post", has_text="Ten to seven")
    expect(post).to_be_visible(timeout=SECOND)
    record_property("seconds until the other reads it", time.monotonic() - told)
    post.get_by_role("link", name="Reply").click()
    say(amina, "Here it is ten past. We let her choose the last one.")
    answer = dev.locator(".replies .post", has_text="ten past")
    expect(answer).to_be_visible(timeout=SECOND)
    assert dev.locator(".post").count() == amina.locator(".post").count() == 2


def test_without_scripts_people_read_and_write_as_well(learners, beside):
    dev, amina = beside("dev", java_script_enabled=False), beside("amina")
    dev.get_by_role("link", name="Open your cohort’s discussion").click()
    say(dev, "Written without a script.")
    expect(dev.locator(".post")).to_contain_text("Written without a script.")
    post = amina.locator(".post", has_text="without a script")
    expect(post).to_be_visible(timeout=SECOND)
    dev.locator(".post").get_by_role("link", name="Reply").click()
    dev.get_by_label("Your reply, to Cohort Maple").fill("And answered.")
    dev.get_by_role("button", name="Post to Cohort Maple").click()
    expect(dev.locator(".replies .post")).to_contain_text("And answered.")
    expect(amina.locator(".replies .post")).to_contain_text("And answered.")


def test_a_facilitator_hides_a_rude_post_before_everybodys_eyes(learners, beside):
    dev, amina, miriam = beside("dev"), beside("amina"), beside("miriam")
    say(dev, RUDE)
    for page in (amina, miriam):
        expect(page.get_by_text(RUDE)).to_be_visible()
    miriam.locator(".post").get_by_role("link", name="More").click()
    miriam.get_by_label("The reason").fill(REASON)
    miriam.get_by_role("button", name="Hide this post").click()
    for page in (amina, dev):
        expect(page.locator(".post-hidden")).to_be_visible(timeout=SECOND)
        expect(page.get_by_text(RUDE)).to_have_count(0)
    miriam.goto("/me/")
    miriam.get_by_role("link", name="Who needs you today").click()
    line = miriam.locator(".row", has_text=REASON)
    expect(line).to_contain_text("Miriam K.")
    expect(line).to_contain_text("hid")
    expect(line.locator("time")).to_be_visible()
    amina.locator(".post-hidden").get_by_role("link", name="More").click()
    expect(amina.get_by_text(REASON)).to_have_count(0)
    dev.locator(".post-hidden").get_by_role("link", name="More").click()
    expect(dev.get_by_text(REASON)).to_be_visible()


def say(page: Page, words: str) -> None:
    """Write in the room beside the step and send it."""
    page.get_by_label("Write to Cohort Maple").fill(words)
    page.get_by_role("button", name="Post to Cohort Maple").click()
