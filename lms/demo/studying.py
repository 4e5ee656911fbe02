"""Demo people study: lessons, quizzes and posts, through the site's own actions."""

from __future__ import annotations

import uuid
from typing import Any

from courses.actions.enrollment import start
from courses.actions.progress import complete_step
from courses.actions.quizzes import open_attempt, submit_attempt
from courses.grading import Question, snapshot
from courses.models import CoursePage, Enrollment, LessonPage, QuizPage, StepPage
from courses.models.enrollment import ProgressKind
from discussions.actions.flags import flag_post
from discussions.actions.helpful import mark_helpful
from discussions.actions.hiding import hide_post
from discussions.actions.posts import post_to_step
from discussions.actions.reactions import react
from discussions.models import Discussion, Post
from discussions.models.signs import Emoji
from lms.accounts.models import User

SIGNS = {
    "helped": Emoji.HELPED,
    "same_here": Emoji.SAME,
    "thanks": Emoji.THANKS,
    "tried": Emoji.TRIED,
    "thinking": Emoji.MORE,
}


def course_named(slug: str) -> CoursePage:
    """A demo course."""
    found: CoursePage = CoursePage.objects.get(slug=slug)
    return found


def study(user: User, course: str, *, until: str = "") -> Enrollment:
    """Start a course and read its lessons, down to (not including) the step `until`."""
    page = course_named(course)
    enrollment = start(page, by=user)
    for step in StepPage.objects.open_in(page).specific():
        if step.slug == until:
            break
        if isinstance(step, LessonPage):
            read(enrollment, step)
    return enrollment


def read(enrollment: Enrollment, step: StepPage) -> None:
    """Finish a lesson once."""
    if not enrollment.progress.filter(step_id=step.pk).exists():
        complete_step(enrollment, step=step, kind=ProgressKind.VIEWED)


def finish(user: User, course: str) -> None:
    """Read every lesson and pass every quiz; talk was posted before."""
    enrollment = study(user, course)
    for quiz in QuizPage.objects.descendant_of(course_named(course)).live():
        if not enrollment.attempts.filter(quiz=quiz, passed=True).exists():
            attempt = open_attempt(enrollment, quiz=quiz)
            submit_attempt(attempt, answers=right_answers(snapshot(quiz.questions)))


def right_answers(questions: list[Question]) -> dict[str, str]:
    """Question id -> the right option's id."""
    return {
        q["id"]: next(o["id"] for o in q["options"] if o["is_right"]) for q in questions
    }


def say(data: dict[str, Any], people: dict[str, User], said: dict[str, Post]) -> None:
    """One post of the content files, its author having studied down to that step."""
    author = people[data["by"]]
    page = course_named(data["course"])
    step = StepPage.objects.open_in(page).get(slug=data["step"]).specific
    room = Discussion.objects.get(
        cohort__name="Maple", cohort__cohort_courses__course=page
    )
    if not room.cohort.memberships.filter(user=author, role="facilitator").exists():
        study(author, data["course"], until=data["step"])
    said[data["key"]] = post_to_step(
        room,
        step,
        by=author,
        body=data["body"].strip(),
        client_id=uuid.uuid5(uuid.NAMESPACE_URL, f"tributary:post:{data['key']}"),
        reply_to=said.get(data.get("reply_to", "")),
    ).post


def respond(
    data: dict[str, Any], people: dict[str, User], said: dict[str, Post]
) -> None:
    """Reactions, a mark as the helpful answer, flags and decisions that a post met."""
    post = Post.objects.get(pk=said[data["key"]].pk)
    for reaction in data.get("reactions", ()):
        if post.is_visible:
            react(post, by=people[reaction["by"]], emoji=SIGNS[reaction["kind"]])
    if helpful := data.get("helpful"):
        mark_helpful(post, by=people[helpful["by"]])
    if flag := data.get("flag"):
        flag_post(
            post, by=people[flag["by"]], reason=flag["reason"], words=flag["note"]
        )
    if hidden := data.get("hidden"):
        hide_post(post, by=people[hidden["by"]], reason=hidden["reason"])
