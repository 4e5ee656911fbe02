"""A session with a facilitator and a learner, each in a browser of their own."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from discussions.actions.sessions import Item, Plan, plan_session
from discussions.models import Discussion
from lms.core import clock
from tests.browser import parents

SECONDS = 4_000


@pytest.fixture
def session():
    """Dev is in Cohort Maple; a session begins in five minutes."""
    parents.begin(parents.named("dev"))
    starts_at = clock.now() + dt.timedelta(minutes=5)
    items = [Item("One evening", 5, "Tell one evening."), Item("What we try", 5)]
    return plan_session(
        Discussion.objects.get(cohort__name="Maple"),
        Plan("Ten minutes before bed", starts_at, "UTC", items=items),
        by=parents.named("miriam"),
    )


def test_an_hour_is_led_from_begin_to_recap_before_everybodys_eyes(
    session, new_context, enter, axe
):
    pages = {}
    for key in ("miriam", "dev"):
        context = new_context()
        enter(parents.named(key), context)
        pages[key] = context.new_page()
        pages[key].goto(f"/sessions/{session.public_id}/")
        expect(pages[key].locator("[data-live]")).to_contain_text("Connected")
    miriam, dev = pages["miriam"], pages["dev"]
    miriam.get_by_role("button", name="Begin").click()
    for page in (miriam, dev):
        expect(page.get_by_role("heading", name="One evening")).to_be_visible(
            timeout=SECONDS
        )
        expect(page.locator("[data-left]")).to_contain_text("4:5")
        expect(page.locator(".post", has_text="Tell one evening.")).to_have_count(1)
    dev.get_by_label("Write to Cohort Maple").fill("A draft that stays.")
    dev.get_by_role("button", name="Raise your hand").click()
    expect(dev.get_by_role("button", name="Lower your hand")).to_be_focused()
    expect(miriam.locator(".now-hands")).to_contain_text("Dev R.", timeout=SECONDS)
    expect(miriam.locator(".attendance .count")).to_have_text("2", timeout=SECONDS)
    axe(miriam)
    miriam.get_by_role("button", name="Next: What we try").click()
    expect(dev.get_by_role("heading", name="What we try")).to_be_visible(
        timeout=SECONDS
    )
    expect(dev.locator("session-room [data-say]")).to_have_text("Now: What we try")
    expect(dev.get_by_label("Write to Cohort Maple")).to_have_value(
        "A draft that stays."
    )
    miriam.get_by_role("button", name="End the session").click()
    expect(miriam.get_by_label("The recap")).to_have_value(
        "2 people were there.\n\n**One evening**\n\n**What we try**\n"
    )
    miriam.get_by_role("button", name="Publish the recap").click()
    expect(dev.locator("#session-now")).to_contain_text(
        "This session is over", timeout=SECONDS
    )
    expect(dev.locator(".post", has_text="The recap of")).to_have_count(1)
    axe(dev)
