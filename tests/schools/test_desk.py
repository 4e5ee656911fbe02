"""The desk: exact counts, forms that keep what was typed, one price at every size."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.schools.models import License
from tests.factories.accounts import person
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    program,
    school,
    seat_for,
)

pytestmark = pytest.mark.pages


@pytest.fixture
def license(db):
    return license_for(school("Cedar River School"), seats=3)


@pytest.fixture
def desk(license, sign_in):
    browser = sign_in(administrator_of(license.school))
    browser.address = f"/schools/{license.school.slug}/"
    return browser


def test_the_desk_says_exactly_how_many_seats_are_held_and_by_whom(license, desk):
    seat_for(license, person("Petra Parent"))
    page = desk.get(desk.address).content.decode()
    assert "<b>1 of 3</b> seats are held. 2 are free." in page
    assert page.count("Petra Parent") == 2  # the row, and the name of its button


def test_a_license_is_made_and_then_seats_can_be_added(license, desk):
    page = program()
    answer = desk.post(
        desk.address + "licenses/",
        {
            "program": page.pk,
            "seats_total": 20,
            "audience": "teacher",
            "starts_on": "2027-01-01",
            "ends_on": "2027-06-30",
        },
        follow=True,
    )
    assert "The license is made." in answer.content.decode()
    made = License.objects.get(program=page)
    assert (made.seats_total, made.ends_on) == (20, dt.date(2027, 6, 30))
    desk.post(f"/licenses/{made.pk}/seats/", {"seats_total": 25})
    made.refresh_from_db()
    assert made.seats_total == 25


def test_a_seat_is_freed_and_the_person_keeps_everything(license, desk):
    seat = seat_for(license, person("Petra Parent"))
    answer = desk.post(f"/seats/{seat.pk}/release/", follow=True).content.decode()
    assert "Petra Parent keeps every record and badge." in answer
    assert "<b>0 of 3</b>" in answer


def test_a_code_is_closed(license, desk):
    invitation, _ = code_for(license)
    assert f"Code {invitation.hint}" in desk.get(desk.address).content.decode()
    desk.post(f"/invitations/{invitation.pk}/revocation/")
    assert f"Code {invitation.hint}" not in desk.get(desk.address).content.decode()


def test_a_license_form_in_error_keeps_what_was_typed(license, desk):
    data = {
        "program": license.program_id,
        "seats_total": "77",
        "audience": "coach",
        "starts_on": "2027-06-30",
        "ends_on": "2027-06-01",
    }
    answer = desk.post(desk.address + "licenses/", data)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "The last day must come after the first." in words
    assert 'value="77"' in words and 'value="2027-06-30"' in words
    assert '<option value="coach" selected>' in words
    assert License.objects.count() == 1


def test_a_code_form_in_error_keeps_what_was_typed(license, desk):
    second = license_for(license.school, seats=9)
    data = {"license": license.pk, "max_uses": "0", "days": "900"}
    answer = desk.post(desk.address + "invitations/", data)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="900"' in words
    assert f'<option value="{license.pk}" selected>' in words
    assert f'<option value="{second.pk}">' in words


def test_a_license_of_another_school_gets_no_code_here(license, desk):
    foreign = license_for(school("Far Away School"))
    data = {"license": foreign.pk, "days": 30}
    answer = desk.post(desk.address + "invitations/", data)
    assert answer.status_code == 422
    assert "Choose a license of your own school." in answer.content.decode()
    assert foreign.program.title not in answer.content.decode().split("Make a code")[1]
    assert not foreign.invitations.exists()


@pytest.mark.parametrize("typed", ["0", "many", "100001", ""])
def test_a_number_of_seats_that_cannot_be_stays_in_its_box(license, desk, typed):
    answer = desk.post(f"/licenses/{license.pk}/seats/", {"seats_total": typed})
    words = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="new_seats_total_error"' in words
    if typed.isdigit():
        assert f'value="{typed}"' in words
    license.refresh_from_db()
    assert license.seats_total == 3


def test_a_license_does_not_shrink_below_the_seats_that_are_held(license, desk):
    seat_for(license), seat_for(license)
    answer = desk.post(
        f"/licenses/{license.pk}/seats/",
        {"seats_total": 1},
        HTTP_REFERER=f"http://testserver{desk.address}",
        follow=True,
    )
    words = answer.content.decode()
    assert "2 seats are held. Free some first, or keep at least that many." in words
    license.refresh_from_db()
    assert license.seats_total == 3


def test_a_desk_costs_as_many_queries_for_30_seats_as_for_3(license, desk):
    cost = {}
    for size in (3, 30):
        license.seats_total = size
        license.save()
        for _ in range(size - license.seats.count()):
            seat_for(license)
            code_for(license)
        license_for(license.school)
        desk.get(desk.address)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(desk.address).status_code == 200
        cost[size] = len(seen)
        license.refresh_from_db()
    assert cost[3] == cost[30] <= 14


def test_many_seats_are_shown_page_by_page(license, desk):
    license.seats_total = 60
    license.save()
    for _ in range(52):
        seat_for(license)
    assert desk.get(desk.address).content.count(b"/release/") == 50
    assert desk.get(desk.address + "?page=2").content.count(b"/release/") == 2
