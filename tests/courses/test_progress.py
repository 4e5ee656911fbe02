"""Doing steps, and when a course is finished."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.progress import complete_step, resettle, retire_step, waiting_for
from courses.errors import StepElsewhere, StepNeedsMore
from courses.events import CourseCompleted
from courses.models import StepProgress
from courses.rules import is_complete, percent
from lms.core import events
from tests.factories.accounts import person
from tests.factories.courses import (
    course_with_steps,
    do,
    enroll,
    finish,
    lesson_in,
    steps_of,
)

ids = st.sets(st.integers(1, 12))


@given(ids, ids, ids)
def test_complete_is_what_brute_force_says(required, retired, done):
    asked = [i for i in required if i not in retired]
    assert is_complete(required, retired, done) == (
        len(asked) > 0 and all(i in done for i in asked)
    )


@given(ids, ids, ids, ids)
def test_one_more_step_done_never_undoes_completion(required, retired, done, more):
    assert is_complete(required, retired, done | more) >= is_complete(
        required, retired, done
    )


@given(ids, ids)
def test_a_course_that_asks_for_nothing_completes_nobody(required, done):
    assert not is_complete(required, required, done)
    assert not is_complete(set(), set(), done)


@given(st.integers(0, 50), st.integers(0, 50))
def test_percent_is_100_only_when_everything_is_done(done, required):
    done = min(done, required)
    shown = percent(done, required)
    assert 0 <= shown <= 100
    assert (shown == 100) == (required > 0 and done == required)


@pytest.fixture
def told(monkeypatch):
    """Every CourseCompleted that is published, in order."""
    heard = []
    facts = [*events._facts.get(CourseCompleted, []), heard.append]
    monkeypatch.setitem(events._facts, CourseCompleted, facts)
    return heard


def test_a_course_is_finished_when_its_last_required_step_is_done(
    enrollment, steps, told
):
    do(enrollment, steps[0])
    assert (enrollment.status, told) == ("active", [])
    do(enrollment, steps[1])
    assert (enrollment.status, enrollment.done_required) == ("completed", 2)
    (fact,) = told
    assert (fact.user_id, fact.course_id) == (enrollment.user_id, enrollment.course_id)


def test_it_is_finished_once_however_often_a_step_is_done(enrollment, steps, told):
    do(enrollment, *steps)
    at = enrollment.completed_at
    do(enrollment, *steps, *steps)
    resettle(enrollment.course_id)
    enrollment.refresh_from_db()
    assert len(told) == 1
    assert enrollment.completed_at == at
    assert StepProgress.objects.count() == 2


def test_the_order_of_steps_does_not_matter(enrollment, steps):
    assert do(enrollment, *reversed(steps)).status == "completed"


def test_a_step_that_is_not_required_is_not_waited_for(learner):
    course = course_with_steps(1)
    lesson_in(course.get_children().get().specific, "Extra", is_required=False)
    required, extra = steps_of(course)
    enrollment = do(enroll(learner, course), required)
    assert enrollment.status == "completed"
    assert do(enrollment, extra).done_required == 1


def test_a_course_of_extras_alone_completes_nobody(learner):
    course = course_with_steps(0, modules=1)
    lesson_in(course.get_children().get().specific, "Extra", is_required=False)
    assert finish(learner, course).status == "active"


def test_a_step_of_another_course_does_not_count(enrollment):
    (foreign,) = steps_of(course_with_steps(1))
    with pytest.raises(StepElsewhere):
        complete_step(enrollment, step=foreign, kind="viewed")
    assert not StepProgress.objects.exists()


def test_a_course_whose_address_begins_like_anothers_is_another(learner):
    first = course_with_steps(1)
    for _ in range(2):
        other = course_with_steps(1)
        assert not other.path.startswith(first.path)


def test_reading_a_quiz_does_not_finish_it(learner, sign_in):
    course = course_with_steps(0, quiz=True)
    (quiz,) = steps_of(course)
    enrollment = enroll(learner, course)
    with pytest.raises(StepNeedsMore):
        complete_step(enrollment, step=quiz, kind="viewed")
    answer = sign_in(learner).post(f"/steps/{quiz.pk}/completion/")
    assert answer.status_code == 409
    assert "passing the quiz" in answer.text
    assert not StepProgress.objects.exists()


def test_finishing_leads_to_ones_badges(enrollment, steps, learner, sign_in):
    browser = sign_in(learner)
    browser.post(f"/steps/{steps[0].pk}/completion/")
    last = browser.post(f"/steps/{steps[1].pk}/completion/")
    assert last.url == "/me/#badges"
    again = browser.post(f"/steps/{steps[1].pk}/completion/")
    assert again.url == enrollment.course.get_url()


def test_retiring_a_step_completes_whoever_missed_only_that(
    course, steps, settle, told
):
    close = do(enroll(person(), course), steps[0])
    far = enroll(person(), course)
    left = do(enroll(person(), course), steps[0])
    left.status = "withdrawn"
    left.save()
    assert waiting_for(steps[1]) == 1
    assert waiting_for(steps[0]) == 0

    retire_step(steps[1], by=None)
    retire_step(steps[1], by=None)
    settle()
    for enrollment in (close, far, left):
        enrollment.refresh_from_db()
    assert [e.status for e in (close, far, left)] == [
        "completed",
        "active",
        "withdrawn",
    ]
    assert len(told) == 1
    assert do(far, steps[0]).status == "completed"


def test_a_course_whose_steps_are_all_retired_completes_nobody(
    enrollment, steps, settle
):
    for step in steps:
        retire_step(step, by=None)
    settle()
    enrollment.refresh_from_db()
    assert enrollment.status == "active"


def test_publishing_an_older_draft_does_not_bring_a_retired_step_back(
    course, steps, learner, sign_in, settle
):
    retire_step(steps[1], by=None)
    settle()
    steps[1].save_revision().publish()
    assert enroll(person(), course).plan.step_ids == [steps[0].pk]
    enroll(learner, course)
    assert steps[1].title not in sign_in(learner).get(course.get_url()).text


def test_the_place_after_a_step_is_the_next_that_is_open(learner):
    course = course_with_steps(3)
    first, second, third = steps_of(course)
    enrollment = enroll(learner, course)
    retire_step(second, by=None)
    assert do(enrollment, first).last_step_id == third.pk
