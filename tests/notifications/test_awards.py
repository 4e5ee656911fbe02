"""Somebody who earned something is told once, on the site and by one mail."""

import pytest
from django.core import mail

from credentials.events import AwardGranted
from credentials.models import Award
from lms.core import clock
from lms.notifications.models import Notification
from lms.notifications.subscribers import on_award_granted
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps, finish


@pytest.fixture
def course(db):
    return course_with_steps(1, title="Lids <down> & eyes up")


@pytest.fixture
def learner(db):
    return person("Noor & Co", email="noor@example.org")


def tell_again(user):
    award = Award.objects.get(recipient=user)
    on_award_granted(
        AwardGranted(
            award_id=award.pk,
            achievement_id=award.achievement_id,
            user_id=user.pk,
        )
    )


def test_a_badge_is_told_on_the_site_and_by_one_mail(learner, course, settle):
    with settle:
        finish(learner, course)
    told = Notification.objects.get(recipient=learner)
    award = Award.objects.get(recipient=learner)
    assert told.url == f"/credentials/{award.public_id}/"
    assert told.emailed_at and not told.read_at
    (letter,) = mail.outbox
    assert letter.to == ["noor@example.org"]
    assert letter.subject == "You earned “Lids <down> & eyes up”"
    assert told.url in letter.body and "Hello Noor & Co," in letter.body
    html = letter.alternatives[0][0]
    assert "Lids &lt;down&gt; &amp; eyes up" in html and "<img" not in html


def test_telling_twice_is_telling_once(learner, course, settle):
    with settle:
        finish(learner, course)
    tell_again(learner), tell_again(learner)
    assert Notification.objects.count() == len(mail.outbox) == 1


def test_a_mail_that_failed_is_sent_the_next_time(learner, course, settle, settings):
    right = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.notifications.test_awards.Down"
    finish(learner, course)
    with pytest.raises(OSError, match="no mail today"):
        tell_again(learner)
    assert Notification.objects.get().emailed_at is None
    settings.EMAIL_BACKEND = right
    tell_again(learner)
    assert Notification.objects.get().emailed_at
    assert len(mail.outbox) == 1


class Down:
    """A mail server that does not answer."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("no mail today")


@pytest.mark.parametrize("address", ["wen@demo.invalid", "gone@anonymized.invalid"])
def test_no_mail_goes_to_an_address_that_is_nobodys(address, course, settle):
    with settle:
        finish(person(email=address), course)
    assert Notification.objects.count() == 1
    assert not mail.outbox


def test_somebody_without_a_name_any_more_is_told_nothing(learner, course, settle):
    finish(learner, course)
    learner.anonymized_at = clock.now()
    learner.save()
    settle()
    assert not Notification.objects.exists() and not mail.outbox


def test_the_inbox_shows_ones_own_newest_first_until_read(learner, sign_in, settle):
    with settle:
        for title in ("First course", "Second course"):
            finish(learner, course_with_steps(1, title=title))
        finish(person(), course_with_steps(1, title="Somebody else's course"))
    browser = sign_in(learner)
    words = browser.get("/me/inbox/").content.decode()
    assert words.index("Second course") < words.index("First course")
    assert "Somebody else" not in words
    assert words.count(">new</span>") == 2
    browser.post("/me/inbox/reading/")
    assert ">new</span>" not in browser.get("/me/inbox/").content.decode()
    assert Notification.objects.unread().count() == 1  # somebody else's


@pytest.mark.parametrize(
    ("method", "address"), [("get", "/me/inbox/"), ("post", "/me/inbox/reading/")]
)
def test_a_visitor_has_no_inbox(client, db, method, address):
    answer = getattr(client, method)(address)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_an_inbox_of_30_costs_as_much_as_one_of_2(
    learner, sign_in, django_assert_max_num_queries
):
    browser = sign_in(learner)
    browser.get("/me/inbox/")
    for size in (2, 30):
        Notification.objects.bulk_create(
            Notification(
                recipient=learner, kind="award", dedupe_key=f"{size}:{n}",
                url="/", data={"title": "A badge"},
            )
            for n in range(size)
        )  # fmt: skip
        with django_assert_max_num_queries(5):
            assert browser.get("/me/inbox/").status_code == 200
