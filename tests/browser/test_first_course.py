"""A newcomer, from the home page to her first badge."""

import re

from django.core import mail
from playwright.sync_api import Page, expect

from courses.models import CohortMembership
from credentials.models import Award
from discussions.models import Reflection
from lms.accounts.models import User
from lms.demo.living import FIRST, PARENTING
from tests.browser import parents
from tests.factories.accounts import PASSWORD

EMAIL = "maren@example.org"


def test_a_visitor_finds_the_way_from_home_to_a_course(page: Page):
    page.goto("/")
    page.get_by_role("link", name="Find a course").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Screen time without the fight").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Screen time without the fight"
    )
    expect(page.get_by_role("heading", name="8 steps")).to_be_visible()
    expect(page.locator(".steps li")).to_have_count(8)
    page.get_by_role("link", name="Programs").click()
    page.get_by_role("link", name="Parenting in the Digital Age").click()
    expect(page.locator("#courses li")).to_have_count(6)
    page.get_by_text("The same in words").click()
    expect(page.locator(".rule")).to_contain_text("Ready for a first phone")


def test_a_visitor_who_presses_start_comes_back_to_the_course_with_an_account(
    page: Page,
):
    page.goto(parents.course().url)
    page.get_by_role("button", name="Start this course").click()
    page.get_by_role("link", name="Make an account").click()
    fill_in(page)
    page.wait_for_url(f"**{parents.course().url}")
    page.get_by_role("button", name="Start this course").click()
    expect(page.get_by_role("button", name="Done. Next: One evening")).to_be_visible()


def test_a_newcomer_signs_up_learns_and_goes_on_on_another_device(
    page: Page, new_context
):
    sign_up(page)
    page.goto(f"/catalog/{FIRST}/")
    page.get_by_role("button", name="Start this course").click()
    expect(page).to_have_url(re.compile(r"/screen-time-without-the-fight/$"))
    maren = User.objects.get(email=EMAIL)
    assert CohortMembership.objects.get(user=maren).cohort.name == "Maple"
    expect(page.get_by_label("Write to Cohort Maple")).to_be_visible()

    page.get_by_role("button", name="Done. Next: One evening, one ending").click()
    reflect(page, "She chose “one”, and turned it off herself.")
    share(page, "We sat down for the last minute. It helped.")
    page.get_by_role("link", name="Next: The hours are the wrong number").click()
    page.get_by_role("button", name=re.compile("Done. Next: The hardest")).click()
    page.get_by_role("link", name=re.compile("Later. Go on to Where")).click()
    page.get_by_role("button", name=re.compile("Done. Next: The phone in")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "The phone in your own hand"
    )

    elsewhere = new_context().new_page()
    sign_in(elsewhere)
    expect(elsewhere.locator(".resume")).to_contain_text("The phone in your own hand")
    elsewhere.get_by_role("button", name="Resume step 6").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text(
        "The phone in your own hand"
    )
    expect(elsewhere.locator(".rail li.done")).to_have_count(4)
    elsewhere.goto(parents.step("one-evening-one-ending").url)
    expect(elsewhere.get_by_label("What I want to remember")).to_have_value(
        "She chose “one”, and turned it off herself."
    )
    assert Reflection.objects.get().enrollment.user == maren


def test_a_quiz_explains_every_answer_and_may_be_tried_again(page: Page, enter):
    enter(parents.named("dev"))
    parents.finish(parents.named("dev"), FIRST, until=quiz().slug)
    page.goto(quiz().url)
    answer(page, right=False)
    expect(page.get_by_text("0 of 5 right. Not yet a pass.")).to_be_visible()
    reasons = page.locator(".answers .why")
    expect(reasons).to_have_count(20)
    assert all(reasons.all_inner_texts())
    expect(page.get_by_text("Most of us have done this")).to_have_count(0)
    page.get_by_role("link", name="Try again").click()
    answer(page, right=True)
    expect(page.get_by_text("5 of 5 right. That is a pass.")).to_be_visible()
    expect(page.get_by_text("Try 2")).to_be_visible()


