"""Notices before an award ends: each once, to whom they concern, on their own calendar."""

import datetime as dt

import pytest
from django.core import mail

from credentials.actions import publish_status_lists, restore_award, revoke_award
from credentials.actions.renewals import renew_award
from credentials.actions.revocation import withdraw_award
from credentials.events import AwardRestored
from credentials.models import Achievement, Award
from lms.core import clock
from lms.notifications.decisions import on_award_restored
from lms.notifications.endings import due_notice, tell_of_ending, tell_of_endings
from lms.notifications.models import Notification
from lms.wiring import PERIODS
from tests.credentials.conftest import finish, make_person, make_program

START = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)
END = dt.datetime(2027, 5, 3, 9, tzinfo=dt.UTC)


def date(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def award(learner, course, settle):
    """A certificate that ends on 3 May 2027."""
    page = make_program(("Core", [course.achievement]), title="Two rivers")
    Achievement.objects.filter(pk=page.achievement.pk).update(valid_months=12)
    with clock.at(START):
        publish_status_lists()
        finish(learner, course)
        settle()
    mail.outbox.clear()
    return Award.objects.get(achievement=page.achievement)


@pytest.fixture
def on_day(settle):
    """What the worker does on the day that is so many days before the end."""

    def tell(left):
        with clock.at(END - dt.timedelta(days=left)):
            tell_of_endings()
            settle()

    return tell


def notices():
    return [
        n.dedupe_key for n in Notification.objects.filter(kind="renewal").order_by("pk")
    ]


@pytest.mark.parametrize(
    ("today", "number"),
    [
        ("2027-02-01", None),  # 91 days before
        ("2027-02-02", 90),
        ("2027-04-02", 90),  # slept for two months: late, and still true
        ("2027-04-03", 30),
        ("2027-04-26", 7),
        ("2027-05-02", 7),
        ("2027-05-03", 0),
        ("2027-05-10", 0),
        ("2027-05-11", None),
    ],
)
def test_which_notice_is_due(today, number):
    found = due_notice(
        awarded=date("2026-05-03"), ends=date("2027-05-03"), today=date(today)
    )
    assert found == number


def test_no_notice_is_due_whose_day_passed_before_the_award_was_made():
    ends = date("2027-05-03")
    assert (
        due_notice(awarded=date("2027-04-03"), ends=ends, today=ends - dt.timedelta(20))
        is None
    )
    assert (
        due_notice(awarded=date("2027-04-03"), ends=ends, today=ends - dt.timedelta(7))
        == 7
    )


def test_four_notices_are_sent_once_each_however_often_the_worker_asks(
    award, learner, on_day
):
    for left in range(95, -10, -1):
        on_day(left)
        if left % 30 == 0:
            on_day(left)
    assert notices() == [f"ending:{award.pk}:{n}" for n in (90, 30, 7, 0)]
    assert [letter.to for letter in mail.outbox] == [[learner.email]] * 4
    assert [letter.subject for letter in mail.outbox] == [
        "“Two rivers” expires in 90 days, on 3 May 2027.",
        "“Two rivers” expires in 30 days, on 3 May 2027.",
        "“Two rivers” expires in 7 days, on 3 May 2027.",
        "“Two rivers” expires today, on 3 May 2027.",
    ]


def test_a_worker_that_slept_a_day_catches_up_and_says_the_days_that_are_left(
    award, on_day
):
    on_day(91)
    on_day(29)
    on_day(28)
    assert notices() == [f"ending:{award.pk}:30"]
    assert mail.outbox[0].subject.startswith("“Two rivers” expires in 29 days")


def test_the_mail_says_what_to_do_and_leads_to_the_page(award, on_day):
    on_day(30)
    (letter,) = mail.outbox
    assert award.get_absolute_url() in letter.body
    assert "It can be renewed until 2 June 2027." in letter.body
    assert "Renew it here, with one button:" in letter.body
    assert "<img" not in letter.alternatives[0][0]


def test_the_mail_names_what_is_missing(award, learner, admin, on_day):
    badge = learner.awards.get(achievement__kind="badge")
    revoke_award(badge, by=admin, reason="Somebody else's work")
    on_day(30)
    assert "Still missing for the renewal: “Screens and sleep”." in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "3 May 2027"),
        ("Pacific/Kiritimati", "3 May 2027"),
        ("Pacific/Pago_Pago", "2 May 2027"),
    ],
)
def test_days_are_those_of_the_persons_own_calendar(award, learner, on_day, zone, day):
    learner.timezone = zone
    learner.save()
    on_day(30)
    assert day in mail.outbox[0].subject


