"""People, courses and programs, made through the actions."""

from itertools import count

import pytest
from django.contrib.auth.models import Group

from courses.actions.cohorts import ensure_series, join, open_cohort
from courses.actions.enrollment import enroll
from courses.actions.progress import complete_step
from courses.models import CatalogPage, CoursePage, LessonPage, ModulePage
from credentials.actions import ensure_badge, publish_program
from credentials.models import Award, ProgramIndexPage, ProgramPage
from lms.accounts.models import User

numbers = count(1)

EVERYBODY = (
    "learner",
    "facilitator",
    "other_facilitator",
    "publisher",
    "administrator",
    "superuser",
)
ADMINISTRATORS = ("administrator", "superuser")


def make_person(name="Noor Adeyemi-Holt", **fields):
    return User.objects.create_user(
        f"person-{next(numbers)}@example.org", display_name=name, **fields
    )


def make_course(title=None, steps=1):
    """A live course of lessons, and its badge."""
    title = title or f"Course {next(numbers)}"
    catalog = CatalogPage.objects.get()
    course = catalog.add_child(
        instance=CoursePage(title=title, summary=f"{title}, in a sentence.")
    )
    module = course.add_child(instance=ModulePage(title="Module"))
    for n in range(steps):
        module.add_child(
            instance=LessonPage(title=f"Lesson {n + 1}", estimated_minutes=45)
        )
    ensure_badge(course)
    return course


def finish(person, course):
    """Study a course to its end; the award of its badge, if any was granted."""
    enrollment = enroll(course, by=person)
    for step_id in enrollment.plan.step_ids:
        step = LessonPage.objects.get(pk=step_id)
        complete_step(enrollment, step=step, kind="viewed")
    return (
        Award.objects.valid()
        .filter(recipient=person, achievement__course=course)
        .first()
    )


def rule_of(*groups):
    """What the editor stores: `rule_of(("Core", [a, b]), ("Any 1", [c, d], 1))`."""
    return [
        (
            "group",
            {
                "label": label,
                "leaves": list(leaves),
                "minimum": minimum[0] if minimum else None,
                "minimum_minutes": None,
            },
        )
        for label, leaves, *minimum in groups
    ]


def make_program(*groups, title=None, publish=True, **fields):
    """A live program page with its rule in force."""
    index = ProgramIndexPage.objects.get()
    page = index.add_child(
        instance=ProgramPage(
            title=title or f"Program {next(numbers)}",
            summary="What it is for.",
            is_not=[("item", "A qualification to teach.")],
            rule=rule_of(*groups),
            **fields,
        )
    )
    if publish:
        publish_program(page, by=None)
    return page


@pytest.fixture
def learner(db):
    return make_person()


@pytest.fixture
def admin(db):
    return make_person("Soledad V.", is_staff=True, is_superuser=True)


@pytest.fixture
def course(db):
    return make_course("Screens and sleep")


@pytest.fixture
def badge(learner, course, settle):
    """A course badge that was earned and signed."""
    award = finish(learner, course)
    settle()
    return award


def member(name, *groups):
    person = make_person(name)
    person.groups.set(Group.objects.filter(name__in=groups))
    return person


@pytest.fixture
def people(learner, admin, course):
    maple = open_cohort(ensure_series([course], name="Maple"))
    found = {
        "learner": learner,
        "superuser": admin,
        "administrator": member("Soledad", "Site administrators"),
        "publisher": member("Hamish", "Publishers"),
        "facilitator": member("Miriam", "Facilitators"),
        "other_facilitator": member("Tomasz", "Facilitators"),
    }
    join(maple, user=learner)
    join(maple, user=found["facilitator"], role="facilitator")
    return found
