"""Where pages stand: addresses of our own are kept free, steps are found afresh."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from courses.actions.content import put_page
from courses.models import CatalogPage, StepPage
from lms.website.models import HomePage, StandardPage
from lms.website.plain_pages import ensure_plain_pages
from lms.website.reserved import RESERVED_SLUGS
from tests.factories.accounts import author, person
from tests.factories.courses import course_with_steps, enroll, lesson_in, module_in
from tests.factories.courses import steps_of as open_steps

pytestmark = pytest.mark.pages


@pytest.fixture
def home(db):
    return HomePage.objects.get()


def first_words():
    """The first word of each of our routes that could be a page's address."""
    words, waiting = set(), [("", get_resolver().url_patterns)]
    while waiting:
        before, patterns = waiting.pop()
        for pattern in patterns:
            route = before + str(pattern.pattern).lstrip("^")
            if hasattr(pattern, "url_patterns") and not route:
                waiting.append((route, pattern.url_patterns))
            elif found := re.match(r"[\w-]+(?=/)", route):
                words.add(found[0])
    return words


def test_every_first_word_of_our_routes_is_kept_free():
    assert {"me", "verify", "schools", "accounts", "cms", "go"} <= first_words()
    assert first_words() <= RESERVED_SLUGS


@pytest.mark.parametrize("slug", ["me", "schools", "verify", "cms", "Accounts"])
def test_a_page_below_home_gets_no_address_of_ours(home, slug):
    with pytest.raises(ValidationError, match="The site itself answers at"):
        put_page(home, StandardPage, slug, by=None, title="Mine")
    assert not StandardPage.objects.filter(slug=slug).exists()


def test_deeper_down_the_same_word_is_free(home):
    about, _ = put_page(home, StandardPage, "about", by=None, title="About")
    page, _ = put_page(about, StandardPage, "schools", by=None, title="Schools")
    assert page.url == "/about/schools/"


def new_page(slug):
    return {
        "title": "Mine", "slug": slug, "body-count": "0", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip


def test_the_author_is_told_beside_the_field(home, sign_in):
    desk = sign_in(author())
    address = f"/cms/pages/add/website/standardpage/{home.pk}/"
    answer = desk.post(address, new_page("schools"))
    assert answer.status_code == 200
    assert "The site itself answers at /schools/." in answer.content.decode()
    assert not StandardPage.objects.filter(slug="schools").exists()
    assert desk.post(address, new_page("our-story")).status_code == 302
    assert StandardPage.objects.get(slug="our-story").live


def test_moving_copying_and_renaming_obey_the_same_rule(home, sign_in):
    desk = sign_in(author())
    about, _ = put_page(home, StandardPage, "about", by=None, title="About")
    deep, _ = put_page(about, StandardPage, "schools", by=None, title="Schools")
    catalog = CatalogPage.objects.get()
    for address, data in (
        (f"/cms/pages/{deep.pk}/move/{home.pk}/confirm/", {}),
        (
            f"/cms/pages/{deep.pk}/copy/",
            {
                "new_title": "S",
                "new_slug": "schools",
                "new_parent_page": home.pk,
                "publish_copies": "on",
            },
        ),
        (f"/cms/pages/{catalog.pk}/edit/", {"title": "Courses", "slug": "me"}),
    ):
        answer = desk.post(address, data, follow=True)
        assert "The site itself answers at" in answer.content.decode(), address
    assert not home.get_children().filter(slug__in=("schools", "me")).exists()
    assert desk.get(f"/cms/pages/{about.pk}/edit/").status_code == 200


@pytest.mark.parametrize("slug", ["help", "privacy", "accessibility"])
def test_what_the_footer_leads_to_is_there(client, home, slug):
    assert f'href="/{slug}/"' in client.get("/").content.decode()
    page = client.get(f"/{slug}/")
    assert page.status_code == 200
    assert page.content.count(b"<h1>") == 1
    assert len(re.sub(r"<[^>]+>", " ", page.content.decode()).split()) > 150


def test_an_edited_help_page_is_left_alone(home):
    page = StandardPage.objects.get(slug="help")
    page.title = "Our own help"
    page.save_revision().publish()
    ensure_plain_pages(home)
    assert StandardPage.objects.get(slug="help").title == "Our own help"


def test_links_of_the_plain_pages_lead_somewhere(client, home):
    for slug in ("help", "privacy", "accessibility"):
        text = client.get(f"/{slug}/").content.decode().split("<main")[1]
        for link in re.findall(r'href="(/[^"]*)"', text.split("</main>")[0]):
            assert client.get(link).status_code == 200, link


def test_whom_to_write_to_stands_on_help_once_it_is_known(client, home):
    from lms.website.models import SiteSettings

    assert "mailto:" not in client.get("/help/").content.decode()
    found = SiteSettings.for_request(client.get("/help/").wsgi_request)
    found.contact_email = "hello@example.org"
    found.save()
    assert "mailto:hello@example.org" in client.get("/help/").content.decode()


@pytest.fixture
def study(sign_in, db):
    """A learner's browser, in a course of two lessons that was visited before."""
    course, learner = course_with_steps(2), person()
    enroll(learner, course)
    browser = sign_in(learner)
    steps = open_steps(course)
    for step in steps:
        assert browser.get(step.url).status_code == 200
    return browser, course, steps


def take_back(step):
    step.unpublish()


def take_back_the_module(step):
    step.get_parent().specific.unpublish()


def take_back_the_course(step):
    step.get_parent().get_parent().specific.unpublish()


def delete(step):
    step.delete()


def move_away(step):
    other = module_in(course_with_steps(1), "Elsewhere")
    step.move(other, pos="last-child")


@pytest.mark.parametrize(
    "deed", [take_back, take_back_the_module, take_back_the_course, delete, move_away]
)
def test_a_step_that_was_visited_is_gone_at_once(study, deed):
    browser, _, (_, second) = study
    address = second.url
    deed(StepPage.objects.get(pk=second.pk).specific)
    assert browser.get(address).status_code in (301, 302, 404)


def test_a_step_that_was_visited_shows_its_new_words_at_once(study):
    browser, _, (first, second) = study
    for step in (first, second):
        step.title = f"New words of {step.pk}"
        step.save_revision().publish()
        page = browser.get(step.url).content.decode()
        assert f"<h1>New words of {step.pk}</h1>" in page


def test_a_course_that_was_visited_shows_its_new_name_and_steps(study):
    browser, course, (first, _) = study
    course.title = "Renamed"
    course.save_revision().publish()
    third = lesson_in(first.get_parent().specific, "A third one")
    page = browser.get(first.url).content.decode()
    assert "Renamed" in page and "A third one" in page
    assert browser.get(third.url).status_code == 200


def test_a_course_that_now_opens_by_license_closes_its_visited_steps(study):
    browser, course, (_, second) = study
    course.access = "entitled"
    course.save_revision().publish()
    assert browser.get(second.url).status_code == 302


def test_whoever_withdrew_finds_the_visited_step_closed(study):
    from courses.actions.enrollment import withdraw
    from courses.models import Enrollment

    browser, _, (_, second) = study
    withdraw(Enrollment.objects.get())
    assert browser.get(second.url).status_code == 302
