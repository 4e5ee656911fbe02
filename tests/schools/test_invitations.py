"""Codes: shown once, kept as a fingerprint, used by POST alone, hard to guess."""

import datetime as dt
import re

import pytest
from django.test import Client

from lms.core import clock
from lms.schools.actions.invitations import (
    ALPHABET,
    accept_invitation,
    create_invitation,
    find_invitation,
    new_code,
    revoke_invitation,
)
from lms.schools.actions.licenses import assign_seat, release_seat
from lms.schools.errors import InvitationNotOpen, SeatsExhausted, SeatWasReleased
from lms.schools.models import Invitation, SchoolMembership, Seat
from tests.factories.accounts import person
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    school,
    seat_for,
    use,
)


@pytest.fixture
def license(db):
    return license_for(school("Cedar River School"), seats=2)


def join(client, code):
    return client.post(f"/join/{code}/membership/")


def counts():
    return (
        SchoolMembership.objects.count(),
        Seat.objects.count(),
        list(Invitation.objects.values_list("uses", flat=True)),
    )


def test_a_code_is_long_and_survives_a_phone_call():
    code = new_code()
    assert re.fullmatch("-".join([f"[{ALPHABET}]{{4}}"] * 3), code)
    assert set(ALPHABET).isdisjoint("01ILOU")
    assert len(ALPHABET) ** 12 > 2**58
    assert len({new_code() for _ in range(100)}) == 100


def test_the_code_is_shown_once_and_only_its_fingerprint_is_kept(license, sign_in):
    desk = sign_in(administrator_of(license.school))
    address = f"/schools/{license.school.slug}/invitations/"
    made = desk.post(address, {"license": license.pk, "days": 60, "max_uses": ""})
    assert made.status_code == 201
    code = re.search(r"<strong>(\S+)</strong>", made.content.decode()).group(1)
    assert f"/join/{code}/" in made.content.decode()
    row = Invitation.objects.values().get()
    assert code not in str(row) and code.replace("-", "") not in str(row)
    assert code not in desk.get(f"/schools/{license.school.slug}/").content.decode()
    assert find_invitation(code, tried_by="test").license == license


@pytest.mark.parametrize(
    "typed", ["{code}", "  {lower} ", "{spaced}", "{plain}", "{lower_spaced}"]
)
def test_case_spaces_and_dashes_do_not_matter(license, sign_in, typed):
    _, code = code_for(license)
    user, spaced = person(), code.replace("-", " ")
    typed = typed.format(
        code=code, lower=code.lower(), spaced=spaced, plain=code.replace("-", ""),
        lower_spaced=spaced.lower(),
    )  # fmt: skip
    browser = sign_in(user)
    shown = browser.post("/join/", {"code": typed}, follow=True)
    assert shown.status_code == 200
    assert "Cedar River School invites you" in shown.content.decode()
    done = browser.post(shown.redirect_chain[-1][0] + "membership/")
    assert done.status_code == 302
    assert Seat.objects.open().get().membership.user == user


