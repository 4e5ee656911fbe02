"""Quizzes: asked, kept, graded on the server, explained afterwards."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.quizzes import open_attempt, save_answers, submit_attempt
from courses.errors import AnswersMissing, NoAttemptLeft, StepElsewhere
from courses.grading import grade
from courses.models import QuizAttempt, QuizResponse, StepProgress
from tests.factories.courses import (
    answer_quiz,
    answers_to,
    course_with_steps,
    enroll,
    quiz_in,
    steps_of,
)

ANSWERS = ["a", "b", "c", ""]


@st.composite
def papers(draw):
    """Questions with one right option each, and somebody's answers."""
    questions = [
        {
            "id": str(n),
            "prompt": "",
            "options": [
                {"id": o, "text": "", "feedback": "", "is_right": o == right}
                for o in "abc"
            ],
        }
        for n, right in enumerate(draw(st.lists(st.sampled_from("abc"), max_size=8)))
    ]
    given_ = {q["id"]: draw(st.sampled_from(ANSWERS)) for q in questions}
    return questions, given_


@given(papers(), st.integers(1, 100))
def test_a_grade_is_what_counting_says(paper, percent):
    questions, answers = paper
    right = [
        q["id"]
        for q in questions
        if any(o["is_right"] and o["id"] == answers[q["id"]] for o in q["options"])
    ]
    result = grade(questions, answers, percent)
    assert result.max_score == len(questions)
    assert [i for i, p in result.points.items() if p] == right
    assert 0 <= result.score == len(right) <= result.max_score
    assert result.passed == (
        bool(questions) and len(right) / len(questions) >= percent / 100
    )


@given(papers(), st.integers(1, 100))
def test_one_more_right_answer_never_fails_a_quiz(paper, percent):
    questions, answers = paper
    better = answers | {
        q["id"]: o["id"] for q in questions[:1] for o in q["options"] if o["is_right"]
    }
    assert (
        grade(questions, better, percent).passed
        >= grade(questions, answers, percent).passed
    )


@given(papers())
def test_answers_to_questions_that_were_not_asked_earn_nothing(paper):
    questions, answers = paper
    assert grade(questions, answers | {"x": "a"}, 50) == grade(questions, answers, 50)


@pytest.fixture
def quiz(course):
    """A quiz of two questions behind the course's lessons."""
    return quiz_in(course.get_children().get().specific)


@pytest.fixture
def enrollment(learner, course, quiz):
    return enroll(learner, course)


@pytest.fixture
def at_quiz(learner, enrollment, sign_in):
    """The learner's browser."""
    return sign_in(learner)


def attempts_url(quiz):
    return f"/steps/{quiz.pk}/attempts/"


def form(quiz, enrollment, *, right):
    attempt = open_attempt(enrollment, quiz=quiz)
    return {f"q-{k}": v for k, v in answers_to(attempt, right=right).items()}


def test_nothing_of_the_right_answers_is_seen_before_an_attempt_is_graded(
    quiz, at_quiz, enrollment
):
    pages = [
        at_quiz.get(quiz.get_url()),
        at_quiz.get(f"{quiz.get_url()}?again=1"),
        at_quiz.post(f"/steps/{quiz.pk}/answers/", form(quiz, enrollment, right=True)),
        at_quiz.get(quiz.get_url()),
        at_quiz.get(enrollment.course.get_url()),
    ]
    for page in pages:
        assert page.status_code == 200
        for canary in ("Because of reason", "is_right", "feedback", "data-right"):
            assert canary not in page.text
    for option in re.findall(r"<label class=\"choice\">.*?</label>", pages[0].text):
        assert set(re.findall(r"(\w+)=", option)) == {"class", "type", "name", "value"}


def test_every_answer_is_explained_once_the_quiz_is_handed_in(
    quiz, at_quiz, enrollment
):
    at_quiz.post(attempts_url(quiz), form(quiz, enrollment, right=False))
    page = at_quiz.get(quiz.get_url()).text
    assert "0 of 2 right" in page
    for reason in ("1 True", "1 False", "2 True", "2 False"):
        assert f"Because of reason {reason}." in page


def test_a_pass_finishes_the_step_and_a_fail_does_not(quiz, enrollment):
    assert not answer_quiz(enrollment, quiz, right=False).passed
    assert not StepProgress.objects.exists()
    assert answer_quiz(enrollment, quiz, right=True).passed
    assert StepProgress.objects.get().kind == "quiz"


def test_a_failed_try_after_a_pass_takes_nothing_away(quiz, enrollment):
    answer_quiz(enrollment, quiz, right=True)
    answer_quiz(enrollment, quiz, right=False)
    assert StepProgress.objects.get().step_id == quiz.pk
    assert [a.number for a in QuizAttempt.objects.order_by("pk")] == [1, 2]


