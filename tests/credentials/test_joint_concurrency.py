"""Two signatories, or two tasks, at once: exactly one pair, each told exactly once."""

import pytest
from django.core import mail
from django.db import connection

from credentials.actions import ensure_issuer
from credentials.actions.interest import note_interest, tell_interested
from credentials.actions.joint import approve
from credentials.actions.signatories import add_signatory
from credentials.models import Award, Candidacy, ProgramInterest, ProgramPage
from lms.notifications.models import Notification
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.test_concurrency import at_once

ROUNDS = 10

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("Threads that write at once need PostgreSQL (DATABASE_URL).")


def test_two_signatories_at_once_grant_one_pair():
    ours = ensure_issuer()
    partner = ensure_issuer(slug="riverbend", name="Riverbend University")
    signers = {issuer: [make_person(), make_person()] for issuer in (ours, partner)}
    for issuer, people in signers.items():
        for person in people:
            add_signatory(issuer, person, by=None)
    course = make_course()
    make_program(("Core", [course.achievement]), partner=partner)
    for _ in range(ROUNDS):
        person = make_person()
        finish(person, course)
        candidacy = Candidacy.objects.get(person=person)
        at_once(
            *(
                lambda i=issuer, s=signatory, c=candidacy: approve(
                    c, for_issuer=i, by=s
                )
                for issuer, people in signers.items()
                for signatory in people
            )
        )
        candidacy.refresh_from_db()
        pair = Award.objects.valid().filter(
            recipient=person, achievement__kind="certificate"
        )
        assert pair.count() == 2
        assert candidacy.award == pair.get(joint_with=None)
        assert pair.get(joint_with=candidacy.award).achievement.issuer == partner
        assert candidacy.approvals.count() == 2
        assert Candidacy.objects.filter(person=person).count() == 1


def test_two_tasks_at_once_tell_everybody_once():
    page = make_program(publish=False, opening="announced", title="Ground Truth")
    people = [make_person() for _ in range(20)]
    for person in people:
        note_interest(page, by=person)
    ProgramPage.objects.filter(pk=page.pk).update(opening="open")
    page = ProgramPage.objects.get(pk=page.pk)
    told = at_once(*[lambda: tell_interested(page, rule_id=0)] * 3)
    assert sum(told) == len(people)
    assert len(mail.outbox) == len(people)
    assert Notification.objects.filter(kind="opening").count() == len(people)
    assert not ProgramInterest.objects.filter(told_at=None).exists()
