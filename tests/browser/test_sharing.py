"""A step that is finished by sharing with the cohort."""

import pytest
from playwright.sync_api import expect

from discussions.models import PracticePage
from tests.browser import parents


@pytest.fixture
def page_to_share(new_context, enter):
    """Dev's page at the Try, reflect, share of the first course, and the step itself."""
    dev = parents.named("dev")
    parents.begin(dev)
    step = PracticePage.objects.descendant_of(parents.course()).first()
    context = new_context()
    enter(dev, context)
    page = context.new_page()
    page.goto(step.url)
    return page


def test_sharing_in_the_room_says_at_once_that_the_step_is_done(page_to_share):
    page = page_to_share
    expect(page.locator("[data-live]")).to_contain_text("Connected")
    page.get_by_label("What I want to remember").fill("He keeps a list himself.")
    expect(page.locator("#reflection-saved")).to_contain_text("Saved")
    page.get_by_label("Write to Cohort Maple").fill(
        "He keeps a list of the false ones."
    )
    page.get_by_role("button", name="Post to Cohort Maple").click()
    mine = page.locator(".room .post", has_text="a list of the false ones")
    expect(mine).to_have_count(1)
    expect(page.locator("#done-when")).to_contain_text("This step is done")
    expect(page.locator(".room")).not_to_contain_text("He keeps a list himself")
