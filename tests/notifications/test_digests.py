"""Digests: what is new and not read, once a day or a week, sent once."""

import datetime as dt

import pytest
from django.core import mail

from courses.actions.cohorts import leave
from discussions.models import Post
from lms.core import clock
from lms.notifications import digests
from lms.notifications.delivery import plan_first_digests, set_delivery, stop_digest
from lms.notifications.models import DeliveryPreference
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge, say
from tests.notifications.talking import hears, mention, read

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def ana(db):
    return person("Ana", email="ana@example.org")


@pytest.fixture
def ben(db):
    return person("Ben", email="ben@example.org")


@pytest.fixture
def room(ana, ben):
    with clock.at(MONDAY):
        room = lounge(ana, ben)
        plan_first_digests()
        stop_digest(ben)
    return room


@pytest.fixture
def digest_at(settle):
    """The worker's clock strikes at a moment; what was mailed by then."""

    def strikes(moment):
        with clock.at(moment), settle:
            digests.queue_digests()
        return mail.outbox

    return strikes


def day(number, hour=7, minute=1):
    """An hour in the first week of June."""
    return dt.datetime(2026, 6, number, hour, minute, tzinfo=dt.UTC)


def test_a_digest_comes_in_the_morning_with_what_is_new_and_mentions_first(
    room, ana, ben, digest_at
):
    with clock.at(MONDAY):
        for number in range(4):
            say(room, ben, f"Number {number}")
        mention(room, ben, ana)
    assert digest_at(day(2, hour=6)) == []
    (letter,) = digest_at(day(2))
    assert letter.subject == "5 new in your cohorts"
    assert "Lounge" in letter.body and "5 new in “Say hello”" in letter.body
    assert letter.body.index("Look at this") < letter.body.index("Number 0")
    assert "Number 3" not in letter.body and "And 2 more." in letter.body
    assert "/unsubscribe/" in letter.message()["List-Unsubscribe"]
    assert "/threads/" in letter.body and "<img" not in letter.alternatives[0][0]


def test_a_digest_is_sent_once_and_says_nothing_twice(room, ana, ben, digest_at):
    with clock.at(MONDAY):
        say(room, ben, "Old news")
    digest_at(day(2)), digest_at(day(2, minute=2))
    digests.mail_digest(ana.pk, day(2, minute=0).isoformat())
    assert len(mail.outbox) == 1
    with clock.at(day(2, hour=9)):
        say(room, ben, "Fresh news")
    _first, second = digest_at(day(3))
    assert "Fresh news" in second.body and "Old news" not in second.body


@pytest.mark.parametrize(
    "way", ["read", "hidden", "held", "left", "off", "all", "mine", "stopped"]
)
def test_no_digest_goes_out_when_nothing_in_it_would_be_new(
    room, ana, ben, digest_at, way
):
    with clock.at(MONDAY):
        post = say(room, ana if way == "mine" else ben)
    if way == "read":
        read(ana, post)
    elif way in ("hidden", "held"):
        Post.objects.filter(pk=post.pk).update(state=way)
    elif way == "left":
        leave(room.cohort, user=ana)
    elif way in ("off", "all"):
        hears(ana, room, way)
    elif way == "stopped":
        stop_digest(ana)
    assert digest_at(day(2)) == []


def test_words_that_are_hidden_between_the_queue_and_the_mail_are_not_in_it(
    room, ana, ben, settle
):
    with clock.at(MONDAY):
        say(room, ben, "Stays")
        post = say(room, ben, "Goes")
    with clock.at(day(2)):
        assert digests.queue_digests() == 1
        Post.objects.filter(pk=post.pk).update(state="hidden")
        settle()
    (letter,) = mail.outbox
    assert "Stays" in letter.body and "Goes" not in letter.body


def test_a_weekly_digest_comes_on_its_day_at_the_persons_own_hour(
    room, ana, ben, digest_at
):
    ana.timezone = "America/New_York"
    ana.save()
    with clock.at(MONDAY):
        set_delivery(
            ana, digest="week", digest_at=dt.time(18, 30), digest_on=3,
            quiet_from=None, quiet_until=None,
        )  # fmt: skip
        say(room, ben)
    assert digest_at(day(4, hour=22, minute=29)) == []
    (letter,) = digest_at(day(4, hour=22, minute=31))
    assert "this week" in letter.body
    assert DeliveryPreference.objects.get(user=ana).digest_due_at == day(11, 22, 30)


def test_a_digest_never_falls_into_quiet_hours(room, ana):
    with clock.at(MONDAY):
        row = set_delivery(
            ana, digest="day", digest_at=dt.time(6), digest_on=0,
            quiet_from=dt.time(21), quiet_until=dt.time(8),
        )  # fmt: skip
    assert row.digest_due_at == day(2, hour=8, minute=0)


def test_a_digest_that_failed_is_sent_once_when_it_is_tried_again(
    room, ana, ben, settle, settings
):
    with clock.at(MONDAY):
        say(room, ben)
    right = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notifications.test_awards.Down"
    with clock.at(day(2)):
        digests.queue_digests()
        with pytest.raises(OSError, match="no mail today"):
            digests.mail_digest(ana.pk, day(2, minute=0).isoformat())
        settings.EMAIL_BACKEND = right
        settle()
        digests.mail_digest(ana.pk, day(2, minute=0).isoformat())
    assert len(mail.outbox) == 1


def test_everybody_in_a_cohort_gets_a_digest_until_they_choose(room, ana, ben):
    assert plan_first_digests() == 0
    assert DeliveryPreference.objects.get(user=ana).digest_due_at == day(2, 7, 0)
    assert DeliveryPreference.objects.get(user=ben).digest == "never"


@pytest.mark.parametrize("threads", [1, 9])
def test_a_digest_of_many_threads_costs_as_much_as_one_of_one(
    room, ana, ben, threads, django_assert_max_num_queries
):
    with clock.at(MONDAY):
        say(room, ben)
        for number in range(threads):
            thread = room.threads.create(title=f"Thread {number}")
            say(thread, ben), say(thread, ben)
        assert hello(room)
    with django_assert_max_num_queries(8):
        news = digests.news_for(ana, since=MONDAY - dt.timedelta(1), until=day(2))
        assert sum(one.count for of in news for one in of.threads) == 2 * threads + 1
