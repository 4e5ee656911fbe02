"""Each constraint of joint awarding and of interest refuses the row it is there for."""

import pytest

from credentials.actions import ensure_issuer
from credentials.actions.joint import open_candidacy
from credentials.models import (
    Achievement,
    Approval,
    Candidacy,
    ProgramInterest,
    Signatory,
)
from lms.core import clock
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.test_constraints import refused


@pytest.fixture
def candidacy(db, learner):
    partner = ensure_issuer(slug="riverbend", name="Riverbend University")
    course = make_course()
    page = make_program(("Core", [course.achievement]), partner=partner)
    finish(learner, course)
    return Candidacy.objects.get(achievement__program=page)


def test_one_open_candidacy_a_person_and_certificate(candidacy):
    def another(**fields):
        return Candidacy.objects.create(
            achievement=candidacy.achievement,
            person=candidacy.person,
            rule=candidacy.rule,
            **fields,
        )

    assert refused(another)
    award = candidacy.person.awards.get()
    assert another(settled_at=clock.now(), award=award).pk


@pytest.mark.parametrize("settled", [True, False])
def test_settled_if_and_only_if_awarded(candidacy, settled):
    candidacy.settled_at = clock.now() if settled else None
    candidacy.award = None if settled else candidacy.person.awards.get()
    assert refused(candidacy.save)


def test_an_award_settles_one_candidacy(candidacy):
    award = candidacy.person.awards.get()
    Candidacy.objects.filter(pk=candidacy.pk).update(
        award=award, settled_at=clock.now()
    )
    again = open_candidacy(candidacy.rule, candidacy.person)
    again.award, again.settled_at = award, clock.now()
    assert refused(again.save)


def test_an_issuer_approves_a_candidacy_once(candidacy):
    issuer = candidacy.achievement.issuer

    def yes(who):
        return Approval.objects.create(
            candidacy=candidacy, issuer=who, approved_by=make_person()
        )

    assert yes(issuer).pk
    assert refused(lambda: yes(issuer))
    assert yes(candidacy.achievement.counterpart.issuer).pk


def test_a_partners_achievement_belongs_to_one_certificate(candidacy):
    other = Achievement.objects.get(
        program=make_program(("Core", [make_course().achievement]))
    )
    other.counterpart = candidacy.achievement.counterpart
    assert refused(other.save)


def test_a_partners_award_belongs_to_one_of_ours(candidacy, learner):
    from tests.credentials.test_constraints import again

    badge = learner.awards.get()
    fields = {"superseded_at": clock.now(), "joint_with_id": badge.pk}
    assert again(badge, **fields).pk
    assert refused(lambda: again(badge, **fields))


def test_somebody_signs_once_for_an_issuer(learner):
    issuer = ensure_issuer()

    def named(**fields):
        return Signatory.objects.create(issuer=issuer, user=learner, **fields)

    assert named(removed_at=clock.now()).pk
    assert named().pk
    assert refused(named)


def test_somebody_waits_once_for_a_program(learner):
    page = make_program(publish=False, opening="announced")

    def wish():
        return ProgramInterest.objects.create(page=page, user=learner)

    assert wish().pk
    assert refused(wish)
