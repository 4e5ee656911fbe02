"""Awards that end: the window, the next cycle, and what a renewal asks for."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from credentials.actions import (
    check_text,
    ensure_sign_off,
    grant_award,
    publish_program,
    publish_status_lists,
    retire_achievement,
    revoke_award,
    share_award,
    sweep_awards,
)
from credentials.actions.renewals import renew_award
from credentials.checking.reports import Verdict
from credentials.errors import NotRenewable
from credentials.models import Achievement, Award
from credentials.pages.renewals import end_of_one, offer
from credentials.rules.validity import State, months_later
from lms.core import clock
from tests.credentials.conftest import (
    finish,
    make_course,
    make_person,
    make_program,
    rule_of,
)

pytestmark = pytest.mark.pages

START = dt.datetime(2026, 1, 31, 9, tzinfo=dt.UTC)
END = dt.datetime(2028, 1, 31, 9, tzinfo=dt.UTC)


def days(number):
    return dt.timedelta(days=number)


def expiring(achievement, months=24):
    Achievement.objects.filter(pk=achievement.pk).update(valid_months=months)
    achievement.refresh_from_db()
    return achievement


@pytest.fixture
def page(course):
    """A program whose certificate is valid for two years."""
    return make_program(
        ("Core", [course.achievement]), title="Two rivers", valid_months=24
    )


@pytest.fixture
def certificate(learner, course, page, settle):
    """The certificate of a learner, granted on 31 January 2026."""
    with clock.at(START):
        publish_status_lists()
        finish(learner, course)
        settle()
    return Award.objects.get(achievement=page.achievement)


def test_an_award_that_ends_says_so_in_its_snapshot_and_its_signed_file(certificate):
    assert certificate.expires_at == certificate.awarded_at.replace(year=2028)
    until = certificate.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert certificate.snapshot["expires_at"] == until
    assert f'"validUntil":"{until}"' in certificate.documents.get().body


def test_an_award_that_does_not_end_says_nothing_about_it(badge):
    assert badge.expires_at is None
    assert badge.snapshot["expires_at"] is None
    assert "validUntil" not in badge.documents.get().body
    assert badge.state is State.VALID
    assert offer(badge, badge.recipient) is None


def test_an_expired_certificate_is_genuine_and_not_revoked(certificate):
    body = certificate.documents.get().body
    with clock.at(END + days(1)):
        assert check_text(body).verdict is Verdict.EXPIRED
        assert certificate.state is State.GRACE
        assert not certificate.is_valid
    with clock.at(END + days(31)):
        assert certificate.state is State.EXPIRED


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (END - days(89), months_later(END, 24)),
        (END + days(29), months_later(END + days(29), 24)),
    ],
)
def test_the_holder_renews_inside_the_window(
    certificate, learner, settle, moment, until
):
    with clock.at(moment):
        renewal = renew_award(certificate, by=learner)
        settle()
        assert check_text(renewal.documents.get().body).is_good
    certificate.refresh_from_db()
    assert renewal.cycle == 2 and renewal.renews == certificate
    assert certificate.superseded_at is not None
    assert certificate.revoked_at is None
    assert abs(renewal.expires_at - until) < dt.timedelta(minutes=1)
    assert renewal.basis["renews"] == certificate.pk
    assert renewal.basis["awards"] == [renewal.recipient.awards.earliest("pk").pk]
    (change,) = certificate.changes.all()
    assert (change.verb, change.made_by) == ("renewed", learner)


def test_a_renewal_starts_closed_whoever_sees_the_old_one(certificate, learner):
    share_award(certificate, by=learner)
    with clock.at(END - days(10)):
        renewal = renew_award(certificate, by=learner)
    assert renewal.shared_at is None


def test_renewing_twice_is_renewing_once(certificate, learner):
    with clock.at(END - days(10)):
        first = renew_award(certificate, by=learner)
        assert renew_award(certificate, by=learner) == first
        with pytest.raises(NotRenewable, match="can be renewed from"):
            renew_award(first, by=learner)
    assert Award.objects.filter(achievement=certificate.achievement).count() == 2


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (END - days(91), "It can be renewed from 2 November 2027"),
        (END + days(31), "It could be renewed until 1 March 2028"),
    ],
)
def test_outside_the_window_the_refusal_names_the_day(
    certificate, learner, moment, words
):
    with clock.at(moment), pytest.raises(NotRenewable, match=words):
        renew_award(certificate, by=learner)
    assert learner.awards.standing().get(achievement=certificate.achievement).cycle == 1


def test_an_administrator_renews_late_and_nobody_else_does(certificate, admin):
    with clock.at(END + days(200)):
        with pytest.raises(PermissionDenied):
            renew_award(certificate, by=make_person("Somebody else"))
        renewal = renew_award(certificate, by=admin)
    assert renewal.awarded_by == admin
    assert renewal.expires_at > END + days(200)


def test_the_rule_in_force_must_hold_on_the_day(certificate, learner, page, course):
    other = make_course("Paper and ink")
    page.rule = rule_of(("Core", [course.achievement, other.achievement]))
    publish_program(page, by=None)
    with clock.at(END - days(10)):
        with pytest.raises(NotRenewable, match="“Paper and ink”"):
            renew_award(certificate, by=learner)
        finish(learner, other)
        renewal = renew_award(certificate, by=learner)
    assert renewal.rule.version == 2
    assert len(renewal.snapshot["components"]) == 2


def test_a_revoked_badge_stops_the_renewal(certificate, learner, admin):
    badge = learner.awards.get(achievement__kind="badge")
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    with (
        clock.at(END - days(10)),
        pytest.raises(NotRenewable, match="Screens and sleep"),
    ):
        renew_award(certificate, by=learner)


def ask_anew(page, *leaves):
    """Publish what a program's renewal asks for in each cycle."""
    page.renewal = rule_of(("Since last time", leaves))
    publish_program(page, by=None)


