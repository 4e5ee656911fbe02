"""A page that cannot be published at its time: it stays a draft, and its author is told once."""

import datetime as dt
import logging

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Revision

from courses.models import CoursePage
from credentials.models import ProgramPage
from lms.core import clock
from lms.core.housekeeping import publish_scheduled
from lms.notifications.models import Notification
from tests.credentials.conftest import make_course, make_person, make_program, rule_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(db):
    return make_person("Hamish", is_staff=True)


def plan(page, by, *, clean=True):
    """A draft whose time has come; one of an older version was not asked as much."""
    minute = clock.now() - dt.timedelta(minutes=1)
    return page.save_revision(user=by, approved_go_live_at=minute, clean=clean)


@pytest.fixture
def circle(author):
    """A timed draft that names a certificate which has come to name its own."""
    first = make_program(("One", [make_course().achievement]), title="First")
    make_program(("One", [first.achievement]), title="Second")
    second = ProgramPage.objects.get(title="Second")
    first.rule = rule_of(("One", [second.achievement]))
    return plan(first, author)


@pytest.fixture
def other(author):
    page = make_course("On its own")
    page.title = "On its own, anew"
    plan(page, author)
    return page


def test_the_others_are_published_and_the_refused_one_stays_a_draft(circle, other):
    publish_scheduled()
    assert CoursePage.objects.get(pk=other.pk).title == "On its own, anew"
    program = ProgramPage.objects.get(title="First")
    assert program.achievement.rules.count() == 1
    assert program.rule[0].value["leaves"][0].kind == "badge"
    assert program.get_latest_revision() == circle
    assert Revision.objects.filter(approved_go_live_at__isnull=False).count() == 0


def test_its_author_reads_why_in_the_inbox_once(
    circle, author, sign_in, settle, caplog
):
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            publish_scheduled()
            settle()
    told = Notification.objects.get()
    assert told.recipient == author
    html = sign_in(author).get("/me/inbox/").text
    assert "“First” was not published at its time" in html
    assert f"/cms/pages/{circle.object_id}/edit/" in html
    assert [r.name for r in caplog.records].count("tributary.publishing") == 1
    assert "“First”" in caplog.text


def test_when_its_author_is_gone_publishers_are_told(circle, author, settle):
    publisher = make_person("Soledad")
    publisher.groups.add(Group.objects.get(name="Publishers"))
    author.is_active = False
    author.save()
    publish_scheduled()
    settle()
    assert [told.recipient for told in Notification.objects.all()] == [publisher]


def test_an_old_draft_out_of_bounds_is_refused_in_words_too(author, settle):
    program = make_program(("One", [make_course().achievement]))
    program.valid_months = 99_999
    plan(program, author, clean=False)
    publish_scheduled()
    settle()
    assert "600 months" in Notification.objects.get().data["title"]
    assert ProgramPage.objects.get(pk=program.pk).valid_months is None
