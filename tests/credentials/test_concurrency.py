"""Two courses finished at once while a rule is published: exactly one certificate."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection, transaction

from courses.actions.enrollment import enroll
from courses.actions.progress import complete_step
from courses.models import LessonPage
from credentials.actions import (
    evaluate_again,
    grant_award,
    publish_program,
    revoke_award,
)
from credentials.actions.renewals import renew_award
from credentials.errors import NotRenewable
from credentials.events import AwardGranted
from credentials.models import Achievement, Award, ProgramPage
from lms.accounts.models import User
from lms.core import clock
from tests.credentials.conftest import make_course, make_person, make_program

ROUNDS = 50
SIGNED_ROUNDS = 8
"""Fewer: three documents are signed and checked in each."""

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
    for number in range(SIGNED_ROUNDS):
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
    one, two = make_course(), make_course()
    make_program(("Both", [one.achievement, two.achievement]))
    for _ in range(ROUNDS):
        person = make_person()
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


def test_a_certificate_is_renewed_once_however_often_the_button_is_pressed():
    person, course = make_person(), make_course()
    page = make_program(("One", [course.achievement]))
    Achievement.objects.filter(pk=page.achievement.pk).update(valid_months=12)
    last_step(person, course)()
    certificate = certificates_of(person).get()
    near = certificate.expires_at - dt.timedelta(days=10)

    def press():
        with clock.at(near):
            return renew_award(
                Award.objects.get(pk=certificate.pk), by=User.objects.get(pk=person.pk)
            )

    assert len({award.pk for award in at_once(press, press, press, press)}) == 1
    assert person.awards.filter(achievement=page.achievement).count() == 2
    assert certificate.changes.count() == 1


def test_an_award_that_is_renewed_and_revoked_at_once_is_one_or_the_other():
    course = make_course()
    page = make_program(("One", [course.achievement]))
    Achievement.objects.filter(pk=page.achievement.pk).update(valid_months=12)
    for _ in range(10):
        person = make_person()
        last_step(person, course)()
        certificate = certificates_of(person).get()
        near = certificate.expires_at - dt.timedelta(days=10)

        def press(pk=certificate.pk, near=near, person=person):
            with clock.at(near), suppress(NotRenewable):
                renew_award(Award.objects.get(pk=pk), by=User.objects.get(pk=person.pk))

        def revoke(pk=certificate.pk):
            revoke_award(Award.objects.get(pk=pk), by=None, reason="A mistake")

        at_once(press, revoke)
        certificate.refresh_from_db()
        renewed = person.awards.filter(achievement=page.achievement, cycle=2).exists()
        assert certificate.revoked_at is not None
        assert renewed == (certificate.superseded_at is not None)
