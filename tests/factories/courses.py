"""Courses, and learners on their way through them."""

import itertools
from collections.abc import Sequence

from wagtail.models import Page

from courses.actions.cohorts import ensure_series, open_cohort
from courses.actions.content import put_page, stored_value
from courses.actions.enrollment import enroll as enroll_action
from courses.actions.progress import complete_step
from courses.actions.quizzes import open_attempt, submit_attempt
from courses.models import (
    CatalogPage,
    Cohort,
    CoursePage,
    Enrollment,
    LessonPage,
    ModulePage,
    QuizAttempt,
    QuizPage,
    StepPage,
)
from courses.outline import raise_stamp
from lms.accounts.models import User

_number = itertools.count(1)


def catalog() -> CatalogPage:
    """The one catalog of the baseline."""
    return CatalogPage.objects.get()


def course_with_steps(
    steps: int = 2, *, quiz: bool = False, title: str = "", modules: int = 1, **fields
) -> CoursePage:
    """A published course of `steps` lessons in each module, and a quiz at the end.

    Only the course itself is published through the action; what stands below it is put
    there live, which takes a quarter of the time.
    """
    n = next(_number)
    title = title or f"Course {n}"
    course, _ = put_page(
        catalog(), CoursePage, f"course-{n}", by=None, title=title, **fields
    )
    for number in range(1, modules + 1):
        module = _live_in(course, ModulePage, title=f"Part {number}")
        for step in range(1, steps + 1):
            name = f"Lesson {step} of part {number}"
            _live_in(module, LessonPage, title=name, body=_body(name))
    if quiz:
        questions = [question(n) for n in (1, 2)]
        _live_in(module, QuizPage, title="Quiz", questions=questions)
    raise_stamp(course.pk)
    course.refresh_from_db()
    return course


def _live_in(parent: Page, model: type[Page], **fields) -> Page:
    slug = f"{model._meta.model_name}-{next(_number)}"
    values = {name: stored_value(model, name, value) for name, value in fields.items()}
    return parent.add_child(instance=model(slug=slug, **values))


def _body(title: str, words: str = "") -> list[dict]:
    words = words or f"<p>The words of {title}.</p>"
    return [{"type": "text", "value": words, "id": block_id()}]


def module_in(course: CoursePage, title: str = "Part") -> ModulePage:
    """One more published module at the end of a course."""
    slug = f"part-{next(_number)}"
    return put_page(course, ModulePage, slug, by=None, title=title)[0]


def lesson_in(
    module: ModulePage, title: str = "Lesson", *, words: str = "", **fields
) -> LessonPage:
    """One more published lesson at the end of a module."""
    body = _body(title, words)
    slug = f"lesson-{next(_number)}"
    return put_page(
        module, LessonPage, slug, by=None, title=title, body=body, **fields
    )[0]


def quiz_in(
    module: ModulePage, title: str = "Quiz", *, questions: int = 2, **fields
) -> QuizPage:
    """One more published quiz; RIGHT and WRONG stand in the options' texts."""
    slug = f"quiz-{next(_number)}"
    stream = [question(n) for n in range(1, questions + 1)]
    return put_page(
        module, QuizPage, slug, by=None, title=title, questions=stream, **fields
    )[0]


def question(number: int = 1) -> dict:
    """A question block as the database holds it; its first option is right."""
    options = [
        {
            "type": "item",
            "id": block_id(),
            "value": {
                "text": f"<p>{'Yes' if right else 'No'} {number}</p>",
                "is_right": right,
                "feedback": f"<p>Because of reason {number} {right}.</p>",
            },
        }
        for right in (True, False)
    ]
    return {
        "type": "question",
        "id": block_id(),
        "value": {"prompt": f"<p>Question {number}?</p>", "options": options},
    }


def block_id() -> str:
    """A fresh id of a block."""
    return f"00000000-0000-4000-8000-{next(_number):012}"


def steps_of(course: CoursePage) -> list[StepPage]:
    """Its open steps, in order, as their own classes."""
    return [s.specific for s in StepPage.objects.open_in(course)]


def enroll(learner: User, course: CoursePage) -> Enrollment:
    """The learner begins the course."""
    return enroll_action(course, by=learner)


def do(enrollment: Enrollment, *steps: StepPage) -> Enrollment:
    """The learner finishes steps the way each asks for."""
    for step in steps:
        if isinstance(step, QuizPage):
            answer_quiz(enrollment, step, right=True)
        else:
            complete_step(enrollment, step=step, kind="viewed")
    enrollment.refresh_from_db()
    return enrollment


def finish(learner: User, course: CoursePage) -> Enrollment:
    """The learner begins the course and does all of it."""
    return do(enroll(learner, course), *steps_of(course))


def answer_quiz(enrollment: Enrollment, quiz: QuizPage, *, right: bool) -> QuizAttempt:
    """The learner hands in one attempt, all right or all wrong."""
    attempt = open_attempt(enrollment, quiz=quiz)
    return submit_attempt(attempt, answers=answers_to(attempt, right=right))


def answers_to(attempt: QuizAttempt, *, right: bool) -> dict[str, str]:
    """Question id -> option id, all right or all wrong."""
    return {
        q["id"]: next(o["id"] for o in q["options"] if o["is_right"] is right)
        for q in attempt.questions
    }


def cohort_of(
    courses: Sequence[CoursePage], *, name: str = "Maple", size: int = 15
) -> Cohort:
    """An open cohort of a new series for these courses."""
    series = ensure_series(courses, name=f"Series {next(_number)}")
    series.target_size = size
    series.save()
    return open_cohort(series, name=name)
