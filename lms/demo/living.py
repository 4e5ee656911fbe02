"""The demo has lived in: a cohort that talks, badges, a certificate, a school."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from courses.actions.cohorts import join, membership_for, open_cohort
from courses.models import Cohort, CohortSeries
from credentials.actions import share_award
from credentials.models import Award, ProgramPage
from credentials.models.achievements import Kind
from discussions.actions.voices import ask_voice, give_voice
from discussions.models import Post
from lms.accounts.models import User
from lms.core import clock
from lms.demo.reading import CONTENT, read_toml
from lms.demo.sessions import add_sessions
from lms.demo.studying import course_named, finish, respond, say, study
from lms.demo.timeline import Timeline
from lms.schools.actions.invitations import accept_invitation, create_invitation
from lms.schools.actions.licenses import create_license
from lms.schools.actions.schools import create_school, join_school
from lms.schools.models import Invitation, License, School

PARENTING = "parenting-in-the-digital-age"
CODE = "CEDR-RVER-2468"
FINISHED = {
    "amina": (
        "screen-time-without-the-fight",
        "ready-for-a-first-phone",
        "group-chats-and-hurt-feelings",
        "just-one-more-game",
        "safe-enough-online",
        "homework-ai-and-whats-real",
    ),
    "lucia": (
        "screen-time-without-the-fight",
        "ready-for-a-first-phone",
        "group-chats-and-hurt-feelings",
    ),
    "joao": ("screen-time-without-the-fight",),
    "dev": ("screen-time-without-the-fight",),
}
FIRST = "screen-time-without-the-fight"
PARENTS = ("joao", "lucia", "wen", "kerry", "dev", "amina", "brandt")
TEACHERS = (
    ("noor", "lids-down-eyes-up", 9.0),
    ("noor", "a-staff-room-without-walls", 4.0),
    ("tevita", "lids-down-eyes-up", 6.5),
    ("ingrid", "the-coaching-conversation", 5.0),
)


def live_in(people: dict[str, User]) -> None:
    """Let the demo's people do what they did; doing it twice changes nothing."""
    if Award.objects.exists():
        return
    timeline = Timeline(clock.now())
    said: dict[str, Post] = {}
    timeline.add(26, partial(open_maple, people))
    posts = all_posts()
    for n, key in enumerate(PARENTS):
        timeline.add(25 - n / 4, partial(study, people[key], FIRST, until=FIRST))
    for data in posts:
        timeline.add(data["days_ago"], partial(say, data, people, said))
        timeline.add(data["days_ago"] - 0.1, partial(respond, data, people, said))
    for key, courses in FINISHED.items():
        for course in courses:
            last = min(
                p["days_ago"] for p in posts if p["by"] == key and p["course"] == course
            )
            timeline.add(last - 0.03, partial(finish, people[key], course))
    for key, course, days in TEACHERS:
        timeline.add(days, partial(teach, people, key, course))
    add_sessions(timeline, people)
    timeline.add(6, partial(give_a_voice, people, said))
    timeline.add(16, partial(open_school, people))
    for n, key in enumerate(("kerry", "wen", "joao", "brandt", "amina")):
        timeline.add(14.5 - n, partial(use_code, people[key]))
    timeline.add(0.1, partial(share, people))
    timeline.play()


def all_posts() -> list[dict[str, Any]]:
    """The posts of both content files, each with its course and step."""
    talk = read_toml(CONTENT / "conversation.toml")
    posts = [
        {"course": talk["course"], "step": thread["step"], **post}
        for thread in talk["threads"]
        for post in thread["posts"]
    ]
    return posts + read_toml(CONTENT / "finished.toml")["posts"]


def open_maple(people: dict[str, User]) -> None:
    """The parents' cohort, with its facilitator."""
    series = CohortSeries.objects.get(
        name=ProgramPage.objects.get(slug=PARENTING).title, audience=""
    )
    cohort = series.cohorts.first() or open_cohort(series, name="Maple")
    join(cohort, user=people["miriam"], role="facilitator")


def give_a_voice(people: dict[str, User], said: dict[str, Post]) -> None:
    """Miriam asks João whether later cohorts may read his first try, and he agrees."""
    why = "You measured it on the oven clock. Whoever starts will want to try that."
    asked = ask_voice(said["ending-joao"], by=people["miriam"], why=why)
    give_voice(asked, by=people["joao"], shows_name=True)


def teach(people: dict[str, User], key: str, course: str) -> None:
    """A teacher reads into a course; Tomasz facilitates the cohort that opens."""
    page = course_named(course)
    second = page.get_children().first().get_children()[1]
    study(people[key], course, until=second.slug)
    membership = membership_for(people[key], page)
    if membership is not None:
        join(
            Cohort.objects.get(pk=membership.cohort_id),
            user=people["tomasz"],
            role="facilitator",
        )


def open_school(people: dict[str, User]) -> None:
    """Cedar River School licenses the parents' program for 20."""
    school = create_school(
        name="Cedar River School",
        slug="cedar-river",
        timezone="America/Los_Angeles",
        contact="The office of Cedar River School",
        by=None,
    )
    annika = people["annika"]
    join_school(school, user=annika, role="admin", audience="staff", by=None)
    license = create_license(
        school,
        program=ProgramPage.objects.get(slug=PARENTING),
        seats_total=20,
        starts_on=school.today(),
        ends_on=school.today() + dt.timedelta(days=330),
        by=annika,
    )
    create_invitation(school, license=license, days=300, by=annika, code=CODE)


def use_code(user: User) -> None:
    """A parent comes in by the school's code."""
    license = License.objects.get(school=School.objects.get(slug="cedar-river"))
    accept_invitation(Invitation.objects.get(license=license), by=user)


def share(people: dict[str, User]) -> None:
    """Two holders let the world see one award each."""
    first = (
        Award.objects.filter(recipient=people["lucia"]).order_by("awarded_at").first()
    )
    certificate = Award.objects.filter(
        recipient=people["amina"], achievement__kind=Kind.CERTIFICATE
    ).first()
    for award in (first, certificate):
        if award is not None:
            share_award(award, by=award.recipient)
