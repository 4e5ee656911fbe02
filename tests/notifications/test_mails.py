"""Mails about a thread: late enough to be read live, grouped, once, and easy to stop."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from courses.actions.cohorts import leave
from discussions.actions.posts import delete_post
from discussions.models import Post, ThreadReader
from lms.core import clock
from lms.notifications import mailing
from lms.notifications.actions import mark_read
from lms.notifications.delivery import set_delivery
from lms.notifications.models import DeliveryPreference, Notification
from lms.notifications.unsubscribing import token_for
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge, say
from tests.notifications.talking import follow_talk, hears, later, mention, read, told

pytestmark = pytest.mark.django_db
DOWN = "tests.notifications.test_awards.Down"


@pytest.fixture
def ana(db):
    return person("Ana", email="ana@example.org")


@pytest.fixture
def ben(db):
    return person("Ben", email="ben@example.org")


@pytest.fixture
def room(ana, ben):
    return lounge(ana, ben)


@pytest.fixture
def post_goes_out(settle):
    """The worker walks the log now, and mails what is due some minutes later."""

    def goes_out(**time):
        follow_talk()
        with later(**(time or {"minutes": 12})), settle:
            mailing.queue_mails()
        return mail.outbox

    return goes_out


def test_a_burst_is_one_mail_with_its_words_and_a_way_to_stop(
    room, ana, ben, post_goes_out
):
    hears(ana, room, "all")
    for words in ("First *word*", "<b>Second</b> & third", "Fourth"):
        say(room, ben, words)
    (letter,) = post_goes_out()
    assert letter.to == ["ana@example.org"]
    assert letter.subject == "“Say hello” · Lounge"
    assert "3 new in “Say hello”" in letter.body
    assert "First word" in letter.body and "& third" in letter.body
    page = letter.alternatives[0][0]
    assert "<b>Second" not in page and "<img" not in page
    headers = letter.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://localhost:8000/unsubscribe/[^/]+/>", headers["List-Unsubscribe"]
    )
    assert headers["References"] == headers["In-Reply-To"] != headers["Message-ID"]
    assert told(ana).get().emailed_at


def test_what_comes_after_a_mail_is_one_more_mail_with_only_that(
    room, ana, ben, post_goes_out
):
    hears(ana, room, "all")
    say(room, ben, "Yesterday")
    post_goes_out()
    with later(hours=1):
        say(room, ben, "Today")
        first, second = post_goes_out()
    assert told(ana).get().count == 2
    assert "Today" in second.body and "Yesterday" not in second.body
    assert first.message()["References"] == second.message()["References"]
    assert first.message()["Message-ID"] != second.message()["Message-ID"]


@pytest.mark.parametrize(
    "way", ["live", "inbox", "hidden", "deleted", "left", "off", "digest", "early"]
)
def test_nothing_is_mailed_that_was_read_or_may_not_be_read_or_is_not_wanted(
    room, ana, ben, post_goes_out, way
):
    hears(ana, room, "mentions")
    post = mention(room, ben, ana)
    follow_talk()
    if way == "live":
        ThreadReader.objects.create(
            thread=post.thread, user=ana, last_read_seq=post.seq
        )
    elif way == "inbox":
        mark_read(ana)
    elif way == "hidden":
        Post.objects.filter(pk=post.pk).update(state="hidden")
    elif way == "deleted":
        delete_post(post, by=ben)
    elif way == "left":
        leave(room.cohort, user=ana)
    elif way in ("off", "digest"):
        hears(ana, room, way)
    assert post_goes_out(minutes=8 if way == "early" else 12) == []
    if way in ("hidden", "off"):  # and the row does not come back every minute
        assert not Notification.objects.filter(mail_due_at__isnull=False).exists()


def test_reading_half_of_it_live_leaves_the_other_half_to_the_mail(
    room, ana, ben, post_goes_out
):
    hears(ana, room, "all")
    seen = say(room, ben, "Seen")
    say(room, ben, "Unseen")
    follow_talk()
    read(ana, seen)
    (letter,) = post_goes_out()
    assert "Unseen" in letter.body and "Seen\n" not in letter.body


def test_a_mail_in_quiet_hours_waits_for_their_end(room, ana, ben, post_goes_out):
    ana.timezone = "Europe/Berlin"
    ana.save()
    set_delivery(
        ana, digest="never", digest_at=dt.time(7), digest_on=0,
        quiet_from=dt.time(22), quiet_until=dt.time(7),
    )  # fmt: skip
    hears(ana, room, "all")
    with clock.at(
        dt.datetime(2026, 10, 24, 20, 5, tzinfo=dt.UTC)
    ):  # 22:05, summer time
        say(room, ben)
        assert post_goes_out(hours=8, minutes=50) == []  # 5:55, winter time
        due = told(ana).get().mail_due_at
        assert due == dt.datetime(2026, 10, 25, 6, tzinfo=dt.UTC)
        assert len(post_goes_out(hours=9, minutes=56)) == 1


def test_a_mail_that_failed_is_sent_once_when_it_is_tried_again(
    room, ana, ben, settle, settings
):
    hears(ana, room, "all")
    say(room, ben)
    follow_talk()
    right, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    with later(minutes=12):
        mailing.queue_mails()  # and the worker dies before the task is done
        with pytest.raises(OSError, match="no mail today"):
            mailing.mail_thread(ana.pk, hello(room).pk)
        assert told(ana).get().emailed_at is None
        settings.EMAIL_BACKEND = right
        settle()
        mailing.mail_thread(ana.pk, hello(room).pk)
        with settle:
            assert mailing.queue_mails() == 0
    assert len(mail.outbox) == 1


def test_a_worker_killed_while_it_queues_queues_once(
    room, ana, ben, settle, monkeypatch
):
    hears(ana, room, "all")
    say(room, ben)
    follow_talk()

    class Dies:
        @staticmethod
        def enqueue(*args):
            raise KeyboardInterrupt

    with later(minutes=12):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(mailing.tasks, "mail_thread", Dies)
            mailing.queue_mails()
        with settle:
            assert mailing.queue_mails() == 1
        with settle:
            assert mailing.queue_mails() == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
def test_one_click_without_signing_in_stops_one_thread(room, ana, body):
    browser = Client(enforce_csrf_checks=True)
    address = f"/unsubscribe/{token_for(ana, hello(room))}/"
    page = browser.get(address)
    assert page.status_code == 200 and "Say hello" in page.text
    assert not ThreadReader.objects.exists()
    for _ in range(2):
        answer = browser.post(address, body)
        assert answer.status_code == 200 and "That is stopped" in answer.text
    reader = ThreadReader.objects.get()
    assert (reader.user, reader.level) == (ana, "off")


def test_the_link_of_a_digest_stops_the_digest(room, ana):
    for _ in range(2):
        answer = Client().post(f"/unsubscribe/{token_for(ana)}/")
        assert answer.status_code == 200
    chosen = DeliveryPreference.objects.get()
    assert (chosen.digest, chosen.digest_due_at) == ("never", None)
    assert not ThreadReader.objects.exists()


@pytest.mark.parametrize("change", ["other", "cut", "garbage", "gone"])
def test_a_link_that_was_changed_stops_nothing(room, ana, ben, change):
    token = token_for(ana, hello(room))
    payload, signature = token.split(":")
    other = token_for(ben, hello(room)).split(":")[0]
    broken = {
        "other": f"{other}:{signature}",
        "cut": payload,
        "garbage": "x" * 300,
        "gone": token,
    }[change]
    if change == "gone":
        room.delete()
    assert Client().post(f"/unsubscribe/{broken}/").status_code == 404
    assert not ThreadReader.objects.exists()


def test_a_link_says_nothing_about_whose_it_is(room, ana):
    import base64

    payload = token_for(ana, hello(room)).split(":")[0]
    plain = base64.urlsafe_b64decode(payload + "==")
    assert b"ana" not in plain.lower() and ana.public_id.hex.encode() in plain


def test_whoever_left_the_cohort_can_still_stop_its_mails(room, ana):
    leave(room.cohort, user=ana)
    answer = Client().post(f"/unsubscribe/{token_for(ana, hello(room))}/")
    assert answer.status_code == 200
    assert ThreadReader.objects.get().level == "off"
