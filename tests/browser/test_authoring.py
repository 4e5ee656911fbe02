"""An author changes a lesson while somebody is in the middle of the course."""

import re

from playwright.sync_api import Page, expect

from tests.browser import parents

NEW = "Before you read on, think of last Tuesday. "


def test_a_draft_is_for_the_author_and_a_publication_for_everybody(
    page: Page, new_context, enter
):
    dev = parents.named("dev")
    parents.finish(dev, parents.FIRST, until="the-hours-are-the-wrong-number")
    context = new_context()
    enter(dev, context)
    learner = context.new_page()
    enter(parents.named("hamish"))
    lesson = parents.step(parents.FIRST)

    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(NEW)
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(NEW))
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.locator(".lesson-body")).to_contain_text(NEW)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    assert NEW not in read(learner, lesson)

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("has been published")).to_be_visible()
    assert NEW in read(learner, lesson)
    expect(learner.locator(".rail li.done")).to_have_count(1)
    learner.goto(parents.course().url)
    learner.get_by_role("button", name="Resume step 3").click()
    expect(learner.get_by_role("heading", level=1)).to_have_text(
        "The hours are the wrong number"
    )


def read(page: Page, lesson) -> str:
    """What the lesson says to whoever has this page."""
    page.goto(lesson.url)
    return page.locator(".lesson-body").inner_text()
