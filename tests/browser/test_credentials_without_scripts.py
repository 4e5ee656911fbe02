"""Every deed with what one earned, in a browser that runs no script."""

import datetime as dt
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from credentials.models import Award
from lms.core import clock
from tests.browser import parents
from tests.browser.test_without_a_mouse import MOST_TABS
from tests.credentials.conftest import make_program

PASSWORD = "a long river in the morning"


@pytest.fixture
def holder():
    """Lucía, who holds a badge from the beginning."""
    return parents.named("lucia")


@pytest.fixture
def plain(new_context, enter):
    """`plain(person)`: a page in a browser with scripts off; a visitor's without."""

    def opened(person=None) -> Page:
        context = new_context(java_script_enabled=False)
        if person is not None:
            enter(person, context)
        return context.new_page()

    return opened


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_an_award_is_shared_checked_closed_and_taken_back(plain, holder):
    award = parents.award_of(holder)
    page, visitor = plain(holder), plain()
    page.goto(award.get_absolute_url())
    press(page, "Share this page")
    expect(page.get_by_text("Anyone with the link can open this page")).to_be_visible()
    visitor.goto("/verify/")
    press(visitor, "Check it")
    expect(visitor.get_by_text("Paste a link, or choose a file.").first).to_be_visible()
    visitor.get_by_role("textbox").fill(award.url)
    press(visitor, "Check it")
    expect(visitor.locator("#result")).to_contain_text("Genuine, and valid today")
    assert visitor.goto(award.get_absolute_url()).status == 200
    press(page, "Close it again")
    expect(page.get_by_text("Only you can open this page").first).to_be_visible()
    page.get_by_role("link", name="Take it back for good").click()
    press(page, "Yes, take it back for good")
    expect(page.get_by_text("Its holder took it back on").first).to_be_visible()


def test_everything_is_taken_along(plain, holder):
    page = plain(holder)
    page.goto("/me/")
    with page.expect_download() as bundle:
        press(page, "Download all of it")
    assert bundle.value.suggested_filename == "credentials.zip"
    press(page, "Get everything as one signed transcript")
    with page.expect_download() as transcript:
        page.locator('main a[href$=".json"]').first.click()
    assert transcript.value.suggested_filename.startswith("transcript-")


def test_a_certificate_is_renewed(plain, holder, settle):
    badge = parents.award_of(holder).achievement
    make_program(("Core", [badge]), title="For a year", valid_months=12)
    settle()
    held = Award.objects.filter(recipient=holder, achievement__name="For a year")
    award = held.get()
    held.update(expires_at=clock.now() + dt.timedelta(days=30))
    page = plain(holder)
    page.goto(award.get_absolute_url())
    press(page, "Renew it")
    expect(page.get_by_text("Its page is new")).to_be_visible()
    assert held.filter(cycle=2).count() == 1


def test_one_asks_to_be_told_of_a_program_and_takes_it_back(plain, holder):
    program = make_program(title="Not yet", opening="announced", publish=False)
    page = plain(holder)
    page.goto(program.url)
    press(page, "Tell me when it opens")
    expect(page.get_by_text("You will be told on the day it opens")).to_be_visible()
    press(page, "Take it back")
    expect(page.get_by_role("button", name="Tell me when it opens")).to_be_visible()


def test_an_account_is_closed_with_a_choice_about_what_was_earned(plain, holder):
    award = parents.award_of(holder)
    holder.set_password(PASSWORD)
    holder.save()
    page = plain(holder)
    page.goto("/accounts/closing/")
    press(page, "Close my account for good")
    expect(page.get_by_text("This field is required.").first).to_be_visible()
    page.locator('input[name="credentials"][value="keep"]').check()
    page.locator('input[name="password"]').fill(PASSWORD)
    press(page, "Close my account for good")
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    award.refresh_from_db()
    assert award.revoked_at is None


@pytest.mark.parametrize("where", ["award", "verify"])
def test_the_keyboard_goes_down_the_page_and_out_again(page, enter, holder, where):
    award = parents.award_of(holder)
    enter(holder)
    page.goto(award.get_absolute_url() if where == "award" else "/verify/")
    heights = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        assert focus["ring"], focus
        heights.append(focus["top"])
    else:
        raise AssertionError("the focus never leaves the page")
    assert len(heights) > 10
    assert all(after > before - 60 for before, after in pairwise(heights))


FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const style = getComputedStyle(it), box = it.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  const ring = style.outlineStyle !== "none" && seen;
  return {ring, top: Math.round(box.top + scrollY), name: it.outerHTML.slice(0, 90)};
}"""
