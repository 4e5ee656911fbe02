"""Programs that open later: who asks to be told, and is told once."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from credentials.actions import interest as actions
from credentials.actions import publish_program
from credentials.actions.interest import drop_interest, note_interest, tell_interested
from credentials.errors import OpenAlready
from credentials.events import ProgramOpened, ProgramPublished
from credentials.models import (
    Achievement,
    ProgramIndexPage,
    ProgramInterest,
    ProgramPage,
)
from lms.notifications.models import Notification
from lms.notifications.subscribers import on_program_opened
from tests.credentials.conftest import (
    finish,
    make_course,
    make_person,
    make_program,
    rule_of,
)


@pytest.fixture
def announced(db):
    return make_program(
        title="Ground Truth",
        publish=False,
        opening="announced",
        audience="Teachers of soil.",
        purpose="To read a field.",
        benefits=[("item", "A spade of your own.")],
    )


def open_it(page, *courses):
    """Write the rule and open the program, as its author does."""
    page.rule = rule_of(("Core", [course.achievement for course in courses]))
    page.opening = "open"
    page.save()
    return publish_program(ProgramPage.objects.get(pk=page.pk), by=None)


def test_the_page_says_what_is_planned_and_has_no_rule(client, announced):
    page = client.get(announced.url).text
    for words in ["Teachers of soil.", "To read a field.", "A spade of your own."]:
        assert words in page
    assert "Tell me when it opens" in page
    assert "The rule, in words" not in page
    assert "Begin with any course" not in page


@pytest.mark.parametrize("address", ["/programs/", "/"])
def test_lists_say_that_it_opens_later(client, announced, address):
    make_program(("Core", [make_course().achievement]), title="Open Water")
    page = client.get(address).text
    later = page.index("Opens later")
    assert page.index("Open Water") < later < page.index("Ground Truth")
    assert page.count(">Ground Truth<") == 1


def test_an_announced_program_cannot_be_licensed(announced):
    from lms.schools.forms import LicenseForm

    make_program(("Core", [make_course().achievement]), title="Open Water")
    titles = [page.title for page in LicenseForm().fields["program"].queryset]
    assert "Open Water" in titles
    assert "Ground Truth" not in titles


def test_asking_and_taking_back_on_the_page(sign_in, learner, announced):
    client = sign_in(learner)
    address = f"/me/interests/{announced.pk}/"
    page = client.post(address, follow=True)
    assert page.redirect_chain == [(announced.url, 302)]
    assert "You will be told on the day it opens" in page.text
    client.post(address)
    assert ProgramInterest.objects.get().user == learner
    page = client.post(address, {"wanted": "no"}, follow=True)
    assert "Tell me when it opens" in page.text
    assert not ProgramInterest.objects.exists()


def test_a_visitor_signs_in_and_comes_back_to_the_page(client, announced):
    answer = client.post(
        f"/me/interests/{announced.pk}/",
        headers={"referer": f"http://testserver{announced.url}"},
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={announced.url}")
    assert not ProgramInterest.objects.exists()


def test_nobody_waits_for_a_program_that_is_open(learner):
    page = make_program(("Core", [make_course().achievement]))
    with pytest.raises(OpenAlready, match="is open"):
        note_interest(page, by=learner)


def test_how_many_wait_is_not_public(client, announced):
    before = words_of(client.get(announced.url).text)
    for _ in range(3):
        note_interest(announced, by=make_person())
    assert words_of(client.get(announced.url).text) == before


def words_of(page):
    """The main part of a page without the token of its form."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def test_opening_tells_each_once_with_what_counts_already(learner, announced, settle):
    one, two = make_course(), make_course()
    finish(learner, one)
    fresh, gone = make_person("Fen L."), make_person()
    for person in [learner, fresh, gone]:
        note_interest(announced, by=person)
    drop_interest(announced, by=gone)
    settle()
    mail.outbox.clear()
    with settle:
        rule = open_it(announced, one, two)
    told = {message.to[0]: message for message in mail.outbox}
    assert set(told) == {learner.email, fresh.email}
    assert told[learner.email].subject == "“Ground Truth” is open"
    assert "1 thing that you hold counts for it already." in told[learner.email].body
    assert "counts for it" not in told[fresh.email].body
    assert announced.url in told[fresh.email].body
    assert inbox(learner) == inbox(fresh) == ["Ground Truth"]
    with settle:
        actions.on_program_published(
            ProgramPublished(program_id=announced.pk, rule_id=rule.pk)
        )
    assert len(mail.outbox) == 2
    assert inbox(learner) == ["Ground Truth"]


def inbox(person):
    return list(
        Notification.objects.filter(recipient=person, kind="opening").values_list(
            "data__title", flat=True
        )
    )


def test_the_inbox_says_that_it_is_open(sign_in, learner, announced, settle):
    note_interest(announced, by=learner)
    with settle:
        open_it(announced, make_course())
    page = sign_in(learner).get(reverse("notifications:inbox"))
    assert "“Ground Truth” is open" in page.text


def test_an_echo_that_runs_twice_tells_nobody_twice(learner, announced, settle):
    interest = note_interest(announced, by=learner)
    with settle:
        rule = open_it(announced, make_course())
    on_program_opened(
        ProgramOpened(
            program_id=announced.pk,
            rule_id=rule.pk,
            interest_id=interest.pk,
            user_id=learner.pk,
        )
    )
    assert len(mail.outbox) == 1
    assert inbox(learner) == ["Ground Truth"]


def test_many_are_told_in_batches(announced, settle, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    people = [make_person() for _ in range(5)]
    for person in people:
        note_interest(announced, by=person)
    with settle:
        open_it(announced, make_course())
    assert sorted(m.to[0] for m in mail.outbox) == sorted(p.email for p in people)


def test_nobody_is_told_while_it_is_announced_or_not_live(learner, announced):
    note_interest(announced, by=learner)
    assert tell_interested(announced, rule_id=0) == 0
    announced.opening, announced.live = "open", False
    assert tell_interested(announced, rule_id=0) == 0
    assert ProgramInterest.objects.get().told_at is None


def test_the_editor_publishes_an_announced_program_without_a_rule(sign_in, admin):
    index = ProgramIndexPage.objects.get()
    address = f"/cms/pages/add/credentials/programpage/{index.pk}/"
    answer = sign_in(admin).post(address, {**EDITED, "title": "Ground Truth"})
    assert answer.status_code == 302
    page = ProgramPage.objects.get(title="Ground Truth")
    assert page.live
    assert not Achievement.objects.filter(program=page).exists()


def test_a_program_that_was_open_is_not_announced_again(sign_in, admin):
    page = make_program(("Core", [make_course().achievement]), title="Open Water")
    answer = sign_in(admin).post(
        f"/cms/pages/{page.pk}/edit/", {**EDITED, "title": "Open Water"}
    )
    assert "This program was open before" in answer.text
    page.refresh_from_db()
    assert page.opening == "open"


EDITED = {
    "slug": "edited",
    "group": "teachers",
    "opening": "announced",
    "renewal_window_days": "90",
    "grace_days": "30",
    **dict.fromkeys(
        ["benefits-count", "is_not-count", "rule-count", "renewal-count"], "0"
    ),
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
    "action-publish": "action-publish",
}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "For good. It does not expire."),
        ({"valid_months": 24}, "For 24 months."),
        ({"valid_months": 24, "grace_days": 14}, "until 14 days after it"),
        ({"level": "Trainer"}, "Trainer"),
    ],
)
def test_the_page_says_level_and_validity(client, db, fields, words):
    page = make_program(("Core", [make_course().achievement]), **fields)
    assert words in client.get(page.url).text
