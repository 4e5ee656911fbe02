"""Pure grading of quizzes: a snapshot of questions and the chosen options -> a grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict


class Option(TypedDict):
    """One answer that could be chosen; texts are clean HTML."""

    id: str
    text: str
    is_right: bool
    feedback: str


class Question(TypedDict):
    """One question as it was asked."""

    id: str
    prompt: str
    options: list[Option]


@dataclass(frozen=True)
class Grade:
    """How an attempt went: whole points, one a question."""

    points: dict[str, int]
    score: int
    max_score: int
    passed: bool


def grade(
    questions: Sequence[Question], answers: Mapping[str, str], pass_percent: int
) -> Grade:
    """One point for each question whose right option was chosen.

    Passed when score * 100 >= pass_percent * max_score, so nothing is rounded. A quiz
    without questions is never passed.
    """
    points = {
        q["id"]: int(
            any(o["is_right"] and o["id"] == answers.get(q["id"]) for o in q["options"])
        )
        for q in questions
    }
    score, most = sum(points.values()), len(points)
    passed = most > 0 and score * 100 >= pass_percent * most
    return Grade(points=points, score=score, max_score=most, passed=passed)


def snapshot(stream: Any) -> list[Question]:
    """The questions of a quiz page's StreamField value, as an attempt keeps them."""
    return [
        {
            "id": str(child.id),
            "prompt": child.value["prompt"].source,
            "options": [
                {
                    "id": str(bound.id),
                    "text": bound.value["text"].source,
                    "is_right": bool(bound.value["is_right"]),
                    "feedback": bound.value["feedback"].source,
                }
                for bound in child.value["options"].bound_blocks
            ],
        }
        for child in stream
    ]
