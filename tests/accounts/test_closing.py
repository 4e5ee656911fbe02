"""Closing an account: what goes, what stays, and who chooses."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from courses.models import CohortMembership
from credentials.actions import check_text, share_award, sweep_awards
from credentials.checking.reports import Verdict
from credentials.models import Award, AwardDocument
from discussions.models import Post, Reflection
from lms.accounts.actions import anonymize_user
from lms.accounts.errors import LastAdministrator
from lms.core.models import EventRecord
from lms.notifications.models import Notification
from lms.schools.models import SchoolMembership, Seat
from tests.factories.accounts import PASSWORD, administrator, person, superuser
from tests.factories.courses import course_with_steps, finish, module_in
from tests.factories.discussions import practice_step, room_for, say
from tests.factories.schools import license_for, program, school, seat_for

pytestmark = pytest.mark.django_db
CLOSING = "/accounts/closing/"
KEEP = {"credentials": "keep", "password": PASSWORD}
WITHDRAW = {"credentials": "withdraw", "password": PASSWORD}


@pytest.fixture
def learner():
    return person("Noor Adeyemi-Holt")


@pytest.fixture
def awards(learner, settle):
    """Two badges, signed; the first is shared."""
    for _ in range(2):
        finish(learner, course_with_steps(1))
    settle()
    earned = list(Award.objects.filter(recipient=learner).order_by("pk"))
    share_award(earned[0], by=learner)
    return earned


def program_of(awards):
    """A published program that asks for what somebody holds."""
    return program(*[award.achievement.course for award in awards])


def text_of(award):
    return AwardDocument.objects.get(award=award, format="open_badge").body


def test_the_page_says_what_goes_and_what_stays(sign_in, learner):
    page = sign_in(learner).get(CLOSING).content.decode()
    for words in ("What goes", "What stays", "Keep them checkable", "Withdraw them"):
        assert words in page
    assert 'action="/me/credentials.zip"' in page


def test_nobody_closes_an_account_without_signing_in(client):
    assert client.get(CLOSING).status_code == 302
    assert client.post(CLOSING, KEEP).status_code == 302


@pytest.mark.parametrize(
    "form",
    [
        {"credentials": "keep"},
        {"credentials": "keep", "password": "a guess"},
        {"password": PASSWORD},
        {"credentials": "both", "password": PASSWORD},
    ],
)
def test_nothing_is_closed_without_the_password_and_a_choice(sign_in, learner, form):
    assert sign_in(learner).post(CLOSING, form).status_code == 422
    learner.refresh_from_db()
    assert learner.is_active


def test_the_password_cannot_be_guessed_here(sign_in, learner):
    browser = sign_in(learner)
    for _ in range(5):
        browser.post(CLOSING, {"credentials": "keep", "password": "a guess"})
    assert browser.post(CLOSING, KEEP).status_code == 429
    learner.refresh_from_db()
    assert learner.is_active


@pytest.mark.parametrize(("typed", "status"), [("other@example.org", 422), ("", 302)])
def test_whoever_has_no_password_types_the_address(sign_in, learner, typed, status):
    learner.set_unusable_password()
    learner.save()
    form = {"credentials": "keep", "email": typed or learner.email.upper()}
    assert sign_in(learner).post(CLOSING, form).status_code == status


def test_every_device_is_signed_out_at_once(sign_in, learner):
    here, there = sign_in(learner), sign_in(learner)
    answer = here.post(CLOSING, KEEP, follow=True)
    assert "Your account is closed" in answer.content.decode()
    for browser in (here, there):
        assert browser.get("/accounts/profile/").status_code == 302


def test_whoever_signed_in_by_the_form_can_close_it_and_not_come_back(client, learner):
    form = {"login": learner.email, "password": PASSWORD}
    client.post("/accounts/login/", form)
    assert client.get("/accounts/profile/").status_code == 200
    answer = client.post(CLOSING, KEEP, follow=True)
    assert answer.status_code == 200
    assert "Your account is closed" in answer.content.decode()
    client.post("/accounts/login/", form)
    assert client.get("/accounts/profile/").status_code == 302
    assert not UserSession.objects.filter(user=learner).exists()


def test_the_seat_is_free_and_the_places_are_left(sign_in, learner):
    licensed = license_for(school(), seats=1)
    seat_for(licensed, learner)
    room_for(course_with_steps(1), learner)
    sign_in(learner).post(CLOSING, KEEP)
    licensed.refresh_from_db()
    assert licensed.seats_used == 0
    assert not Seat.objects.open().exists()
    assert not SchoolMembership.objects.filter(left_at__isnull=True).exists()
    assert not CohortMembership.objects.filter(left_at__isnull=True).exists()


def test_what_was_said_stays_under_former_member(sign_in, learner):
    colleague = person("Robin")
    room = room_for(course_with_steps(1), learner, colleague)
    say(room, learner, "A good question.")
    sign_in(learner).post(CLOSING, KEEP)
    page = sign_in(colleague).get(f"/discussions/{room.pk}/").content.decode()
    assert "A good question." in page
    assert "Former member" in page
    assert "Noor" not in page


def test_private_notes_and_the_inbox_go(sign_in, learner, awards):
    course = course_with_steps(1)
    practice = practice_step(module_in(course))
    enrollment = finish(learner, course_with_steps(1))
    Reflection.objects.create(enrollment=enrollment, page=practice, text="Mine.")
    sign_in(learner).post(CLOSING, KEEP)
    assert not Reflection.objects.exists()
    assert not Notification.objects.filter(recipient=learner).exists()
    assert Post.objects.count() == 0


def test_kept_credentials_stay_as_they_were(sign_in, learner, awards):
    shared, private = awards
    before = [(a.snapshot, text_of(a)) for a in awards]
    sign_in(learner).post(CLOSING, KEEP)
    anybody = Client()
    assert anybody.get(f"/credentials/{shared.public_id}/").status_code == 200
    assert anybody.get(f"/credentials/{shared.public_id}.png").status_code == 200
    assert anybody.get(f"/credentials/{private.public_id}/").status_code == 404
    for award, (snapshot, text) in zip(awards, before, strict=True):
        award.refresh_from_db()
        assert award.snapshot == snapshot
        assert text_of(award) == text
        assert check_text(text).is_good


def test_withdrawn_credentials_are_refused_and_nameless(
    sign_in, learner, awards, settle
):
    texts = [text_of(a) for a in awards]
    secrets = [learner.display_name] + [
        a.snapshot["recipient"]["email_hash"] for a in awards
    ]
    sign_in(learner).post(CLOSING, WITHDRAW)
    settle()
    for award, text in zip(awards, texts, strict=True):
        award.refresh_from_db()
        assert check_text(text).verdict == Verdict.REVOKED
        assert not any(secret in str(award.snapshot) for secret in secrets)
        assert not award.documents.exists()
        for ending in ("/", ".json", ".png", ".svg", ".pdf", ".jwt"):
            address = f"/credentials/{award.public_id}{ending}"
            assert Client().get(address).status_code == 404, address
    assert Award.objects.filter(recipient=learner).count() == len(awards)


def test_a_rule_of_later_days_grants_nothing_to_a_closed_account(
    sign_in, learner, awards, settle
):
    sign_in(learner).post(CLOSING, KEEP)
    program_of(awards)
    settle()
    assert sweep_awards() == 0
    assert Award.objects.filter(recipient=learner).count() == len(awards)


def test_an_administrator_closes_it_for_somebody_and_it_is_written_down(
    sign_in, learner, awards, settle
):
    desk = administrator()
    browser = sign_in(desk)
    edit = browser.get(f"/cms/users/edit/{learner.pk}/").content.decode()
    address = f"/cms/people/{learner.pk}/closing/"
    assert address in edit
    assert browser.get(address).status_code == 200
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"credentials": "withdraw"}).status_code == 302
    settle()
    record = EventRecord.objects.get(name="UserAnonymized")
    assert (record.actor, record.subject_user) == (desk, learner)
    assert record.payload["keeps_credentials"] is False
    assert not Award.objects.valid().filter(recipient=learner).exists()
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("who", ["learner", "stranger", "administrator"])
def test_who_may_not_close_an_account_in_the_back_office(sign_in, learner, who):
    boss = superuser()
    asking = {
        "learner": learner, "stranger": person(), "administrator": administrator(),
    }[who]  # fmt: skip
    target = boss if who == "administrator" else person()
    answer = sign_in(asking).post(
        f"/cms/people/{target.pk}/closing/", {"credentials": "keep"}
    )
    assert answer.status_code in (302, 403)
    target.refresh_from_db()
    assert target.anonymized_at is None


def test_the_last_superuser_stays():
    boss = superuser()
    with pytest.raises(LastAdministrator):
        anonymize_user(boss, by=boss, keeps_credentials=True)
    superuser("Second")
    anonymize_user(boss, by=boss, keeps_credentials=True)
    boss.refresh_from_db()
    assert not boss.is_superuser
