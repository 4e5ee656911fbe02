"""Each constraint refuses the row that it is there for."""

import datetime as dt
import uuid

import pytest

from courses.models import (
    Cohort,
    CohortCourse,
    CohortMembership,
    CoursePage,
    CoursePlan,
    Enrollment,
    Entitlement,
    QuizAttempt,
    QuizPage,
    QuizResponse,
    SeriesCourse,
    StepPage,
    StepProgress,
)
from lms.core import clock
from tests.factories.courses import cohort_of, course_with_steps, enroll, steps_of
from tests.factories.refusals import constraints, refuses

A_DAY = dt.timedelta(days=1)


@pytest.fixture
def course(db):
    """One lesson and a quiz."""
    return course_with_steps(1, quiz=True)


@pytest.fixture
def quiz(course):
    return steps_of(course)[-1]


@pytest.fixture
def cohort(course):
    return cohort_of([course])


def attempt(enrollment, quiz, **fields):
    values = {"number": 1, "questions": [], "max_score": 2, **fields}
    return QuizAttempt.objects.create(enrollment=enrollment, quiz=quiz, **values)


SCORED = {"submitted_at": clock.now(), "score": 1, "passed": False}


def refuses_update(model, pk, name, **values):
    with refuses(name):
        model.objects.filter(pk=pk).update(**values)


def test_a_series_names_a_course_once(course, cohort):
    with refuses("series_course_once"):
        SeriesCourse.objects.create(series=cohort.series, course=course)


def test_a_cohort_names_a_course_once(course, cohort):
    with refuses("cohort_course_once"):
        CohortCourse.objects.create(cohort=cohort, course=course)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("cohort_ends_after_start", {"ends_on": clock.today() - A_DAY}),
        ("cohort_capacity_at_least_2", {"capacity": 1}),
        ("cohort_kind_known", {"kind": "guild"}),
    ],
)
def test_a_cohort_that_cannot_be(name, values, cohort):
    refuses_update(Cohort, cohort.pk, name, **values)


def test_nobody_belongs_twice_to_a_cohort(cohort, learner):
    CohortMembership.objects.create(cohort=cohort, user=learner, left_at=clock.now())
    CohortMembership.objects.create(cohort=cohort, user=learner)
    with refuses("membership_one_open"):
        CohortMembership.objects.create(cohort=cohort, user=learner)


def test_a_member_has_a_known_role(cohort, learner):
    with refuses("membership_role_known"):
        CohortMembership.objects.create(cohort=cohort, user=learner, role="king")


def test_a_course_has_a_known_access(course):
    refuses_update(CoursePage, course.pk, "course_access_known", access="maybe")


@pytest.mark.parametrize("minutes", [0, 601])
def test_a_step_takes_1_to_600_minutes(minutes, quiz):
    refuses_update(
        StepPage, quiz.pk, "step_minutes_1_to_600", estimated_minutes=minutes
    )


@pytest.mark.parametrize("percent", [0, 101])
def test_a_quiz_is_passed_at_1_to_100_percent(percent, quiz):
    refuses_update(QuizPage, quiz.pk, "quiz_percent_1_to_100", pass_percent=percent)


def test_a_quiz_allows_at_least_one_attempt(quiz):
    refuses_update(QuizPage, quiz.pk, "quiz_attempts_at_least_1", max_attempts=0)


def test_an_entitlement_is_one_for_each_source(course, learner):
    Entitlement.objects.create(user=learner, course=course, source="seat:1")
    Entitlement.objects.create(user=learner, course=course, source="seat:2")
    with refuses("entitlement_once_per_source"):
        Entitlement.objects.create(user=learner, course=course, source="seat:1")


def test_an_entitlement_ends_after_it_starts(course, learner):
    now = clock.now()
    with refuses("entitlement_ends_after_start"):
        Entitlement.objects.create(
            user=learner, course=course, source="seat:1", starts_at=now, ends_at=now
        )


def test_a_plans_version_is_given_once(course, enrollment):
    with refuses("plan_version_once"):
        CoursePlan.objects.create(course=course, version=1, steps=[], digest="other")


def test_equal_steps_make_one_plan(course, enrollment):
    with refuses("plan_digest_once"):
        CoursePlan.objects.create(
            course=course, version=2, steps=[], digest=enrollment.plan.digest
        )


def test_somebody_enrolls_in_a_course_once(course, learner, enrollment):
    with refuses("enrollment_once_per_course"):
        Enrollment.objects.create(user=learner, course=course, plan=enrollment.plan)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "completed"},
        {"completed_at": clock.now()},
        {"status": "withdrawn", "completed_at": clock.now()},
    ],
)
def test_an_enrollment_is_completed_if_and_only_if_it_is_dated(values, enrollment):
    refuses_update(
        Enrollment, enrollment.pk, "enrollment_completed_iff_dated", **values
    )


def test_an_enrollment_has_a_known_status(enrollment):
    refuses_update(
        Enrollment, enrollment.pk, "enrollment_status_known", status="graduated"
    )


def test_a_step_is_done_once(enrollment, quiz):
    StepProgress.objects.create(enrollment=enrollment, step=quiz, kind="quiz")
    with refuses("progress_once_per_step"):
        StepProgress.objects.create(enrollment=enrollment, step=quiz, kind="viewed")


def test_a_step_is_done_in_a_known_way(enrollment, quiz):
    with refuses("progress_kind_known"):
        StepProgress.objects.create(enrollment=enrollment, step=quiz, kind="bought")


def test_an_attempts_number_is_given_once(enrollment, quiz):
    attempt(enrollment, quiz, **SCORED)
    with refuses("attempt_number_once"):
        attempt(enrollment, quiz, **SCORED)


def test_one_attempt_is_open_at_a_time(enrollment, quiz):
    attempt(enrollment, quiz)
    with refuses("attempt_one_open"):
        attempt(enrollment, quiz, number=2)


@pytest.mark.parametrize("missing", ["submitted_at", "score", "passed"])
def test_an_attempt_is_submitted_if_and_only_if_it_is_scored(missing, enrollment, quiz):
    with refuses("attempt_submitted_iff_scored"):
        attempt(enrollment, quiz, **{**SCORED, missing: None})


def test_a_score_stays_within_what_can_be_reached(enrollment, quiz):
    with refuses("attempt_score_within_max"):
        attempt(enrollment, quiz, **{**SCORED, "score": 3})


def test_a_question_is_answered_once(enrollment, quiz):
    held, question = attempt(enrollment, quiz), uuid.uuid4()
    QuizResponse.objects.create(attempt=held, question_id=question, answer="a")
    with refuses("response_once_per_question"):
        QuizResponse.objects.create(attempt=held, question_id=question, answer="b")


def test_every_constraint_of_this_app_is_tried_here():
    with open(__file__) as file:
        text = file.read()
    assert [n for n in constraints("courses") if f'"{n}"' not in text] == []


@pytest.fixture
def enrollment(learner, course):
    return enroll(learner, course)