def test_what_the_renewal_asks_for_must_be_earned_in_this_cycle(
    certificate, learner, page
):
    refresher = make_course("A yearly refresher")
    with clock.at(START - days(30)):
        finish(learner, refresher)
    ask_anew(page, refresher.achievement)
    with clock.at(END - days(10)):
        with pytest.raises(NotRenewable, match="A yearly refresher"):
            renew_award(certificate, by=learner)
        assert [w.name for w in offer(certificate, learner).wanted] == [
            "A yearly refresher"
        ]


def test_what_was_earned_since_the_cycle_began_renews_it_and_is_written_down(
    certificate, learner, page
):
    refresher = make_course("A yearly refresher")
    ask_anew(page, refresher.achievement)
    with clock.at(START + days(400)):
        fresh = finish(learner, refresher)
    with clock.at(END - days(10)):
        renewal = renew_award(certificate, by=learner)
    (counted,) = renewal.basis["renewal"]
    assert counted["award"] == fresh.pk
    assert len(renewal.snapshot["components"]) == 2


def test_beyond_the_grace_what_the_renewal_asks_for_brings_it_back(
    certificate, learner, page, settle
):
    refresher = make_course("A yearly refresher")
    ask_anew(page, refresher.achievement)
    with clock.at(END + days(60)):
        assert sweep_awards() == 0
        finish(learner, refresher)
        settle()
        again = learner.awards.standing().get(achievement=page.achievement)
        assert again.renews == certificate
        assert sweep_awards() == 0


def test_the_end_of_the_grace_alone_brings_nothing_back(
    certificate, learner, page, settle
):
    refresher = make_course("A yearly refresher")
    ask_anew(page, refresher.achievement)
    with clock.at(END + days(10)):
        finish(learner, refresher)
        settle()
    with clock.at(END + days(60)):
        assert sweep_awards() == 0
        assert certificate == learner.awards.standing().get(
            achievement=page.achievement
        )


def test_the_sweep_renews_nothing_by_itself(certificate, learner):
    for moment in (END + days(1), END + days(60)):
        with clock.at(moment):
            assert sweep_awards() == 0
    assert learner.awards.filter(achievement=certificate.achievement).count() == 1


def test_beyond_the_grace_a_certificate_is_earned_anew_by_earning_something(
    certificate, learner, page, course
):
    other = make_course("Paper and ink")
    page.rule = rule_of(("Any 1", [course.achievement, other.achievement], 1))
    publish_program(page, by=None)
    with clock.at(END + days(60)):
        finish(learner, other)
    again = learner.awards.standing().get(achievement=page.achievement)
    certificate.refresh_from_db()
    assert again.cycle == 2 and again.renews == certificate
    assert certificate.superseded_at is not None
    assert again.expires_at > END + days(60 + 700)


