"""Content files -> pages, through the same action that imports use."""

from __future__ import annotations

import uuid
from typing import Any

from courses.actions.content import put_page
from courses.models import CatalogPage, CoursePage, LessonPage, ModulePage, QuizPage
from discussions.models import DiscussionPage, PracticePage
from lms.accounts.models import User
from lms.core.safe_html import from_markdown
from lms.demo.reading import CONTENT, CourseFile, Piece, StepFile, read_toml


def stable_id(*names: str) -> str:
    """A block id that is the same on every load."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "tributary:" + "/".join(names)))


def put_course(
    catalog: CatalogPage, file: CourseFile, *, by: User | None
) -> CoursePage:
    """One course with its modules and steps; loading twice changes nothing."""
    course, _ = put_page(
        catalog,
        CoursePage,
        file.slug,
        by=by,
        title=file.title,
        summary=file.summary,
        audience=file.audience,
        group=file.group,
        topics=", ".join(catalog_topics(file.slug)),
        shows_help=file.hard_subject,
        outcomes=[
            {
                "type": "outcome",
                "value": words,
                "id": stable_id(file.slug, "outcome", str(n)),
            }
            for n, words in enumerate(file.outcomes)
        ],
    )
    for part in file.modules:
        module, _ = put_page(
            course,
            ModulePage,
            part.slug,
            by=by,
            title=part.title,
            introduction=part.introduction,
        )
        for step in part.steps:
            put_step(module, file.slug, step, by=by)
    return course


def catalog_topics(slug: str) -> list[str]:
    """The catalog's topics that lead to a course."""
    topics = read_toml(CONTENT / "topics.toml")["topics"]
    return [topic for topic, slugs in topics.items() if slug in slugs]


def put_step(
    module: ModulePage, course: str, step: StepFile, *, by: User | None
) -> None:
    """One step, by its kind."""
    common: dict[str, Any] = {
        "title": step.title,
        "estimated_minutes": step.minutes,
        "by": by,
    }
    if step.kind == "lesson":
        body = [
            block(piece, stable_id(course, step.slug, str(n)))
            for n, piece in enumerate(step.pieces)
        ]
        put_page(module, LessonPage, step.slug, body=body, **common)
    elif step.kind == "quiz":
        put_page(
            module,
            QuizPage,
            step.slug,
            introduction=step.quiz.get("introduction", ""),
            pass_percent=step.quiz["pass_percent"],
            questions=[question(course, step.slug, q) for q in step.quiz["questions"]],
            **common,
        )
    elif step.kind == "try":
        put_page(module, PracticePage, step.slug, **practice(course, step), **common)
    else:
        put_page(
            module,
            DiscussionPage,
            step.slug,
            prompt=from_markdown(step.sections["prompt"], "lesson"),
            replies_required=step.replies,
            **common,
        )


def block(piece: Piece, block_id: str) -> dict[str, Any]:
    """One piece of a lesson as a stream block."""
    html = from_markdown(piece.text, "lesson")
    value: Any = html
    if piece.kind == "say":
        value = {"words": html, "caption": ""}
    elif piece.kind == "note":
        value = {"title": piece.title, "text": html}
    return {"type": piece.kind, "value": value, "id": block_id}


def question(course: str, step: str, data: dict[str, Any]) -> dict[str, Any]:
    """One question as a stream block; its id follows its key."""
    names = (course, step, data["key"])
    options = [
        {
            "type": "item",
            "id": stable_id(*names, str(n)),
            "value": {
                "text": from_markdown(o["text"], "inline"),
                "is_right": o["right"],
                "feedback": from_markdown(o["feedback"], "inline"),
            },
        }
        for n, o in enumerate(data["options"])
    ]
    return {
        "type": "question",
        "id": stable_id(*names),
        "value": {
            "prompt": from_markdown(data["prompt"], "lesson"),
            "options": options,
        },
    }


def practice(course: str, step: StepFile) -> dict[str, Any]:
    """The fields of a Try–Reflect–Share step."""
    questions = [
        line[2:].strip()
        for line in step.sections["reflect"].splitlines()
        if line.startswith("- ")
    ]
    return {
        "try_text": from_markdown(step.sections["try"], "lesson"),
        "questions": [
            {
                "type": "question",
                "value": words,
                "id": stable_id(course, step.slug, str(n)),
            }
            for n, words in enumerate(questions)
        ],
        "share_text": from_markdown(step.sections["share"], "lesson"),
        "done_when": step.sections["done_when"],
        "replies_required": step.replies,
    }