@pytest.mark.parametrize("typed", ["K7QM-2XP", "------------", "K7QM-2XP----"])
def test_a_code_that_lacks_letters_stays_in_the_box_with_a_sentence(client, db, typed):
    answer = client.post("/join/", {"code": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert "The code has twelve letters and numbers" in answer.content.decode()


def test_looking_uses_nothing_up(license, client, sign_in):
    _, code = code_for(license, max_uses=1)
    before = counts()
    for browser in (client, sign_in(person())):
        for _ in range(3):
            assert browser.get(f"/join/{code}/").status_code == 200
            assert browser.head(f"/join/{code}/").status_code == 200
        assert browser.get(f"/join/{code}/membership/").status_code == 405
    assert counts() == before


def test_joining_twice_counts_once(license, sign_in):
    invitation, code = code_for(license)
    browser = sign_in(person())
    assert join(browser, code).status_code == join(browser, code).status_code == 302
    invitation.refresh_from_db()
    license.refresh_from_db()
    assert (invitation.uses, license.seats_used) == (1, 1)
    assert SchoolMembership.objects.count() == Seat.objects.count() == 1


def test_a_code_without_a_license_makes_a_member_once(db):
    here = school()
    invitation, _ = create_invitation(here, license=None, by=None)
    user = person()
    assert accept_invitation(invitation, by=user) == accept_invitation(
        invitation, by=user
    )
    invitation.refresh_from_db()
    assert invitation.uses == 1 and not Seat.objects.exists()


def test_an_invitation_never_changes_the_role_of_who_belongs_already(license):
    admin = administrator_of(license.school)
    membership = use(code_for(license)[0], admin)
    assert membership.role == "admin"
    assert license.seats.open().get().membership == membership


CLOSED = {
    "unknown": lambda invitation: Invitation.objects.all().delete(),
    "expired": lambda invitation: Invitation.objects.update(expires_at=clock.now()),
    "revoked": lambda invitation: revoke_invitation(invitation, by=None),
    "used up": lambda invitation: Invitation.objects.update(uses=1, max_uses=1),
}


@pytest.mark.parametrize("how", CLOSED)
def test_whatever_closed_a_code_the_answer_is_the_same(license, sign_in, how):
    invitation, code = code_for(license)
    CLOSED[how](invitation)
    browser = sign_in(person())
    for answer in (browser.get(f"/join/{code}/"), join(browser, code)):
        assert answer.status_code == 404
        assert "This invitation is not open." in answer.content.decode()
    assert not SchoolMembership.objects.exists()


@pytest.mark.parametrize("how", ["expired", "revoked", "used up"])
def test_a_code_that_closed_after_it_was_looked_up_gives_nothing(license, how):
    invitation, code = code_for(license)
    found = find_invitation(code, tried_by="test")
    CLOSED[how](invitation)
    with pytest.raises(InvitationNotOpen):
        accept_invitation(found, by=person())
    assert not SchoolMembership.objects.exists()


def test_ten_wrong_codes_an_hour_and_then_even_a_right_one_waits(license, sign_in):
    _, code = code_for(license)
    browser = sign_in(person())
    for _ in range(10):
        assert browser.get(f"/join/{new_code()}/").status_code == 404
    for answer in (browser.get(f"/join/{code}/"), join(browser, code)):
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 3600
        assert re.search(
            r"a lot of codes at once. Try again in \d+ minutes",
            answer.content.decode(),
        )
    assert not Seat.objects.exists()
    assert sign_in(person()).get(f"/join/{code}/").status_code == 200  # others may
    with clock.at(clock.now() + dt.timedelta(hours=1, minutes=1)):
        assert join(browser, code).status_code == 302


def test_strangers_are_counted_by_the_address_behind_the_proxy(license, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    _, code = code_for(license)
    guesser = {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    for _ in range(10):
        Client().get(f"/join/{new_code()}/", **guesser)
    assert Client().get(f"/join/{code}/", **guesser).status_code == 429
    other = Client().get(f"/join/{code}/", HTTP_X_FORWARDED_FOR="203.0.113.8")
    assert other.status_code == 200


def test_right_codes_are_not_counted_as_tries(license, client):
    _, code = code_for(license)
    for _ in range(15):
        assert client.get(f"/join/{code}/").status_code == 200


def test_the_21st_person_of_a_20_seat_license_is_told_whom_to_ask(db, sign_in):
    license = license_for(school(contact="the office, office@cedar.example"), seats=20)
    invitation, code = code_for(license)
    for _ in range(20):
        use(invitation)
    before = counts()
    browser = sign_in(person())
    back = f"http://testserver/join/{code}/"
    answer = browser.post(f"/join/{code}/membership/", HTTP_REFERER=back, follow=True)
    words = answer.content.decode()
    assert "All 20 seats of this license are taken." in words
    assert "the office, office@cedar.example can add more, or free one." in words
    assert counts() == before
    license.refresh_from_db()
    assert license.seats_used == 20
    with pytest.raises(SeatsExhausted):
        use(invitation)


def test_a_seat_taken_back_is_not_given_again_by_a_code(license, sign_in):
    invitation, code = code_for(license)
    user = person()
    use(invitation, user)
    seat = license.seats.get()
    release_seat(seat, by=None)
    before = counts()
    answer = join(sign_in(user), code)
    assert answer.status_code == 409
    assert "Your seat was given back earlier. Ask the office" in answer.content.decode()
    with pytest.raises(SeatWasReleased):
        use(invitation, user)
    assert counts() == before
    assert (
        assign_seat(license, to=seat.membership, by=None).pk != seat.pk
    )  # the desk may


def test_signing_in_leads_back_to_the_code(license, client):
    _, code = code_for(license)
    page = client.get(f"/join/{code}/").content.decode()
    assert f"next=/join/{code}/" in page
    answer = join(client, code)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_the_form_can_be_sent_by_a_browser_that_keeps_the_address_to_itself(license):
    """`no-referrer` would make browsers send `Origin: null`, which the guard refuses."""
    _, code = code_for(license)
    user = person()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    page = browser.get(f"/join/{code}/")
    assert 'content="no-referrer"' not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    answer = browser.post(
        f"/join/{code}/membership/",
        {"csrfmiddlewaretoken": token.group(1)},
        HTTP_ORIGIN="http://testserver",
    )
    assert answer.status_code == 302


def test_a_member_with_a_seat_of_another_license_uses_a_code_once_more(license):
    user = person()
    seat_for(license, user)
    second = license_for(license.school, seats=1)
    use(code_for(second)[0], user)
    assert SchoolMembership.objects.filter(user=user).count() == 1
    assert Seat.objects.open().filter(membership__user=user).count() == 2
