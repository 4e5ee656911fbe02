"""Reads the demo content's plain files; pure, no database.

`python -m lms.demo.reading` checks every file and names what is wrong.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
FENCE = re.compile(r"^::: (say|note|tomorrow|sources)\s*(.*)$")


class ContentError(Exception):
    """A content file that cannot be loaded; the message names file and mend."""


@dataclass(frozen=True)
class Piece:
    """One block of a lesson: text, say, note, tomorrow or sources."""

    kind: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class StepFile:
    """One step as written."""

    slug: str
    kind: str
    title: str
    minutes: int
    replies: int = 0
    pieces: tuple[Piece, ...] = ()
    quiz: dict[str, Any] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ModuleFile:
    """One module as written."""

    slug: str
    title: str
    introduction: str
    steps: tuple[StepFile, ...]


@dataclass(frozen=True)
class CourseFile:
    """One course as written."""

    slug: str
    title: str
    summary: str
    audience: str
    group: str
    topics: tuple[str, ...]
    outcomes: tuple[str, ...]
    hard_subject: bool
    modules: tuple[ModuleFile, ...]


def read_toml(path: Path) -> dict[str, Any]:
    """One TOML file. Raises ContentError with the place of the mistake."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path}: {error}") from error


def read_course(folder: Path) -> CourseFile:
    """A course's folder. Raises ContentError."""
    data = read_toml(folder / "course.toml")
    try:
        return CourseFile(
            slug=data["slug"],
            title=data["title"],
            summary=data["summary"],
            audience=data["audience"],
            group=data["group"],
            topics=tuple(data["topics"]),
            outcomes=tuple(data["outcomes"]),
            hard_subject=data.get("hard_subject", False),
            modules=tuple(
                ModuleFile(
                    slug=m["slug"],
                    title=m["title"],
                    introduction=m.get("introduction", ""),
                    steps=tuple(read_step(folder, s) for s in m["steps"]),
                )
                for m in data["modules"]
            ),
        )
    except KeyError as missing:
        raise ContentError(f"{folder}/course.toml lacks {missing}") from missing


def read_step(folder: Path, data: dict[str, Any]) -> StepFile:
    """One step and its file."""
    path = folder / data["file"]
    common: dict[str, Any] = {
        key: data[key] for key in ("slug", "kind", "title", "minutes")
    }
    if data["kind"] == "quiz":
        quiz = read_toml(path)
        check_quiz(path, quiz)
        return StepFile(**common, quiz=quiz)
    text = path.read_text("utf-8")
    if data["kind"] == "lesson":
        return StepFile(**common, pieces=tuple(split_lesson(path, text)))
    if data["kind"] == "try":
        sections = split_sections(path, text)
        return StepFile(**common, sections=sections, replies=data.get("replies", 0))
    if data["kind"] == "discussion":
        return StepFile(
            **common, sections={"prompt": text.strip()}, replies=data.get("replies", 1)
        )
    raise ContentError(f"{path}: kind {data['kind']!r} is not known")


def check_quiz(path: Path, quiz: dict[str, Any]) -> None:
    """Exactly one right option a question, a reason for each, keys once."""
    keys = [q["key"] for q in quiz["questions"]]
    if len(set(keys)) != len(keys):
        raise ContentError(f"{path}: a question's key stands twice")
    for question in quiz["questions"]:
        if sum(o["right"] for o in question["options"]) != 1:
            raise ContentError(f"{path}: {question['key']} needs one right option")
        if not all(o["feedback"].strip() for o in question["options"]):
            raise ContentError(f"{path}: {question['key']} lacks a feedback")


def split_lesson(path: Path, text: str) -> list[Piece]:
    """Markdown with `::: kind title` fences -> pieces in order."""
    pieces: list[Piece] = []
    lines: list[str] = []
    inside: tuple[str, str] | None = None

    def flush() -> None:
        words = "\n".join(lines).strip()
        if words:
            kind, title = inside or ("text", "")
            pieces.append(Piece(kind, words, title))
        lines.clear()

    for line in text.splitlines():
        opening = FENCE.match(line.strip())
        if opening and inside is None:
            flush()
            inside = (opening[1], opening[2].strip())
        elif line.strip() == ":::" and inside is not None:
            flush()
            inside = None
        else:
            lines.append(line)
    if inside is not None:
        raise ContentError(f"{path}: the block ::: {inside[0]} is not closed")
    flush()
    return pieces


def split_sections(path: Path, text: str) -> dict[str, str]:
    """A Try–Reflect–Share file -> try, reflect, share and done_when."""
    found: dict[str, str] = {}
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        name, _, words = part.partition("\n")
        found[name.strip().lower()] = words.strip()
    if set(found) != {"try", "reflect", "share"}:
        raise ContentError(f"{path}: needs the sections Try, Reflect and Share")
    done = re.search(r"^\*Done when:\s*(.*)\*$", found["share"], flags=re.M)
    found["done_when"] = done[1].strip() if done else ""
    if done:
        found["share"] = found["share"].replace(done[0], "").strip()
    return found


def read_courses(content: Path = CONTENT) -> list[CourseFile]:
    """Every course in the content folder, in the order of their folders' names."""
    return [read_course(p.parent) for p in sorted(content.glob("*/course.toml"))]


def read_programs(content: Path = CONTENT) -> list[dict[str, Any]]:
    """Every program file."""
    return [read_toml(p) for p in sorted((content / "programs").glob("*.toml"))]


def main() -> int:
    """Check everything; 0 when all can be loaded."""
    try:
        courses = read_courses()
        read_programs()
    except ContentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    steps = sum(len(m.steps) for c in courses for m in c.modules)
    sys.stdout.write(f"{len(courses)} courses, {steps} steps: all can be loaded\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
