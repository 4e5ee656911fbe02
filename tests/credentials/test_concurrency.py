"""Two courses finished at once while a rule is published: exactly one certificate."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from courses.actions.enrollment import enroll
from courses.actions.progress import complete_step
from courses.models import LessonPage
from credentials.actions import evaluate_again, grant_award, publish_program
from credentials.events import AwardGranted
from credentials.models import Award, ProgramPage
from lms.accounts.models import User
from tests.credentials.conftest import make_course, make_person, make_program

ROUNDS = 15

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("Threads that write at once need PostgreSQL (DATABASE_URL).")


def at_once(*deeds):
    """Run deeds in threads that start together; the first failure is raised."""
    start = Barrier(len(deeds))

    def run(deed):
        try:
            start.wait(10)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result(60) for done in [pool.submit(run, d) for d in deeds]]


def last_step(person, course):
    """Everything but the last press of the Next button, which comes when called."""
    enrollment = enroll(course, by=person)
    step = LessonPage.objects.get(pk=enrollment.plan.step_ids[-1])
    return lambda: complete_step(enrollment, step=step, kind="viewed")


def certificates_of(person):
    return Award.objects.valid().filter(
        recipient=person, achievement__kind="certificate"
    )


def test_the_certificate_comes_exactly_once_whoever_commits_last():
    for number in range(ROUNDS):
        person = make_person()
        one, two = make_course(), make_course()
        page = make_program(
            ("Both", [one.achievement, two.achievement]),
            publish=number % 2 == 0,
        )
        pk = page.pk
        at_once(
            last_step(person, one),
            last_step(person, two),
            lambda pk=pk: publish_program(ProgramPage.objects.get(pk=pk), by=None),
        )
        award = certificates_of(person).get()
        assert len(award.snapshot["components"]) == 2
        assert person.awards.count() == 3
        assert all(a.documents.count() == 1 for a in person.awards.all())


def test_the_lock_alone_is_enough_for_two_courses_at_once(settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    }
    for _ in range(ROUNDS):
        person = make_person()
        one, two = make_course(), make_course()
        make_program(("Both", [one.achievement, two.achievement]))
        at_once(last_step(person, one), last_step(person, two))
        assert certificates_of(person).count() == 1


def test_one_badge_is_granted_however_often_it_is_asked_for_at_once():
    person, course = make_person(), make_course()
    badge = course.achievement
    awards = at_once(
        *[
            lambda: grant_award(badge, to=User.objects.get(pk=person.pk), by=None)
            for _ in range(4)
        ]
    )
    assert len({a.pk for a in awards}) == 1
    assert person.awards.count() == 1


def test_evaluating_at_once_grants_one_certificate():
    person, course = make_person(), make_course()
    page = make_program(("One", [course.achievement]), publish=False)
    with transaction.atomic():
        award = grant_award(course.achievement, to=person, by=None)
    publish_program(page, by=None)
    heard = AwardGranted(
        award_id=award.pk, achievement_id=award.achievement_id, user_id=person.pk
    )
    at_once(*[lambda: evaluate_again(heard) for _ in range(4)])
    assert certificates_of(person).count() == 1
