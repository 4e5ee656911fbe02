"""The page of an award keeps telling the truth, in words."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from credentials.actions import (
    publish_status_lists,
    restore_award,
    revoke_award,
    share_award,
)
from credentials.actions.renewals import renew_award
from credentials.actions.revocation import withdraw_award
from credentials.models import Achievement, Award
from credentials.pages.history import history
from lms.core import clock
from tests.credentials.conftest import finish, make_program

pytestmark = pytest.mark.pages

MAY = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)


def later(days):
    return clock.at(MAY + dt.timedelta(days=days))


@pytest.fixture
def award(learner, course, settle):
    """A shared certificate of 3 May 2026, valid for a year."""
    page = make_program(("Core", [course.achievement]), title="Two rivers")
    Achievement.objects.filter(pk=page.achievement.pk).update(valid_months=12)
    with clock.at(MAY):
        publish_status_lists()
        finish(learner, course)
        settle()
        made = Award.objects.get(achievement=page.achievement)
        return share_award(made, by=learner)


def told(award, reader=None):
    found = Award.objects.get(pk=award.pk)
    return [line.words for line in history(found, reader or AnonymousUser())]


def test_it_says_from_when_until_when(award, badge):
    with later(10):
        assert told(award) == ["Valid from 3 May 2026 to 3 May 2027."]
    assert told(badge)[0].endswith("It does not expire.")


def test_an_expired_one_was_valid_and_was_never_revoked(award):
    with later(400):
        assert told(award) == ["Was valid from 3 May 2026 to 3 May 2027."]


def test_a_revocation_and_a_restoration_stay_with_their_reasons(award, admin):
    with later(32):
        revoke_award(award, by=admin, reason="Issued to the wrong person")
        assert told(award) == [
            "Was valid from 3 May 2026 to 4 June 2026.",
            "Revoked on 4 June 2026. The reason given: “Issued to the wrong person”.",
        ]
    with later(34):
        restore_award(award, by=admin, reason="It was the right one")
        assert told(award)[0] == "Valid from 3 May 2026 to 3 May 2027."
        assert told(award)[2] == (
            "Stands again since 6 June 2026. The reason given: “It was the right one”."
        )
    with later(36):
        revoke_award(award, by=admin, reason="Now for certain")
        assert told(award)[2].startswith("Stood again from 6 June 2026.")
    assert [c.made_by for c in award.changes.all()] == [admin] * 3


def test_an_award_revoked_before_there_was_a_log_says_so_too(award, admin):
    with later(32):
        revoke_award(award, by=admin, reason="Long ago")
        award.changes.all().delete()
        assert told(award)[1].startswith("Revoked on 4 June 2026.")


def test_its_holder_took_it_back(award, learner):
    with later(32):
        withdraw_award(award, by=learner)
        assert told(award)[1] == "Its holder took it back on 4 June 2026, for good."


def test_a_renewed_one_leads_to_the_current_one_for_whoever_may_open_that(
    award, learner
):
    with later(355):
        renewal = renew_award(award, by=learner)
        award.refresh_from_db()
        line = history(award, AnonymousUser())[-1]
        assert (line.words, line.href) == ("Renewed on 23 April 2027.", "")
        assert history(award, learner)[-1].href == renewal.get_absolute_url()
        share_award(renewal, by=learner)
        assert history(award, AnonymousUser())[-1].href == renewal.get_absolute_url()
        first, second = history(renewal, AnonymousUser())
    assert first.words == "Valid from 23 April 2027 to 3 May 2028."
    assert second.words == "It renews the one of 3 May 2026."
    assert second.href == award.get_absolute_url()
    with later(700):
        assert told(award)[0] == "Was valid from 3 May 2026 to 23 April 2027."


PAGES = [
    (10, "Valid today", "Expired on"),
    (380, "Expired on 3 May 2027", "Revoked"),
    (380, "can still renew it until 2 June 2027", "Valid today"),
    (420, "It is genuine, and its time is over.", "can still renew"),
]


@pytest.mark.parametrize(("day", "says", "says_not"), PAGES)
def test_anybody_reads_on_the_page_where_it_stands(award, client, day, says, says_not):
    with later(day):
        page = client.get(award.get_absolute_url()).content.decode()
    assert says in page
    assert says_not not in page


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        (lambda a, who: revoke_award(a, by=who.admin, reason="A mistake"), "Revoked"),
        (lambda a, who: withdraw_award(a, by=who.learner), "Withdrawn by its holder"),
        (lambda a, who: renew_award(a, by=who.learner), "Renewed by a later one"),
    ],
)
def test_anybody_reads_on_the_page_what_was_done(
    award, client, learner, admin, settle, deed, says
):
    with later(355):
        deed(award, SimpleNamespace(learner=learner, admin=admin))
        settle()
        page = client.get(award.get_absolute_url()).content.decode()
    assert f"</svg>{says}</b>" in page
    assert "Valid today" not in page


def test_the_holder_renews_on_the_page_with_one_button(
    award, learner, sign_in, client, settle
):
    address = f"/credentials/{award.public_id}/renewal/"
    with later(355):
        browser = sign_in(learner)
        assert address in browser.get(award.get_absolute_url()).content.decode()
        assert address not in client.get(award.get_absolute_url()).content.decode()
        answer = browser.post(address)
        renewal = learner.awards.get(cycle=2)
        assert answer.url == renewal.get_absolute_url()
        settle()
        page = browser.get(answer.url).content.decode()
    assert "Renewed until 3 May 2028." in page
    assert "It renews the one of 3 May 2026." in page


def test_a_refused_renewal_is_said_where_the_holder_is(award, learner, sign_in):
    browser = sign_in(learner)
    with later(10):
        page = award.get_absolute_url()
        answer = browser.post(
            f"/credentials/{award.public_id}/renewal/",
            HTTP_REFERER=f"http://testserver{page}",
            follow=True,
        )
    assert "It can be renewed from 2 February 2027." in answer.content.decode()
    assert learner.awards.filter(cycle=2).count() == 0


@pytest.mark.parametrize("place", ["renewal", "withdrawal"])
def test_nobody_renews_or_takes_back_for_somebody_else(award, admin, sign_in, place):
    with later(355):
        browser = sign_in(admin)
        address = f"/credentials/{award.public_id}/{place}/"
        assert browser.post(address).status_code == 404
    award.refresh_from_db()
    assert award.stands


def test_a_visitor_is_asked_to_sign_in(award, client):
    address = f"/credentials/{award.public_id}/withdrawal/"
    assert client.get(address).status_code == 302
    assert client.post(address).status_code == 302


def test_taking_it_back_is_asked_first_and_done_once(award, learner, sign_in, settle):
    browser = sign_in(learner)
    address = f"/credentials/{award.public_id}/withdrawal/"
    with later(20):
        assert "Nobody can undo this." in browser.get(address).content.decode()
        award.refresh_from_db()
        assert award.stands
        page = browser.post(address, follow=True).content.decode()
    assert "Taken back." in page
    award.refresh_from_db()
    assert award.is_withdrawn


def test_my_learning_says_when_something_ends(award, learner, sign_in):
    browser = sign_in(learner)
    for day, words in [
        (10, "expires on 3 May 2027"),
        (355, "renew by 2 June 2027"),
        (420, "expired on 3 May 2027"),
    ]:
        with later(day):
            assert words in browser.get("/me/").content.decode()


def test_my_learning_says_of_a_program_that_its_certificate_has_ended(
    award, learner, admin, sign_in
):
    browser = sign_in(learner)
    with later(380):
        page = browser.get("/me/").content.decode()
        assert "You held it: expired, renew by 2 June 2027." in page
        renew_award(award, by=learner)
        assert "You held it" not in browser.get("/me/").content.decode()
        revoke_award(learner.awards.get(cycle=2), by=admin, reason="A mistake")
        page = browser.get("/me/").content.decode()
    assert "You held it until it was taken back." in page
