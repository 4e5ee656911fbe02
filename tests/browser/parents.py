"""What every journey finds: the parents' program, a cohort that talks, a school."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from courses.actions.cohorts import place_in_cohort
from courses.actions.enrollment import start
from courses.actions.progress import complete_step
from courses.actions.quizzes import open_attempt, submit_attempt
from courses.grading import snapshot
from courses.models import CatalogPage, CoursePage, Enrollment, QuizPage, StepPage
from credentials.models import Award, ProgramIndexPage, ProgramPage
from discussions.actions.posts import post_to_step
from discussions.models import Discussion, Post
from lms.accounts.models import User
from lms.demo.build import course_order, put_people
from lms.demo.courses import put_course
from lms.demo.living import FIRST, PARENTING, open_maple
from lms.demo.programs import put_program
from lms.demo.reading import read_courses, read_programs
from lms.demo.studying import course_named
from lms.schools.actions.invitations import create_invitation
from lms.schools.actions.licenses import create_license
from lms.schools.actions.schools import create_school, join_school
from lms.schools.models import Invitation, School
from tests.factories.courses import answers_to

SCHOOL = "cedar-river"


@transaction.atomic
def build() -> None:
    """Real content and a little life, through the site's own actions.

    One transaction: the home page's landscape is drawn once, for all six courses.
    """
    people = put_people()
    order = course_order([program()])
    files = [file for file in read_courses() if file.slug in order]
    for file in sorted(files, key=lambda file: order[file.slug]):
        put_course(CatalogPage.objects.get(), file, by=None)
    put_program(ProgramIndexPage.objects.get(), program(), by=None)
    open_maple(people)
    for slug in order:
        begin_talk(people["kerry"], slug)
    finish(people["lucia"], FIRST)
    school = create_school(
        name="Cedar River School",
        slug=SCHOOL,
        timezone="UTC",
        contact="The office of Cedar River School",
        by=None,
    )
    join_school(school, user=people["annika"], role="admin", audience="staff", by=None)


def program() -> dict[str, Any]:
    """The parents' program as its file tells it."""
    return next(p for p in read_programs() if p["slug"] == PARENTING)


def named(key: str) -> User:
    """One of the demo's people."""
    return User.objects.get(email=f"{key}@demo.invalid")


def course(slug: str = FIRST) -> CoursePage:
    """One of the six courses; the first one unless told otherwise."""
    return course_named(slug)


def courses() -> list[str]:
    """The slugs of the six courses, in the order of the program."""
    return list(course_order([program()]))


def steps(slug: str = FIRST) -> list[StepPage]:
    """The steps of a course in order, as their own classes."""
    return list(StepPage.objects.open_in(course(slug)).specific())


def step(slug: str) -> StepPage:
    """One step of the first course."""
    return next(s for s in steps() if s.slug == slug)


def quiz_answers(quiz: QuizPage, *, right: bool) -> Iterator[tuple[str, str]]:
    """Question id and option id, all right or all wrong."""
    for question in snapshot(quiz.questions):
        chosen = next(o for o in question["options"] if o["is_right"] is right)
        yield question["id"], chosen["id"]


def room() -> Discussion:
    """The room of Cohort Maple."""
    return Discussion.objects.get(cohort__name="Maple")


def room_of(user: User) -> Discussion:
    """Where somebody talks about the first course."""
    return place_in_cohort(user, course()).cohort.discussion


def say(user: User, where: StepPage, body: str, *, to: Post | None = None) -> Post:
    """Somebody says something in their cohort, beside a step."""
    said = post_to_step(
        room_of(user), where, by=user, body=body, client_id=uuid.uuid4(), reply_to=to
    )
    return said.post


def begin(user: User, slug: str = FIRST) -> Enrollment:
    """Somebody presses Start."""
    return start(course(slug), by=user)


def begin_talk(user: User, slug: str) -> None:
    """Somebody takes a course up and writes beside each step that asks for talk."""
    begin(user, slug)
    for where in steps(slug):
        if where.completed_by == "posted":
            say(user, where, f"In our kitchen, {where.title.lower()} took three tries.")


def finish(user: User, slug: str, *, until: str = "") -> Enrollment:
    """Somebody does a whole course, or all of it before the step `until`."""
    enrollment = begin(user, slug)
    for where in steps(slug):
        if where.slug == until:
            break
        if isinstance(where, QuizPage):
            attempt = open_attempt(enrollment, quiz=where)
            submit_attempt(attempt, answers=answers_to(attempt, right=True))
        elif where.completed_by == "posted":
            say(user, where, "We tried it on a Tuesday, and nobody shouted.")
            others = Post.objects.filter(thread__step=where, reply_to=None)
            for post in others.exclude(author=user)[: where.replies_required]:
                say(user, where, "I know that one.", to=post)
        else:
            complete_step(enrollment, step=where, kind="viewed")
    enrollment.refresh_from_db()
    return enrollment


def invitation(code: str = "") -> Invitation:
    """An open code of the school, for its license of 20 seats."""
    school = School.objects.get(slug=SCHOOL)
    made = create_license(
        school,
        program=ProgramPage.objects.get(),
        seats_total=20,
        starts_on=school.today(),
        ends_on=school.today() + dt.timedelta(days=300),
        by=None,
    )
    return create_invitation(school, license=made, by=None, code=code)[0]


def award_of(user: User, kind: str = "badge") -> Award:
    """The one award of a kind that somebody holds."""
    return Award.objects.get(recipient=user, achievement__kind=kind)