def test_the_last_step_gives_the_badge_once_and_its_holder_opens_it(
    page: Page, new_context, enter
):
    dev = parents.named("dev")
    parents.finish(dev, FIRST, until="seven-nights-in-the-kitchen")
    assert not Award.objects.filter(recipient=dev).exists()
    enter(dev)
    page.goto(parents.step("seven-nights-in-the-kitchen").url)
    share(page, "Best: Tuesday. Worst: Friday, and we laughed.")
    award = parents.award_of(dev)
    page.goto("/me/")
    page.locator(".badges").get_by_role("link", name=award.achievement.name).click()
    expect(page.get_by_text("Only you can open this page")).to_be_visible()
    expect(page.get_by_text("Valid today")).to_be_visible()

    stranger = new_context().new_page()
    assert stranger.goto(page.url).status == 404
    page.get_by_role("button", name="Share this page").click()
    expect(page.get_by_text("Anyone with the link can open this page")).to_be_visible()
    assert stranger.goto(page.url).status == 200
    for link, beginning in (("Signed file", b"{"), ("Badge image", b"\x89PNG")):
        with stranger.expect_download() as download:
            stranger.get_by_role("link", name=link).click()
        assert download.value.path().read_bytes().startswith(beginning)
    assert Award.objects.filter(recipient=dev).count() == 1


def test_the_sixth_course_brings_the_certificate_by_itself(page: Page, enter):
    dev = parents.named("dev")
    *five, sixth = parents.courses()
    for slug in five:
        parents.finish(dev, slug)
    enter(dev)
    page.goto("/me/")
    expect(page.get_by_text("5 of 6 so far.")).to_be_visible()
    expect(page.get_by_text("One to go.")).to_contain_text(
        "Homework, AI and what’s real"
    )
    water = page.locator(".c-wide .stone-earned")
    assert water.count() == 5
    parents.finish(dev, sixth)
    page.reload()
    assert water.count() == 7
    page.get_by_role("link", name="See your certificate").click()
    expect(page.get_by_text("has earned the certificate")).to_be_visible()
    expect(page.get_by_text("Valid today")).to_be_visible()
    assert parents.award_of(dev, "certificate").achievement.program.slug == PARENTING


def sign_up(page: Page) -> None:
    """From the form to the opened account, by the letter."""
    page.goto("/accounts/signup/")
    fill_in(page)
    page.wait_for_url("**/me/")


def fill_in(page: Page) -> None:
    """The form of signing up, and the letter that follows."""
    page.get_by_label("Your name").fill("Maren T.")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    page.goto(re.search(r"http://\S+", letter.body)[0])
    page.get_by_role("button", name="Yes, this is my address").click()


def sign_in(page: Page) -> None:
    """By the form."""
    page.goto("/me/")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/me/")


def reflect(page: Page, words: str) -> None:
    """Write for oneself; the page says when it was kept."""
    page.get_by_label("What I want to remember").fill(words)
    expect(page.locator("#reflection-saved")).to_contain_text("Saved")


def share(page: Page, words: str) -> None:
    """Share with the cohort what a step asks for."""
    page.get_by_label("What Cohort Maple may read").fill(words)
    page.get_by_role("button", name="Share with Cohort Maple").click()
    expect(
        page.get_by_text("Shared with your cohort. This step is done.")
    ).to_be_visible()


def quiz():
    """The quiz of the first course."""
    return parents.step("what-the-research-does-and-doesnt-say")


def answer(page: Page, *, right: bool) -> None:
    """Choose an option for every question and hand in."""
    for question, option in parents.quiz_answers(quiz(), right=right):
        page.check(f'input[name="q-{question}"][value="{option}"]')
    page.get_by_role("button", name="Hand in and see why").click()
