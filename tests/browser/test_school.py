"""A school's desk, and a parent who comes in by its code."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from lms.schools.actions.invitations import accept_invitation
from lms.schools.models import License, Seat
from tests.browser import parents
from tests.browser.test_first_course import fill_in

A_YEAR = dt.timedelta(days=364)


def test_a_school_makes_a_license_and_a_code_and_a_parent_joins_with_it(
    page: Page, new_context, enter
):
    enter(parents.named("annika"))
    page.goto("/schools/")
    page.get_by_role("link", name="Cedar River School").click()
    page.get_by_label("Seats").fill("20")
    first, last = (
        page.get_by_label(n, exact=True).input_value() for n in ("From", "To")
    )
    assert dt.date.fromisoformat(last) - dt.date.fromisoformat(first) == A_YEAR
    page.get_by_role("button", name="Make this license").click()
    expect(page.get_by_text("0 of 20 seats are held. 20 are free.")).to_be_visible()
    page.get_by_role("button", name="Make a code").click()
    code = page.locator(".code-shown").inner_text()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)

    context = new_context()
    enter(parents.named("wen"), context)
    parent = context.new_page()
    parent.goto("/join/")
    parent.get_by_label("Invitation code").fill(code.lower())
    parent.get_by_role("button", name="See what it opens").click()
    expect(parent.get_by_role("heading", level=1)).to_have_text(
        "Cedar River School invites you"
    )
    assert not Seat.objects.exists()
    parent.get_by_role("button", name="Join as Wen H.").click()
    expect(
        parent.get_by_text("You hold a place through Cedar River School")
    ).to_be_visible()
    assert License.objects.get().seats_used == 1
    page.get_by_role("link", name="Back to people and seats").click()
    expect(page.get_by_text("1 of 20 seats are held. 19 are free.")).to_be_visible()
    expect(page.get_by_role("row", name="Wen H.")).to_be_visible()
    assert parent.goto(page.url).status == 404


def test_a_parent_of_the_school_learns_with_its_own_families(page: Page, enter):
    accept_invitation(parents.invitation(), by=parents.named("wen"))
    enter(parents.named("wen"))
    page.goto("/me/")
    expect(page.get_by_text("Open to you through your school")).to_have_count(6)
    page.goto(parents.course().url)
    page.get_by_role("button", name="Start this course").click()
    room = page.locator("#room")
    expect(room.get_by_role("link", name=re.compile("Cohort "))).to_be_visible()
    expect(room).to_contain_text("1 person so far")


def test_a_newcomer_makes_an_account_on_the_way_in(page: Page):
    parents.invitation("CEDR-RVER-2468")
    page.goto("/join/CEDR-RVER-2468/")
    page.get_by_role("link", name="Make an account").click()
    fill_in(page)
    page.wait_for_url("**/join/CEDR-RVER-2468/")
    page.get_by_role("button", name="Join as Maren T.").click()
    expect(
        page.get_by_text("You hold a place through Cedar River School")
    ).to_be_visible()