def test_in_the_grace_earning_something_leaves_the_button_to_its_holder(
    certificate, learner, page, course
):
    other = make_course("Paper and ink")
    page.rule = rule_of(("Any 1", [course.achievement, other.achievement], 1))
    publish_program(page, by=None)
    with clock.at(END + days(10)):
        finish(learner, other)
        assert learner.awards.filter(achievement=page.achievement).count() == 1
        assert renew_award(certificate, by=learner).cycle == 2


def test_a_revoked_certificate_comes_back_only_by_something_earned_since(
    learner, course, page, admin
):
    with clock.at(START):
        finish(learner, course)
    certificate = learner.awards.get(achievement=page.achievement)
    badge = learner.awards.get(achievement=course.achievement)
    with clock.at(START + days(1)):
        revoke_award(certificate, by=admin, reason="By mistake")
        assert sweep_awards() == 0
    with clock.at(START + days(2)):
        revoke_award(badge, by=admin, reason="Somebody else's work")
        grant_award(course.achievement, to=learner, by=None)
    again = learner.awards.valid().get(achievement=page.achievement)
    assert (again.cycle, again.renews) == (1, None)


@pytest.fixture
def sign_off(db):
    task = ensure_sign_off(
        "portfolio",
        name="The coaching portfolio",
        description="One cycle.",
        criteria="All lines met.",
        task="The rubric.",
        minutes=210,
    )
    return expiring(task, 12)


def test_a_sign_off_is_renewed_by_being_signed_off_again(sign_off, learner, admin):
    def sign(moment):
        with clock.at(moment):
            return grant_award(sign_off, to=learner, by=admin)

    first = sign(START)
    assert sign(START + days(100)) == first
    second = sign(START + days(300))
    assert (second.cycle, second.renews) == (2, first)
    assert abs(second.expires_at - months_later(START, 24)) < dt.timedelta(minutes=1)
    assert sign(START + days(301)) == second
    first.refresh_from_db()
    assert first.superseded_at is not None
    with (
        clock.at(START + days(301)),
        pytest.raises(NotRenewable, match="signed off again"),
    ):
        renew_award(second, by=learner)


def test_a_retired_certificate_is_not_renewed(certificate, learner, admin):
    retire_achievement(certificate.achievement, by=admin)
    certificate.refresh_from_db()
    with clock.at(END - days(10)):
        with pytest.raises(NotRenewable, match="is retired"):
            renew_award(certificate, by=learner)
        found = offer(certificate, learner)
    assert not found.can_renew and "renewed" not in found.sentence


def test_one_that_was_taken_back_is_not_renewed(certificate, learner, admin):
    revoke_award(certificate, by=admin, reason="By mistake")
    with clock.at(END - days(10)):
        with pytest.raises(NotRenewable, match="taken back"):
            renew_award(certificate, by=learner)
        certificate.refresh_from_db()
        assert offer(certificate, learner) is None


@pytest.mark.parametrize(
    ("moment", "can_renew", "words", "short"),
    [
        (
            END - days(100),
            False,
            "Valid until 31 January 2028. It can be renewed from 2 November 2027.",
            "expires on 31 January 2028",
        ),
        (
            END - days(10),
            True,
            "Valid until 31 January 2028. It can be renewed until 1 March 2028.",
            "renew by 1 March 2028",
        ),
        (
            END + days(10),
            True,
            "Expired on 31 January 2028. It can still be renewed until 1 March 2028.",
            "expired, renew by 1 March 2028",
        ),
        (
            END + days(40),
            False,
            "Expired on 31 January 2028.",
            "expired on 31 January 2028",
        ),
    ],
)
def test_its_holder_reads_what_can_be_done_and_when(
    certificate, learner, moment, can_renew, words, short
):
    with clock.at(moment):
        found = offer(certificate, learner)
        assert (found.sentence, found.can_renew) == (words, can_renew)
        assert end_of_one(certificate).words == short
        assert offer(certificate, make_person("Somebody else")) is None


def test_the_offer_names_the_new_end(certificate, learner):
    with clock.at(END - days(10)):
        assert "valid until 31 January 2030" in offer(certificate, learner).detail
