"""A school looks after its own rooms, and after no other school's."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from courses.actions.cohorts import join
from courses.actions.enrollment import start
from discussions.actions.appeals import appeal, decide_appeal
from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from discussions.actions.posts import edit_post
from discussions.models import Discussion, ModerationAction, Restriction
from discussions.pages.decisions import decision_about
from lms.core import clock
from lms.schools.actions.care import suspend_member
from tests.factories.accounts import person, superuser
from tests.factories.courses import course_with_steps
from tests.factories.discussions import lounge, say
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    program,
    school,
    use,
)


class Place:
    """A school with two parents in its own cohort, a facilitator, an administrator."""

    def __init__(self, name, page, course):
        license = license_for(school(name), page=page)
        self.school = license.school
        invitation, _ = code_for(license)
        self.people = [person(f"{name} parent {n}") for n in (1, 2)]
        for user in self.people:
            use(invitation, user)
            start(course, by=user)
        self.room = Discussion.objects.get(cohort__memberships__user=self.people[0])
        self.facilitator = person(f"{name} facilitator")
        join(self.room.cohort, user=self.facilitator, role="facilitator")
        self.admin = administrator_of(self.school, f"{name} admin")
        self.url = f"/schools/{self.school.slug}"


@pytest.fixture
def two(db):
    course = course_with_steps(1)
    page = program(course)
    return [Place(name, page, course) for name in ("Cedar", "Birch")]


@pytest.fixture
def browsers(two, sign_in):
    cedar, birch = two
    return {
        "anonymous": Client(), "member": sign_in(cedar.people[1]),
        "facilitator": sign_in(cedar.facilitator), "other_admin": sign_in(birch.admin),
        "admin": sign_in(cedar.admin), "root": sign_in(superuser()),
    }  # fmt: skip


def days():
    today = clock.today()
    return {
        "since": today - dt.timedelta(days=9),
        "until": today + dt.timedelta(days=1),
    }


def sheets(response):
    """The tables of a record, by name."""
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {
        name.removesuffix(".csv"): list(
            csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
        )
        for name in archive.namelist()
        if name.endswith(".csv")
    }


@pytest.mark.parametrize(
    ("page", "method"),
    [("safeguarding", "get"), ("suspensions", "post"), ("record", "post")],
)
def test_who_may_look_after_a_schools_rooms(two, browsers, page, method):
    cedar, _ = two
    values = {
        "member": cedar.people[0].public_id,
        "kind": "mute",
        "reason": "x",
        **days(),
    }
    for who, browser in browsers.items():
        before = ModerationAction.objects.count()
        response = getattr(browser, method)(f"{cedar.url}/{page}/", values)
        allowed = who in ("admin", "root")
        assert (response.status_code == 404) == (not allowed and who != "anonymous"), (
            who
        )
        wrote = ModerationAction.objects.count() > before
        assert wrote == (allowed and method == "post"), who


def test_a_suspension_holds_in_the_schools_rooms_and_in_no_other(two):
    cedar, _ = two
    somebody = cedar.people[0]
    common = lounge(somebody)
    made = suspend_member(
        cedar.school, member=somebody, by=cedar.admin, kind="ban", reason="x"
    )
    assert list(Discussion.objects.open_to(somebody)) == [common]
    assert made.audience == f"school:{cedar.school.pk}"
    assert ModerationAction.objects.get().scope == made.audience


def test_nobody_suspends_whom_they_may_not(two, sign_in):
    cedar, birch = two
    root = superuser()
    colleague = administrator_of(cedar.school)
    for by, member in (
        (birch.admin, cedar.people[0]), (cedar.admin, birch.people[0]),
        (cedar.facilitator, cedar.people[0]), (cedar.admin, cedar.admin),
        (cedar.admin, colleague), (cedar.admin, root),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            suspend_member(cedar.school, member=member, by=by, kind="ban", reason="x")
    assert not Restriction.objects.exists()


def test_a_suspension_is_taken_back_by_the_school_and_not_by_another(two, browsers):
    cedar, birch = two
    made = suspend_member(
        cedar.school, member=cedar.people[0], by=cedar.admin, kind="ban", reason="x"
    )
    for url in (cedar.url, birch.url):
        page = f"{url}/suspensions/{made.pk}/ending/"
        assert browsers["other_admin"].post(page).status_code == 404
    line = ModerationAction.objects.get()
    assert browsers["other_admin"].post(f"/log/{line.pk}/undoing/").status_code == 404
    assert browsers["admin"].post(f"/log/{line.pk}/undoing/").status_code == 303
    assert not Restriction.objects.in_force().exists()


def test_an_appeal_goes_to_the_school_where_the_cohort_has_nobody_else(two, browsers):
    cedar, _ = two
    post = say(cedar.room, cedar.people[0], "canary")
    hide_post(post, by=cedar.facilitator, reason="x")
    post.refresh_from_db()
    asked = appeal(decision_about(post), by=cedar.people[0], words="Please look")
    page = f"/appeals/{asked.pk}/"
    assert page in browsers["admin"].get(f"{cedar.url}/safeguarding/").text
    assert "canary" in browsers["admin"].get(page).text
    assert browsers["other_admin"].get(page).status_code == 404
    decide_appeal(asked, by=cedar.admin, grant=True, answer="It is fine")
    post.refresh_from_db()
    assert post.state == "visible"


def test_the_record_has_everything_of_the_school_and_nothing_of_another(two, browsers):
    for place in two:
        name = place.school.name
        post = say(place.room, place.people[0], f"=canary of {name}")
        edit_post(post, by=place.people[0], body=f"{name} hidden words")
        flag_post(
            post, by=place.people[1], reason="names_child", words=f"note of {name}"
        )
        hide_post(post, by=place.facilitator, reason=f"reason of {name}")
    response = browsers["admin"].post(
        f"/schools/{two[0].school.slug}/record/", {**days(), "reason": "Inquiry 7"}
    )
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    found = sheets(response)
    whole = str(found)
    assert "Birch" not in whole
    (flag,) = found["flags"]
    assert flag["reporter"].startswith("Cedar parent 2")
    assert flag["note"] == "note of Cedar"
    assert [p["words"] for p in found["posts"]] == ["Cedar hidden words"]
    assert [r["words"] for r in found["earlier-words"]] == ["'=canary of Cedar"]
    hide, export = found["decisions"]
    assert (hide["before"], hide["after"], hide["reason"]) == (
        "visible", "hidden", "reason of Cedar",
    )  # fmt: skip
    assert export["reason"] == "Inquiry 7"


def test_the_record_needs_a_reason_and_days_in_order(two, browsers):
    page = f"{two[0].url}/record/"
    assert browsers["admin"].post(page, {**days(), "reason": ""}).status_code == 422
    turned = {"since": days()["until"], "until": days()["since"], "reason": "x"}
    assert browsers["admin"].post(page, turned).status_code == 422
    assert not ModerationAction.objects.exists()


def test_the_sites_record_is_of_the_rooms_that_are_everybodys(two, browsers):
    ana, ben = person("Ana"), person("Ben")
    flag_post(say(lounge(ana, ben), ana, "common"), by=ben, reason="other")
    post = say(two[0].room, two[0].people[0], "of the school")
    flag_post(post, by=two[0].people[1], reason="other")
    response = browsers["root"].post("/desk/safeguarding/", {**days(), "reason": "x"})
    found = sheets(response)
    assert [p["words"] for p in found["posts"]] == ["common"]
    assert "Cedar" not in str(found)
    assert browsers["admin"].post("/desk/safeguarding/", days()).status_code == 404
