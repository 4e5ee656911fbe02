"""Program files -> program pages, whose publishing brings their rules into force."""

from __future__ import annotations

from typing import Any

from courses.actions.content import put_page
from courses.models import CoursePage
from credentials.actions import ensure_badge, ensure_sign_off, publish_program
from credentials.models import Achievement, ProgramIndexPage, ProgramPage
from credentials.models.programs import Opening
from lms.accounts.models import User
from lms.demo.courses import stable_id
from lms.demo.reading import CONTENT, read_toml


def put_sign_off(slug: str) -> Achievement:
    """A task that a facilitator signs off: its words from the content folder."""
    folder = CONTENT / slug
    data = read_toml(folder / "sign_off.toml")
    return ensure_sign_off(
        data["slug"],
        name=data["title"],
        description=data["summary"],
        criteria=(
            "Hand in one coaching cycle as the task describes it. A facilitator of your "
            "cohort reads it against the public rubric; every criterion must be met."
        ),
        task=(folder / data["file"]).read_text("utf-8"),
        minutes=data["minutes"],
    )


def put_program(
    index: ProgramIndexPage, data: dict[str, Any], *, by: User | None
) -> ProgramPage:
    """One program with its rule; loading twice changes nothing."""
    slug = data["slug"]
    page, _ = put_page(
        index,
        ProgramPage,
        slug,
        by=by,
        title=data["title"],
        summary=data["summary"],
        audience=data["audience"],
        purpose=data["purpose"],
        group=data["group"],
        benefits=sentences(slug, "benefits", data["benefits"]),
        is_not=sentences(slug, "is_not", data["is_not"]),
        rule=[group(slug, n, g) for n, g in enumerate(data["groups"])],
    )
    publish_program(page, by=by)
    return page


def put_announced(
    index: ProgramIndexPage, data: dict[str, Any], *, by: User | None
) -> ProgramPage:
    """A program that opens later: its words, and no rule yet."""
    slug = data["slug"]
    page, _ = put_page(
        index,
        ProgramPage,
        slug,
        by=by,
        title=data["title"],
        summary=data["summary"],
        audience=data["audience"],
        purpose=data["purpose"].strip(),
        group=data["group"],
        benefits=sentences(slug, "benefits", data["benefits"]),
        is_not=sentences(slug, "is_not", data["is_not"]),
        opening=Opening.ANNOUNCED,
        level=data["level"],
        valid_months=data["valid_months"],
    )
    return page


def sentences(slug: str, name: str, lines: list[str]) -> list[dict[str, Any]]:
    """A list of sentences as a stream."""
    return [
        {"type": "item", "value": line, "id": stable_id("program", slug, name, str(n))}
        for n, line in enumerate(lines)
    ]


def group(slug: str, number: int, data: dict[str, Any]) -> dict[str, Any]:
    """One group of the rule as a stream block."""
    if "sign_off" in data:
        leaves = [put_sign_off(data["sign_off"]).pk]
    else:
        leaves = [
            ensure_badge(CoursePage.objects.get(slug=course)).pk
            for course in data["courses"]
        ]
    name = ("program", slug, "group", str(number))
    return {
        "type": "group",
        "id": stable_id(*name),
        "value": {
            "label": data["label"],
            "minimum": data.get("minimum"),
            "minimum_minutes": None,
            "leaves": [
                {"type": "item", "value": pk, "id": stable_id(*name, str(n))}
                for n, pk in enumerate(leaves)
            ],
        },
    }