def test_a_time_zone_that_does_not_exist_stops_nobodys_notice(award, learner, on_day):
    learner.timezone = "Middle/Earth"
    learner.save()
    on_day(30)
    assert notices() == [f"ending:{award.pk}:30"]


def revoke(award):
    revoke_award(award, by=None, reason="A mistake")


def renew(award):
    with clock.at(END - dt.timedelta(days=60)):
        renew_award(award, by=award.recipient)


def leave(award):
    award.recipient.anonymized_at = clock.now()
    award.recipient.save()


@pytest.mark.parametrize("deed", [revoke, renew, leave])
def test_nothing_is_said_where_there_is_nothing_to_do(award, on_day, deed):
    deed(award)
    for left in (30, 7, 0):
        on_day(left)
    assert not [key for key in notices() if key.startswith("ending:")]
    assert not [letter for letter in mail.outbox if "expire" in letter.subject]


def test_a_task_that_comes_after_the_renewal_says_nothing(award, learner):
    with clock.at(END - dt.timedelta(days=30)):
        renew_award(award, by=learner)
        tell_of_ending(award.pk, 30)
    assert not notices()


def test_a_renewal_is_told_as_one_and_the_next_end_has_notices_of_its_own(
    award, learner, on_day, settle
):
    on_day(30)
    with clock.at(END - dt.timedelta(days=20)):
        renewal = renew_award(award, by=learner)
        settle()
    assert mail.outbox[-1].subject == "“Two rivers” is renewed"
    on_day(-366 + 30)
    assert notices() == [
        f"ending:{award.pk}:30",
        f"award:{renewal.pk}",
        f"ending:{renewal.pk}:30",
    ]


def test_a_mail_that_failed_is_sent_the_next_time(award, on_day, settings):
    right = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notifications.test_awards.Down"
    with clock.at(END - dt.timedelta(days=30)), pytest.raises(OSError, match="no mail"):
        tell_of_ending(award.pk, 30)
    settings.EMAIL_BACKEND = right
    on_day(29)
    on_day(28)
    assert len(mail.outbox) == 1
    assert notices() == [f"ending:{award.pk}:30"]


def test_the_inbox_says_it_in_the_same_words(award, learner, on_day, sign_in):
    on_day(7)
    page = sign_in(learner).get("/me/inbox/").content.decode()
    assert "“Two rivers” expires in 7 days, on 3 May 2027." in page


def test_an_award_without_an_end_has_no_notices(badge, on_day):
    on_day(30)
    assert not notices()


def test_one_query_more_or_less_does_not_depend_on_how_many_awards_end(
    award, course, django_assert_max_num_queries
):
    for _ in range(5):
        with clock.at(START):
            finish(make_person(), course)
    with clock.at(END - dt.timedelta(days=30)), django_assert_max_num_queries(3):
        assert tell_of_endings() == 6


def test_the_worker_asks_every_day():
    assert tell_of_endings in PERIODS[86_400]


def test_a_revocation_and_a_restoration_are_told_once_with_their_reasons(
    badge, learner, admin, settle
):
    mail.outbox.clear()
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    settle()
    restore_award(badge, by=admin, reason="It was the right one")
    settle()
    event = AwardRestored(
        award_id=badge.pk, achievement_id=badge.achievement_id, user_id=learner.pk
    )
    on_award_restored(event)
    revoked, restored = mail.outbox
    assert revoked.subject == "“Screens and sleep” was revoked."
    assert "The reason given: “Issued to the wrong person”." in revoked.body
    assert badge.get_absolute_url() in revoked.body
    assert restored.subject == "“Screens and sleep” stands again."
    assert len(notices()) == 2


def test_who_took_it_back_themselves_is_not_told_that_it_was_revoked(
    badge, learner, settle
):
    mail.outbox.clear()
    withdraw_award(badge, by=learner)
    settle()
    assert not notices() and not mail.outbox
