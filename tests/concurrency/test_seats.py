"""Fifty people use the code of a 20-seat license at the same moment: 20 get in."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from lms.schools.models import Invitation, SchoolMembership, Seat
from tests.factories.accounts import person
from tests.factories.schools import code_for, license_for, program, school

PEOPLE, SEATS, ROUNDS = 50, 20, 3
FULL = "All 20 seats of this license are taken. the office can add more, or free one."


def race(browsers, code):
    """Everybody presses the button at once; the answers as people see them."""
    gate = threading.Barrier(len(browsers))

    def press(browser):
        gate.wait()
        try:
            answer = browser.post(f"/join/{code}/membership/")
            words = " ".join(answer.content.decode().split())
            return answer.status_code, FULL if FULL in words else ""
        finally:
            connection.close()
            close_old_connections()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return Counter(pool.map(press, browsers))


def signed_in():
    browser = Client()
    browser.force_login(person(), "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.mark.django_db(transaction=True)
def test_fifty_people_and_twenty_seats():
    page, browsers = program(), [signed_in() for _ in range(PEOPLE)]
    for _ in range(ROUNDS):
        here = school(contact="the office")
        license = license_for(here, seats=SEATS, page=page)
        invitation, code = code_for(license)
        answers = race(browsers, code)
        assert answers == {(302, ""): SEATS, (409, FULL): PEOPLE - SEATS}
        license.refresh_from_db()
        seats = Seat.objects.open().filter(license=license)
        members = SchoolMembership.objects.filter(school=here)
        assert license.seats_used == seats.count() == members.count() == SEATS
        assert seats.values("membership").distinct().count() == SEATS
        assert Invitation.objects.get(pk=invitation.pk).uses == SEATS
