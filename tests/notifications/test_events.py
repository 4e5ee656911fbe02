"""What happens to somebody, or in their cohort, is told on the site and by mail where due."""

import datetime as dt

import pytest
from django.core import mail

from courses.actions.cohorts import leave
from discussions.actions.appeals import appeal, decide_appeal
from discussions.actions.flags import flag_post, remind_of_flags
from discussions.actions.hiding import hide_post
from discussions.actions.nudges import nudge, remind_member
from discussions.actions.restricting import restrict_member
from discussions.actions.sessions import (
    Plan,
    cancel_session,
    move_session,
    plan_session,
)
from discussions.events import MemberNudged
from discussions.models import Nudge
from discussions.pages.decisions import decision_about
from lms.core import clock
from lms.notifications import care, cohorts
from lms.notifications.models import Notification
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say
from tests.notifications.talking import hears, later, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    names = ("Ana", "Ben", "Hanne")
    ana, ben, hanne = (
        person(name, email=f"{name.lower()}@example.org") for name in names
    )
    return ana, ben, hanne, lounge(ana, ben, facilitator=hanne)


def letters(user):
    """The mails that somebody got."""
    return [letter for letter in mail.outbox if letter.to == [user.email]]


def sentences(user):
    """What stands in somebody's inbox of things that are not talk."""
    return [row.data["title"] for row in told(user)]


def test_a_facilitators_line_reaches_one_member_alone_once(people, settle, sign_in):
    ana, ben, hanne, room = people
    with settle:
        nudge(room, to=ana, by=hanne, words="How is the second lesson going?")
    event = MemberNudged(
        nudge_id=Nudge.objects.get().pk, user_id=ana.pk,
        cohort_id=room.cohort_id, actor_id=hanne.pk,
    )  # fmt: skip
    care.on_member_nudged(event)
    (letter,) = letters(ana)
    assert "second lesson" in letter.body and letter.subject == "Hanne wrote you a line"
    assert sentences(ana) == ["Hanne wrote you a line"] and not letters(ben)
    assert sign_in(ana).get(told(ana).get().url).status_code == 200


@pytest.mark.parametrize(("kind", "said"), [("mute", "not post"), ("ban", "removed")])
def test_a_restriction_is_told_with_its_end_in_the_persons_own_time(
    people, settle, sign_in, kind, said
):
    ana, _ben, hanne, room = people
    ana.timezone = "Asia/Kolkata"
    ana.save()
    until = clock.now().replace(hour=0, minute=0) + dt.timedelta(days=9)
    with settle:
        restrict_member(
            room, member=ana, by=hanne, kind=kind, reason="Unkind", until=until
        )
    (letter,) = letters(ana)
    assert said in letter.body and "5:30" in letter.body
    assert sign_in(ana).get(told(ana).get().url).status_code == 200


def test_an_author_is_told_by_mail_that_a_facilitator_wrote_about_a_post(
    people, settle
):
    ana, _ben, hanne, room = people
    with settle:
        remind_member(say(room, ana), by=hanne, words="Please name no children.")
    assert sentences(ana) == ["A facilitator wrote to you about a post of yours."]
    assert len(letters(ana)) == 1


def test_an_appeal_reaches_who_may_decide_and_its_answer_who_asked(
    people, settle, sign_in
):
    ana, _ben, hanne, room = people
    boss = person("Boss", email="boss@example.org", is_superuser=True)
    post = say(room, ana)
    with settle:
        post = hide_post(post, by=hanne, reason="Unkind")
        asked = appeal(decision_about(post), by=ana, words="It was a quote.")
    assert len(letters(boss)) == 1 and not letters(hanne)
    with settle:
        decide_appeal(asked, by=boss, grant=True, answer="You are right.")
    assert "granted" in " ".join(sentences(ana)) and len(letters(ana)) == 1
    assert "was decided" in " ".join(sentences(hanne))
    page = sign_in(ana).get(told(ana).last().url)
    assert page.status_code == 200


def test_facilitators_are_reminded_once_of_a_flag_that_waits_two_days(people, settle):
    ana, ben, hanne, room = people
    flag_post(say(room, ana), by=ben, reason="unkind")
    for _ in range(2):
        with later(hours=49), settle:
            remind_of_flags()
    assert sentences(hanne) == ["A post has waited for a look for two days."]
    assert len(letters(hanne)) == 1


def test_a_session_is_told_when_it_is_planned_moved_near_and_beginning(people, settle):
    ana, ben, hanne, room = people
    hears(ben, room, "off")
    starts = clock.now().replace(microsecond=0) + dt.timedelta(days=3)
    with settle:
        session = plan_session(room, Plan("Tea", starts, "UTC"), by=hanne)
    moved = starts + dt.timedelta(hours=2)
    with settle:
        move_session(session, by=hanne, starts_at=moved, timezone="UTC", reason="Rain")
    assert "Rain" in letters(ana)[-1].body
    for moment in (moved - dt.timedelta(hours=23), moved + dt.timedelta(minutes=1)):
        for _ in range(2):
            with clock.at(moment), settle:
                cohorts.remind_of_sessions()
    assert [s.split(":")[0] for s in sentences(ana)][:2] == [
        "“Tea”", "“Tea” has another time",
    ]  # fmt: skip
    assert told(ana).count() == 4 and len(letters(ana)) == 3
    assert not told(ben).exists()
    assert {s[:17] for s in sentences(hanne)} >= {"“Tea” begins now"[:17]}


def test_a_session_that_was_cancelled_is_told_and_not_reminded_of(people, settle):
    ana, _ben, hanne, room = people
    starts = clock.now() + dt.timedelta(days=3)
    with settle:
        session = plan_session(room, Plan("Tea", starts, "UTC"), by=hanne)
        cancel_session(session, by=hanne, reason="Nobody is free")
    with clock.at(starts - dt.timedelta(hours=20)), settle:
        assert cohorts.remind_of_sessions() == 0
    assert "does not take place" in sentences(ana)[-1]


def test_whoever_left_the_cohort_hears_of_no_session(people, settle):
    ana, _ben, hanne, room = people
    leave(room.cohort, user=ana)
    starts = clock.now() + dt.timedelta(days=3)
    with settle:
        plan_session(room, Plan("Tea", starts, "UTC"), by=hanne)
    assert not Notification.objects.filter(recipient=ana).exists()
