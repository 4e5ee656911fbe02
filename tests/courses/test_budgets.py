"""Pages cost the same number of queries for a small course and a large one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.enrollment import take_in_new_steps
from courses.models import LessonPage
from courses.outline import raise_stamp
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps, do, enroll, steps_of

pytestmark = pytest.mark.pages


def grow(course, lessons):
    """Fill a course up to `lessons`, faster than by publishing each."""
    module = course.get_children().get().specific
    for n in range(module.numchild, lessons):
        module.add_child(instance=LessonPage(title=f"Lesson {n}", slug=f"more-{n}"))
    raise_stamp(course.pk)
    return course


def queries(browser, url):
    """How many queries a page costs a process that is awake."""
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_200_lessons_cost_no_more_queries_than_10(db, client, sign_in):
    course, user = course_with_steps(2), person()
    browser = sign_in(user)
    cost = {}
    for size in (10, 200):
        grow(course, size)
        steps = steps_of(course)
        take_in_new_steps(do(enroll(user, course), *steps[:2]))
        following = f"/steps/{steps[7].pk}/completion/"
        browser.post(following)
        with CaptureQueriesContext(connection) as seen:
            assert browser.post(following).url == steps[8].get_url()
        again = len(seen)  # at once: the next request empties the log
        cost[size] = {
            "lesson": queries(browser, steps[6].get_url()),
            "sample, for a stranger": queries(client, steps[0].get_url()),
            "course": queries(browser, course.get_url()),
            "course, for a stranger": queries(client, course.get_url()),
            "next": again,
        }
    assert cost[10] == cost[200]
    assert cost[10]["lesson"] <= 8
    assert cost[10]["sample, for a stranger"] <= 8
    assert cost[10]["course"] <= 14
    assert cost[10]["next"] <= 30


def test_the_catalog_costs_as_much_for_two_courses_as_for_nine(client, db):
    for _ in range(2):
        course_with_steps(1)
    few = queries(client, "/catalog/")
    for _ in range(7):
        course_with_steps(1)
    assert queries(client, "/catalog/") == few <= 12
