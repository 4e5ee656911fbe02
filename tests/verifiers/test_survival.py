"""What was earned outlives its course, program, school and account, by outside verifiers.

A badge and a certificate are earned with a school's seat and in a cohort's company. Then
everything around them is deleted.
"""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import Client

from courses.actions.enrollment import start
from courses.models import Cohort, CoursePage, Enrollment
from credentials.actions import check_text, share_award
from credentials.actions.replay import replay
from credentials.models import Award, ProgramPage
from discussions.models import Discussion
from lms.accounts.actions import anonymize_user
from lms.core import clock
from lms.schools.models import License, School, Seat
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.factories.schools import license_for, school, seat_for
from tests.verifiers.conftest import accepted, body_of, refused

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]
AFTERWARDS = dt.timedelta(days=100)


@pytest.fixture
def earned():
    """A shared badge and certificate, earned by a school's seat in its cohort."""
    course = make_course("Screens and sleep")
    program = make_program(("All", [course.achievement]))
    licensed = license_for(school("Harbor School"), page=program)
    learner = make_person("Zoë Đặng-Müller")
    seat_for(licensed, learner)
    start(course, by=learner)
    finish(learner, course)
    awards = list(Award.objects.filter(recipient=learner).order_by("pk"))
    assert [a.achievement.kind for a in awards] == ["badge", "certificate"]
    for award in awards:
        share_award(award, by=learner)
    return learner, awards, (course, program, licensed.school)


def delete_everything(course, program, licensed_school):
    """A hundred days later the course, the program and the school are purged."""
    with clock.at(clock.now() + AFTERWARDS):
        call_command("purge_course", course.slug, "--yes")
        call_command("purge_program", program.slug, "--yes")
        call_command("purge_school", licensed_school.slug, "--yes")
    for model in (CoursePage, ProgramPage):
        assert not model.objects.filter(pk__in=(course.pk, program.pk)).exists()
    for model in (Enrollment, Cohort, Discussion, License, Seat, School):
        assert not model.objects.exists(), model


def answers(award):
    """What anybody gets at a credential's addresses."""
    client, address = Client(), f"/credentials/{award.public_id}"
    return [
        client.get(f"{address}{ending}").status_code
        for ending in ("", "/", ".json", ".png", ".svg", ".jwt")
    ]


def test_what_is_kept_survives_everything(check, earned):
    learner, awards, around = earned
    files = [body_of(award) for award in awards]
    delete_everything(*around)
    anonymize_user(learner, by=learner, keeps_credentials=True)
    for award, file in zip(awards, files, strict=True):
        award.refresh_from_db()
        assert set(answers(award)) == {200}
        assert body_of(award) == file
        assert check_text(file).is_good
        assert replay(award).holds
        assert (
            "Zoë Đặng-Müller" in Client().get(award.get_absolute_url()).content.decode()
        )
    for result in check(*files):
        assert accepted(result), result


def test_what_is_withdrawn_is_refused_everywhere(check, earned):
    learner, awards, around = earned
    files = [body_of(award) for award in awards]
    for result in check(*files):
        assert accepted(result), result
    delete_everything(*around)
    anonymize_user(learner, by=learner, keeps_credentials=False)
    for award in awards:
        assert set(answers(award)) == {404}
    for result in check(*files):
        assert refused(result), result
        assert result["digitalbazaar"]["status"] == "revoked"
