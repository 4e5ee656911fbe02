"""What a quiz page shows: questions to answer, or the result with every reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from courses.grading import Question, snapshot
from courses.models import Enrollment, QuizAttempt, QuizPage
from lms.core.presenting import presents
from lms.core.safe_html import stored


def quiz_context(
    quiz: QuizPage, enrollment: Enrollment | None, request: HttpRequest
) -> dict[str, Any]:
    """The open attempt, else the last result, else the questions as they are today.

    Right answers and feedback are in the context of a result only.
    """
    attempts = (
        list(
            enrollment.attempts.filter(quiz=quiz)
            .order_by("-number")
            .prefetch_related("responses")
        )
        if enrollment
        else []
    )
    newest = attempts[0] if attempts else None
    again = "again" in request.GET
    if newest and newest.submitted_at and not again:
        return {"result": result(newest), "earlier": attempts[1:]}
    draft = newest if newest and not newest.submitted_at else None
    chosen = (
        {str(r.question_id): r.answer for r in draft.responses.all()} if draft else {}
    )
    questions = draft.questions if draft else snapshot(quiz.questions)
    used_up = (
        quiz.max_attempts is not None
        and len([a for a in attempts if a.submitted_at]) >= quiz.max_attempts
    )
    return {
        "questions": [asked(q, chosen.get(q["id"], "")) for q in questions],
        "attempt_number": (draft.number if draft else len(attempts) + 1),
        "needed": -(-quiz.pass_percent * len(questions) // 100),
        "used_up": used_up,
    }


def asked(question: Question, chosen: str) -> dict[str, Any]:
    """A question as a learner may see it before it is graded."""
    return {
        "id": question["id"],
        "prompt": stored(question["prompt"]),
        "options": [
            {"id": o["id"], "text": stored(o["text"]), "is_chosen": o["id"] == chosen}
            for o in question["options"]
        ],
    }


def result(attempt: QuizAttempt) -> dict[str, Any]:
    """A graded attempt: each question with every answer's reason."""
    given = {str(r.question_id): r.answer for r in attempt.responses.all()}
    return {
        "attempt": attempt,
        "questions": [
            {
                "prompt": stored(q["prompt"]),
                "options": [
                    {
                        "text": stored(o["text"]),
                        "feedback": stored(o["feedback"]),
                        "is_right": o["is_right"],
                        "is_mine": o["id"] == given.get(q["id"]),
                    }
                    for o in q["options"]
                ],
            }
            for q in attempt.questions
        ],
    }


@presents(QuizPage)
def present_quiz(
    page: QuizPage, request: HttpRequest, context: dict[str, Any]
) -> dict[str, Any]:
    """The questions, or the last result with its reasons."""
    return quiz_context(page, context["enrollment"], request)
