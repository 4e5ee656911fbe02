"""The one gate: who may read which step, asked one by one, as a set, and over HTTP."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from wagtail.models import Page

from courses.actions.cohorts import join
from courses.actions.enrollment import (
    grant_entitlement,
    revoke_entitlement,
    withdraw,
)
from courses.models import CoursePage, LessonPage, StepPage
from courses.permissions import can_read_step
from lms.core import clock
from tests.factories.accounts import author, person
from tests.factories.courses import (
    cohort_of,
    course_with_steps,
    enroll,
    finish,
    steps_of,
)

NOBODY, SAMPLE, ALL = [], [1], [1, 2]


def enrolled(course):
    user = person()
    enroll(user, course)
    return user


def withdrawn(course):
    user = person()
    withdraw(enroll(user, course))
    return user


def entitled(course, *, ends_at=None):
    user = person()
    grant_entitlement(user, course, source="seat:1", ends_at=ends_at)
    return user


def begun_with_a_right(course, **right):
    user = entitled(course, **right)
    enroll(user, course)
    return user


def begun_then_revoked(course):
    user = begun_with_a_right(course)
    revoke_entitlement(user, course, source="seat:1")
    return user


def begun_then_expired(course):
    with clock.at(clock.now() - dt.timedelta(days=30)):
        return begun_with_a_right(course, ends_at=clock.now() + dt.timedelta(days=7))


def finished_then_revoked(course):
    user = entitled(course)
    finish(user, course)
    revoke_entitlement(user, course, source="seat:1")
    return user


def enrolled_elsewhere(course):
    return enrolled(course_with_steps(1))


def begun_before_it_closed(course):
    CoursePage.objects.filter(pk=course.pk).update(access="open")
    course.refresh_from_db()
    user = enrolled(course)
    CoursePage.objects.filter(pk=course.pk).update(access="closed")
    return user


CASES = [
    ("open", lambda c: AnonymousUser(), SAMPLE),
    ("open", lambda c: person(), SAMPLE),
    ("open", enrolled_elsewhere, SAMPLE),
    ("open", enrolled, ALL),
    ("open", withdrawn, SAMPLE),
    ("open", lambda c: author(), ALL),
    ("open", lambda c: person(groups=("Facilitators",)), SAMPLE),
    ("entitled", lambda c: AnonymousUser(), SAMPLE),
    ("entitled", entitled, SAMPLE),
    ("entitled", begun_with_a_right, ALL),
    ("entitled", begun_then_revoked, SAMPLE),
    ("entitled", begun_then_expired, SAMPLE),
    ("entitled", finished_then_revoked, ALL),
    ("closed", lambda c: AnonymousUser(), NOBODY),
    ("closed", lambda c: person(), NOBODY),
    ("closed", begun_before_it_closed, ALL),
    ("closed", lambda c: author(), ALL),
]


@pytest.mark.parametrize(("access", "who", "readable"), CASES)
def test_who_reads_what(access, who, readable, db, sign_in):
    course = course_with_steps(2, access=access)
    steps = steps_of(course)
    user = who(course)
    wanted = [steps[n - 1] for n in readable]

    assert [s for s in steps if can_read_step(user, s)] == wanted
    in_course = StepPage.objects.filter(path__startswith=course.path)
    found = in_course.readable_by(user).order_by("path")
    assert [s.pk for s in found] == [s.pk for s in wanted]

    browser = sign_in(user) if user.is_authenticated else Client()
    for step in steps:
        answer = browser.get(step.get_url())
        seen = f"The words of {step.title}" in answer.text
        assert seen == (step in wanted)
        assert answer.status_code == (200 if seen else 302)


def test_a_stranger_is_led_to_the_door_and_a_guest_to_the_course(
    course, steps, client, learner, sign_in
):
    door = client.get(steps[1].get_url())
    assert door.url == f"/accounts/login/?next={steps[1].get_url()}"
    assert sign_in(learner).get(steps[1].get_url()).url == course.get_url()


@pytest.mark.parametrize("what", ["step", "module", "course"])
def test_what_is_not_live_is_closed_at_every_level(
    what, course, enrollment, steps, learner, sign_in
):
    step = steps[1]
    page = {"step": step, "module": step.get_parent(), "course": course}[what]
    Page.objects.get(pk=page.pk).specific.unpublish()
    assert not can_read_step(learner, step)
    assert step.pk not in StepPage.objects.readable_by(learner).values_list(
        "pk", flat=True
    )
    answer = sign_in(learner).get(step.get_url(), follow=True)
    assert "The words of" not in answer.text


def test_an_inactive_author_reads_nothing_more(db, steps):
    writer = author()
    assert can_read_step(writer, steps[1])
    writer.is_active = False
    writer.save()
    assert not can_read_step(writer, steps[1])


@pytest.mark.parametrize("address", ["completion", "answers", "attempts"])
@pytest.mark.parametrize("who", ["anonymous", "stranger"])
def test_who_may_not_read_a_step_may_not_write_on_it(
    address, who, learner, client, sign_in, db
):
    course = course_with_steps(1, quiz=True)
    step = steps_of(course)[1]
    browser = client if who == "anonymous" else sign_in(learner)
    answer = browser.post(f"/steps/{step.pk}/{address}/")
    assert answer.status_code == (302 if who == "anonymous" else 404)
    assert not course.enrollments.exists()


def test_a_foreign_id_and_one_that_does_not_exist_look_the_same(
    learner, sign_in, steps
):
    browser = sign_in(learner)
    answers = [
        browser.post(f"/steps/{pk}/completion/") for pk in (steps[1].pk, 999_999)
    ]
    assert [a.status_code for a in answers] == [404, 404]
    once = r'nonce="[^"]*"|"X-CSRFToken": "[^"]*"|value="[^"]*"'
    bodies = [re.sub(once, "", a.text) for a in answers]
    assert bodies[0] == bodies[1]


def test_a_search_for_the_words_of_locked_lessons_goes_through_the_gate(
    course, learner, steps, settle
):
    settle()
    everything = LessonPage.objects.search("words")
    assert {s.pk for s in everything} == {s.pk for s in steps}
    found = LessonPage.objects.readable_by(learner).search("words")
    assert [s.pk for s in found] == [steps[0].pk]


@pytest.mark.parametrize("address", ["/api/", "/api/v2/pages/", "/api/v3/pages/"])
def test_there_is_no_other_door_to_pages(address, course, client):
    assert client.get(address).status_code == 404


def test_a_permanent_address_leads_to_the_gate(client, steps):
    answer = client.get(f"/go/{steps[1].translation_key}/", follow=True)
    assert answer.redirect_chain[0][0] == steps[1].get_url()
    assert "The words of" not in answer.text


@pytest.mark.parametrize(("ours", "readable"), [(True, True), (False, False)])
def test_a_facilitator_reads_the_steps_of_the_own_cohorts_courses(db, ours, readable):
    course, other = course_with_steps(2), course_with_steps(2)
    facilitator = person("Hanne")
    join(cohort_of([course if ours else other]), user=facilitator, role="facilitator")
    last = steps_of(course)[-1]
    assert can_read_step(facilitator, last) is readable
    assert (last.pk in readable_ids(facilitator)) is readable


def readable_ids(user):
    return set(StepPage.objects.readable_by(user).values_list("pk", flat=True))
