"""Who finds which desk: a foreign school and one that does not exist look the same."""

import re

import pytest
from django.test import Client

from lms.schools.models import Invitation, License, Seat
from tests.factories.accounts import person, superuser
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    member_of,
    school,
    seat_for,
)


@pytest.fixture
def world(db):
    """A school with one of everything, and a desk elsewhere."""
    license = license_for(school("Cedar River School"), seats=5)
    seat = seat_for(license, person("Petra Parent"))
    invitation, _ = code_for(license)
    return license, seat, invitation


@pytest.fixture
def browsers(world, sign_in):
    license, _, _ = world
    return {
        "anonymous": Client(),
        "stranger": sign_in(person()),
        "member": sign_in(member_of(license.school).user),
        "other_admin": sign_in(administrator_of(school())),
        "admin": sign_in(administrator_of(license.school)),
        "superuser": sign_in(superuser()),
    }


LICENSE = {
    "seats_total": "7",
    "audience": "parent",
    "starts_on": "2027-01-01",
    "ends_on": "2027-06-01",
}
# What is asked -> (method, address of it, address of one that is not there, data)
ASKED = {
    "desk": ("get", "/schools/{school}/", "/schools/nowhere/", {}),
    "licenses": ("post", "/schools/{school}/licenses/", "/schools/nowhere/licenses/", LICENSE),
    "invitations": (
        "post", "/schools/{school}/invitations/", "/schools/nowhere/invitations/", {"days": 9},
    ),
    "seats": ("post", "/licenses/{license}/seats/", "/licenses/999999/seats/", {"seats_total": 9}),
    "release": ("post", "/seats/{seat}/release/", "/seats/999999/release/", {}),
    "revocation": (
        "post", "/invitations/{invitation}/revocation/", "/invitations/999999/revocation/", {},
    ),
}  # fmt: skip
ANSWERS = [
    ("anonymous", 302),
    ("stranger", 404),
    ("member", 404),
    ("other_admin", 404),
    ("admin", "in"),
    ("superuser", "in"),
]


def state():
    """What a write would have changed."""
    return (
        list(License.objects.values_list("seats_total", "seats_used").order_by("pk")),
        Seat.objects.open().count(),
        list(Invitation.objects.values_list("revoked_at", flat=True)),
    )


def without_token(answer):
    return re.sub(
        rb'(nonce|value|hx-headers)=["\'][^>]*?["\'](?=[ >])', b"", answer.content
    )


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize(("who", "status"), ANSWERS)
def test_who_may_do_what_at_a_desk(world, browsers, what, who, status):
    license, seat, invitation = world
    method, address, nowhere, data = ASKED[what]
    address = address.format(
        school=license.school.slug, license=license.pk, seat=seat.pk,
        invitation=invitation.pk,
    )  # fmt: skip
    if what in ("licenses", "invitations"):
        data = {**data, "program": license.program_id, "license": license.pk}
    before, browser = state(), browsers[who]
    answer = getattr(browser, method)(address, data)
    absent = getattr(browser, method)(nowhere, data)
    if status == "in":
        assert answer.status_code in (200, 201, 302)
        assert "/accounts/login" not in answer.headers.get("Location", "")
        assert (state() == before) == (what == "desk")
        assert absent.status_code == 404
    else:
        assert answer.status_code == absent.status_code == status
        assert state() == before
        assert without_token(answer) == without_token(absent)
        assert b"Cedar River" not in answer.content
        assert b"Petra" not in answer.content


@pytest.mark.parametrize("what", [w for w in ASKED if w != "desk"])
def test_following_a_link_writes_nothing(world, browsers, what):
    license, seat, invitation = world
    address = ASKED[what][1].format(
        school=license.school.slug, license=license.pk, seat=seat.pk,
        invitation=invitation.pk,
    )  # fmt: skip
    assert browsers["admin"].get(address).status_code == 405


def test_somebody_who_left_the_school_no_longer_finds_its_desk(world, sign_in):
    from lms.core import clock

    admin = administrator_of(world[0].school)
    admin.school_memberships.update(left_at=clock.now())
    assert sign_in(admin).get(f"/schools/{world[0].school.slug}/").status_code == 404


def test_one_sees_the_ways_to_ones_own_desks_only(world, browsers):
    address = f"/schools/{world[0].school.slug}/".encode()
    for who, browser in browsers.items():
        page = browser.get("/schools/")
        assert page.status_code == 200
        assert (address in page.content) == (who == "admin")
