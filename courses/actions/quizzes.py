"""Attempts at quizzes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from courses.actions.progress import complete_step, move_to
from courses.errors import AnswersMissing, NoAttemptLeft, StepElsewhere
from courses.grading import grade, snapshot
from courses.models import Enrollment, QuizAttempt, QuizPage, QuizResponse
from courses.models.enrollment import ProgressKind
from lms.core import clock


@transaction.atomic
def open_attempt(
    enrollment: Enrollment, *, quiz: QuizPage, number: int | None = None
) -> QuizAttempt:
    """The learner's open attempt; a new one keeps the questions as they are today.

    `number` is the attempt that a form was for: one that was handed in is returned, so
    a form sent twice, even at once, begins no second one. Locks the enrollment. Raises
    StepElsewhere, NoAttemptLeft.
    """
    locked = Enrollment.objects.select_for_update(of=("self",), no_key=True).get(
        pk=enrollment.pk
    )
    if not quiz.path.startswith(locked.course.path):
        raise StepElsewhere
    attempts = locked.attempts.filter(quiz=quiz)
    if number and (known := attempts.filter(number=number).first()):
        return known
    if held := attempts.filter(submitted_at__isnull=True).first():
        return held
    last = attempts.aggregate(m=Max("number"))["m"] or 0
    if quiz.max_attempts is not None and last >= quiz.max_attempts:
        raise NoAttemptLeft
    questions = snapshot(quiz.questions)
    return QuizAttempt.objects.create(
        enrollment=locked,
        quiz=quiz,
        number=last + 1,
        questions=questions,
        max_score=len(questions),
    )


@transaction.atomic
def save_answers(attempt: QuizAttempt, *, answers: Mapping[str, str]) -> QuizAttempt:
    """Keep a draft: question id -> option id. What the attempt did not ask is ignored."""
    locked = QuizAttempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
    if locked.submitted_at is not None:
        return locked
    for question in locked.questions:
        chosen = answers.get(question["id"], "")
        if chosen in {o["id"] for o in question["options"]}:
            QuizResponse.objects.update_or_create(
                attempt=locked,
                question_id=question["id"],
                defaults={"answer": chosen},
            )
    move_to(locked.enrollment, step=locked.quiz)
    return locked


@transaction.atomic
def submit_attempt(attempt: QuizAttempt, *, answers: Mapping[str, str]) -> QuizAttempt:
    """Grade an attempt on the server; a pass completes the step.

    Handing in twice returns the first result. Raises AnswersMissing (the draft is kept:
    save_answers commits by itself before).
    """
    enrollment = Enrollment.objects.select_for_update(of=("self",), no_key=True).get(
        pk=attempt.enrollment_id
    )
    locked = save_answers(attempt, answers=answers)
    if locked.submitted_at is not None:
        return locked
    given = {str(r.question_id): r.answer for r in locked.responses.all()}
    missing = [q for q in locked.questions if q["id"] not in given]
    if missing:
        raise AnswersMissing(len(missing))
    result = grade(locked.questions, given, locked.quiz.pass_percent)
    for response in locked.responses.all():
        response.points = result.points[str(response.question_id)]
        response.save(update_fields=["points"])
    locked.submitted_at = clock.now()
    locked.score, locked.passed = result.score, result.passed
    locked.save(update_fields=["submitted_at", "score", "passed"])
    if result.passed:
        complete_step(enrollment, step=locked.quiz, kind=ProgressKind.QUIZ)
    return locked