def test_an_attempt_keeps_the_questions_of_the_day_it_began(quiz, enrollment):
    attempt = open_attempt(enrollment, quiz=quiz)
    answers = answers_to(attempt, right=True)
    quiz.questions = []
    quiz.save_revision().publish()
    assert open_attempt(enrollment, quiz=quiz) == attempt
    assert submit_attempt(attempt, answers=answers).score == 2


def test_what_was_chosen_is_kept_and_shown_again(quiz, at_quiz, enrollment):
    chosen = form(quiz, enrollment, right=True)
    first = dict([next(iter(chosen.items()))])
    answer = at_quiz.post(f"/steps/{quiz.pk}/answers/", first)
    assert answer.status_code == 200
    assert QuizResponse.objects.get().points is None
    page = at_quiz.get(quiz.get_url()).text
    assert page.count(" checked") == 1


def test_an_unfinished_quiz_is_not_graded_and_keeps_what_was_chosen(
    quiz, at_quiz, enrollment
):
    chosen = form(quiz, enrollment, right=True)
    key, value = next(iter(chosen.items()))
    answer = at_quiz.post(attempts_url(quiz), {key: value}, follow=True)
    assert "1 of the questions still wait" in answer.text
    assert answer.text.count(" checked") == 1
    attempt = QuizAttempt.objects.get()
    assert attempt.submitted_at is None
    with pytest.raises(AnswersMissing):
        submit_attempt(attempt, answers={})


def test_a_form_sent_twice_is_one_attempt(quiz, at_quiz, enrollment):
    page = at_quiz.get(quiz.get_url()).text
    number = re.search(r'name="attempt" value="(\d+)"', page)[1]
    values = form(quiz, enrollment, right=True) | {"attempt": number}
    for _ in range(2):
        assert at_quiz.post(attempts_url(quiz), values).url == quiz.get_url()
    at_quiz.post(f"/steps/{quiz.pk}/answers/", values)
    assert QuizAttempt.objects.get().score == 2


def test_a_form_whose_twin_was_faster_finds_what_that_handed_in(quiz, enrollment):
    done = answer_quiz(enrollment, quiz, right=False)
    assert open_attempt(enrollment, quiz=quiz, number=done.number) == done
    assert open_attempt(enrollment, quiz=quiz).number == done.number + 1


def test_a_handed_in_attempt_cannot_be_changed(quiz, enrollment):
    attempt = answer_quiz(enrollment, quiz, right=False)
    right = answers_to(attempt, right=True)
    save_answers(attempt, answers=right)
    assert submit_attempt(attempt, answers=right).score == 0
    assert QuizResponse.objects.filter(points=1).count() == 0


@pytest.mark.parametrize(
    "junk",
    [
        {"q-not-a-uuid": "x"},
        {"q-": ""},
        {"q-00000000-0000-4000-8000-999999999999": "x"},
        {"score": "2", "passed": "true", "points": "2", "max_score": "0"},
        {"attempt": "１"},
        {"attempt": "9" * 40},
    ],
)
def test_what_the_quiz_did_not_ask_is_ignored(junk, quiz, at_quiz):
    answer = at_quiz.post(attempts_url(quiz), junk)
    assert answer.status_code == 302
    attempt = QuizAttempt.objects.get()
    assert (attempt.score, attempt.passed, attempt.max_score) == (None, None, 2)
    assert not QuizResponse.objects.exists()


def test_an_option_of_another_question_is_no_answer(quiz, enrollment):
    attempt = open_attempt(enrollment, quiz=quiz)
    answers = answers_to(attempt, right=True)
    first, second = answers
    save_answers(attempt, answers={first: answers[second]})
    assert not attempt.responses.exists()


def test_no_more_attempts_than_the_author_allows(course, learner, sign_in):
    quiz = quiz_in(course.get_children().get().specific, max_attempts=1)
    enrollment = enroll(learner, course)
    answer_quiz(enrollment, quiz, right=False)
    with pytest.raises(NoAttemptLeft):
        open_attempt(enrollment, quiz=quiz)
    browser = sign_in(learner)
    assert "used all attempts" in browser.get(f"{quiz.get_url()}?again=1").text
    assert browser.post(attempts_url(quiz)).status_code == 409
    assert QuizAttempt.objects.count() == 1


def test_a_quiz_of_another_course_is_refused(enrollment):
    other = course_with_steps(0, quiz=True)
    with pytest.raises(StepElsewhere):
        open_attempt(enrollment, quiz=steps_of(other)[0])


def test_a_lesson_takes_no_answers(at_quiz, course, steps):
    for address in ("answers", "attempts"):
        answer = at_quiz.post(f"/steps/{steps[0].pk}/{address}/")
        assert answer.status_code == 404


def test_the_answers_are_not_in_the_search_index(quiz, settle):
    from courses.models import QuizPage

    settle()
    for words in ("Because of reason", "Yes 1"):
        assert not QuizPage.objects.search(words)
    assert list(QuizPage.objects.search("Quiz")) == [quiz]
