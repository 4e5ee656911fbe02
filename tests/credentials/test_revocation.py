"""Taken back, standing again, withdrawn for good: each deed with its reason, on record."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from credentials.actions import (
    check_text,
    grant_award,
    publish_status_lists,
    restore_award,
    revoke_award,
    sweep_awards,
)
from credentials.actions.issuers import ensure_issuer
from credentials.actions.renewals import renew_award
from credentials.actions.revocation import withdraw_award
from credentials.checking.reports import Verdict
from credentials.errors import AwardRevokedAlready, AwardStands, WithdrawnForGood
from credentials.models import Achievement, Award
from credentials.rules.validity import State
from lms.core import clock
from lms.core.models import EventRecord
from tests.credentials.conftest import finish, make_person, make_program

START = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)


def log(award):
    return [(c.verb, c.reason, c.made_by) for c in award.changes.order_by("pk")]


def test_every_deed_is_logged_with_its_reason_and_who_did_it(badge, admin):
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    restore_award(badge, by=admin, reason="It was the right one")
    revoke_award(badge, by=None, reason="A rule of the site")
    assert log(badge) == [
        ("revoked", "Issued to the wrong person", admin),
        ("restored", "It was the right one", admin),
        ("revoked", "A rule of the site", None),
    ]


def test_an_award_is_revoked_once_and_only_a_revoked_one_is_restored(badge, admin):
    with pytest.raises(AwardStands):
        restore_award(badge, by=admin, reason="No reason")
    revoke_award(badge, by=admin, reason="By mistake")
    with pytest.raises(AwardRevokedAlready):
        revoke_award(badge, by=admin, reason="Once more")
    assert badge.changes.count() == 1


@pytest.mark.parametrize("who", ["learner", "stranger"])
def test_only_administrators_revoke_and_restore(badge, learner, admin, who):
    person = {"learner": learner, "stranger": make_person()}[who]
    with pytest.raises(PermissionDenied):
        revoke_award(badge, by=person, reason="Why not")
    revoke_award(badge, by=admin, reason="By mistake")
    with pytest.raises(PermissionDenied):
        restore_award(badge, by=person, reason="Why not")
    assert badge.changes.count() == 1


def test_its_holder_takes_an_award_back_for_good(badge, learner, admin, settle):
    body = badge.documents.get().body
    withdraw_award(badge, by=learner)
    settle()
    badge.refresh_from_db()
    assert check_text(body).verdict is Verdict.REVOKED
    assert badge.state is State.WITHDRAWN and badge.is_withdrawn
    assert log(badge) == [("withdrawn", "Withdrawn by its holder.", learner)]
    assert EventRecord.objects.get(name="AwardRevoked").actor == learner
    with pytest.raises(WithdrawnForGood):
        restore_award(badge, by=admin, reason="We would like it back")


@pytest.mark.parametrize("who", ["admin", "stranger"])
def test_nobody_withdraws_for_somebody_else(badge, admin, who):
    person = {"admin": admin, "stranger": make_person()}[who]
    with pytest.raises(PermissionDenied):
        withdraw_award(badge, by=person)
    badge.refresh_from_db()
    assert badge.stands


def test_what_was_revoked_or_withdrawn_is_not_withdrawn_again(badge, learner):
    withdraw_award(badge, by=learner)
    with pytest.raises(AwardRevokedAlready):
        withdraw_award(badge, by=learner)


def test_a_withdrawn_badge_can_be_earned_anew(badge, learner):
    withdraw_award(badge, by=learner)
    again = grant_award(badge.achievement, to=learner, by=None)
    assert again.stands and (again.cycle, again.renews) == (1, None)


def test_a_withdrawn_certificate_does_not_come_back_overnight(learner, course):
    page = make_program(("Core", [course.achievement]))
    with clock.at(START):
        finish(learner, course)
    certificate = learner.awards.get(achievement=page.achievement)
    withdraw_award(certificate, by=learner)
    assert sweep_awards() == 0
    assert not learner.awards.standing().filter(achievement=page.achievement).exists()


def test_a_lapsed_one_in_its_place_keeps_a_revoked_one_revoked(badge, learner, admin):
    revoke_award(badge, by=admin, reason="By mistake")
    Achievement.objects.filter(pk=badge.achievement_id).update(valid_months=1)
    badge.achievement.refresh_from_db()
    with clock.at(START):
        grant_award(badge.achievement, to=learner, by=None)
    with clock.at(START + dt.timedelta(days=200)), pytest.raises(AwardStands):
        restore_award(badge, by=admin, reason="By mistake")


@pytest.fixture
def pair(learner, course, settle):
    """Both halves of a joint certificate of two years."""
    page = make_program(("Core", [course.achievement]), title="Two rivers")
    ours = page.achievement
    partner = ensure_issuer(slug="partner", name="Partner University")
    theirs = Achievement.objects.create(
        issuer=partner,
        kind="certificate",
        slug="two-rivers",
        name="Two rivers",
        description="What two issuers award together.",
        criteria="All of it.",
    )
    Achievement.objects.filter(pk__in=(ours.pk, theirs.pk)).update(valid_months=24)
    theirs.refresh_from_db()
    with clock.at(START):
        publish_status_lists()
        finish(learner, course)
        half = Award.objects.get(achievement=ours)
        other = grant_award(theirs, to=learner, by=None, joint_with=half)
        settle()
    return half, other


def both(pair):
    return [Award.objects.get(pk=half.pk) for half in pair]


@pytest.mark.parametrize("first", [0, 1])
def test_both_halves_are_revoked_and_restored_together(pair, admin, settle, first):
    bodies = [half.documents.get().body for half in pair]
    with clock.at(START + dt.timedelta(days=1)):
        revoke_award(pair[first], by=admin, reason="By mistake")
        settle()
        assert [half.state for half in both(pair)] == [State.REVOKED] * 2
        assert {check_text(body).verdict for body in bodies} == {Verdict.REVOKED}
        restore_award(pair[1 - first], by=admin, reason="It was right")
        settle()
        assert {check_text(body).verdict for body in bodies} == {Verdict.GOOD}
    assert all(half.stands for half in both(pair))
    assert [[c.verb for c in half.changes.order_by("pk")] for half in pair] == [
        ["revoked", "restored"]
    ] * 2


@pytest.mark.parametrize("first", [0, 1])
def test_both_halves_are_withdrawn_together_and_never_restored(
    pair, learner, admin, first
):
    withdraw_award(pair[first], by=learner)
    assert [half.state for half in both(pair)] == [State.WITHDRAWN] * 2
    with pytest.raises(WithdrawnForGood):
        restore_award(pair[1 - first], by=admin, reason="We would like it back")


@pytest.mark.parametrize("first", [0, 1])
def test_both_halves_are_renewed_together(pair, learner, first):
    with clock.at(START + dt.timedelta(days=720)):
        renewal = renew_award(both(pair)[first], by=learner)
    assert renewal.renews == pair[first]
    ours, theirs = learner.awards.filter(cycle=2).order_by("pk")
    assert theirs.joint_with == ours
    assert (ours.renews, theirs.renews) == pair
    assert ours.expires_at == theirs.expires_at
    assert all(half.superseded_at for half in both(pair))
