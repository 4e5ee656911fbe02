"""The content's plain files: every one can be loaded, and mistakes are named."""

import tomllib

import pytest

from lms.demo.reading import (
    CONTENT,
    ContentError,
    check_quiz,
    read_course,
    read_courses,
    read_programs,
    split_lesson,
    split_sections,
)

pytestmark = pytest.mark.pages

COURSES = read_courses()
STEPS = [
    (course.slug, step)
    for course in COURSES
    for module in course.modules
    for step in module.steps
]
SLUGS = {course.slug for course in COURSES}


def test_every_file_of_a_course_is_one_of_its_steps():
    for folder in sorted(p.parent for p in CONTENT.glob("*/course.toml")):
        data = tomllib.loads((folder / "course.toml").read_text("utf-8"))
        named = {step["file"] for module in data["modules"] for step in module["steps"]}
        there = {p.name for p in folder.iterdir()} - {"course.toml"}
        assert named == there, folder.name


def test_every_folder_is_a_course_or_a_sign_off_that_a_program_names():
    named = {
        group["sign_off"]
        for program in read_programs()
        for group in program["groups"]
        if "sign_off" in group
    }
    folders = {p.parent.name for p in CONTENT.glob("*/*.toml")} - {"programs"}
    assert folders - SLUGS == named


def test_every_quiz_question_has_one_right_option_and_a_reason_for_each():
    quizzes = [(course, step) for course, step in STEPS if step.kind == "quiz"]
    assert len(quizzes) > 10
    for course, step in quizzes:
        assert len(step.quiz["questions"]) >= 3, (course, step.slug)
        for question in step.quiz["questions"]:
            where = (course, step.slug, question["key"])
            assert sum(o["right"] for o in question["options"]) == 1, where
            assert all(o["feedback"].strip() for o in question["options"]), where


def test_every_lesson_says_something_and_ends_in_its_sources():
    for course, step in STEPS:
        if step.kind == "lesson":
            assert sum(len(p.text.split()) for p in step.pieces) > 200, (course, step)
            assert "tomorrow" in {p.kind for p in step.pieces}, (course, step.slug)


def test_programs_and_topics_name_courses_that_exist():
    topics = tomllib.loads((CONTENT / "topics.toml").read_text("utf-8"))["topics"]
    named = {slug for slugs in topics.values() for slug in slugs}
    for program in read_programs():
        named |= {c for group in program["groups"] for c in group.get("courses", ())}
    assert named == SLUGS


def test_everybody_who_speaks_reacts_or_decides_is_one_of_the_people():
    people = tomllib.loads((CONTENT / "people.toml").read_text("utf-8"))["people"]
    keys = {person["key"] for person in people}
    talk = tomllib.loads((CONTENT / "conversation.toml").read_text("utf-8"))
    posts = [post for thread in talk["threads"] for post in thread["posts"]]
    posts += tomllib.loads((CONTENT / "finished.toml").read_text("utf-8"))["posts"]
    acting = {post["by"] for post in posts}
    acting |= {r["by"] for post in posts for r in post.get("reactions", ())}
    acting |= {post[k]["by"] for post in posts for k in ("flag", "hidden") if k in post}
    assert acting <= keys
    assert len({post["key"] for post in posts}) == len(posts)


QUIZ = {
    "questions": [
        {"key": "a", "options": [{"right": True, "feedback": "x"}] * 2},
    ]
}


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda path: split_lesson(path, "::: say\nHello"), "is not closed"),
        (lambda path: split_sections(path, "## Try\nOnce"), "needs the sections"),
        (lambda path: check_quiz(path, QUIZ), "needs one right option"),
        (lambda path: read_course(path), "No such file"),
    ],
)
def test_a_mistake_is_named_with_its_file(tmp_path, read, words):
    with pytest.raises(ContentError, match=words) as mistake:
        read(tmp_path / "somewhere")
    assert "somewhere" in str(mistake.value)
