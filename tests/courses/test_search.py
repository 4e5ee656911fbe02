"""Search and sitemap ask the one gate."""

import pytest

from tests.factories.accounts import person
from tests.factories.courses import course_with_steps, enroll, lesson_in, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(settle):
    course = course_with_steps(1, title="Rivers")
    module = course.get_children().first().specific
    lesson_in(module, "Second lesson", words="<p>The heron waits.</p>")
    settle()
    return course


@pytest.mark.parametrize(("who", "finds"), [("stranger", False), ("learner", True)])
def test_search_finds_a_lesson_only_for_whoever_may_read_it(client, course, who, finds):
    user = person(who)
    if who == "learner":
        enroll(user, course)
    client.force_login(user)
    page = client.get("/catalog/", {"q": "heron"}).text
    assert ("Second lesson" in page) is finds


def test_the_sitemap_names_the_course_and_its_sample_and_no_other_step(client, course):
    first, second = steps_of(course)
    listed = client.get("/sitemap.xml").text
    assert course.url in listed
    assert first.url in listed
    assert second.url not in listed
