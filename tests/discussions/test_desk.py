"""The facilitator's desk: who needs somebody today, and the one deed that helps."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.cohorts import join
from courses.models import Enrollment, ModulePage, StepProgress
from discussions.actions.flags import flag_post
from discussions.actions.hand_overs import leave_note
from discussions.actions.nudges import nudge
from discussions.pages.stuck import stuck
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.courses import (
    answer_quiz,
    course_with_steps,
    do,
    quiz_in,
    steps_of,
)
from tests.factories.discussions import discussion_step, room_for, say, say_beside

pytestmark = pytest.mark.pages

DAY = dt.timedelta(days=1)


def desk_of(client, room):
    return client.get(f"/cohorts/{room.cohort_id}/desk/").text


def part(page, name):
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_an_empty_desk_says_so(clients, room):
    assert "Nobody at the moment" in desk_of(clients["facilitator"], room)


def test_what_waits_is_counted_at_the_top(clients, room, thread, ana, ben):
    flag_post(say(thread, ana), by=ben, reason="unkind")
    say(thread, ben)
    page = desk_of(clients["facilitator"], room)
    assert 'href="#flagged">1 flagged' in page
    assert 'href="#unanswered">2 unanswered' in page


def test_the_longest_unanswered_comes_first_and_an_answer_takes_it_away(
    clients, room, thread, ana, ben, hanne
):
    first, second = (
        say(thread, ana, "the first one"),
        say(thread, ben, "the second one"),
    )
    say(thread, hanne, "a facilitator's own")
    rows = part(desk_of(clients["facilitator"], room), "unanswered")
    assert rows.index("the first one") < rows.index("the second one")
    assert "a facilitator" not in rows
    assert f"/posts/{first.pk}/#reply" in rows
    say(thread, hanne, "An answer", to=first)
    rows = part(desk_of(clients["facilitator"], room), "unanswered")
    assert "the first one" not in rows
    assert f"/posts/{second.pk}/#reply" in rows


def test_three_missed_quizzes_are_stuck_until_one_is_passed(course, room, ana):
    quiz = quiz_in(ModulePage.objects.descendant_of(course).first(), "A hard one")
    enrollment = Enrollment.objects.get(user=ana)
    for _ in range(2):
        answer_quiz(enrollment, quiz, right=False)
    assert stuck([room]) == []
    answer_quiz(enrollment, quiz, right=False)
    (row,) = stuck([room])
    assert (row.user, row.why, row.title, row.count) == (ana, "quiz", "A hard one", 3)
    answer_quiz(enrollment, quiz, right=True)
    assert stuck([room]) == []


def test_the_same_step_for_a_week_though_active_is_stuck(course, room, ana, ben):
    steps = steps_of(course)
    now = clock.now()
    Enrollment.objects.update(enrolled_at=now - 20 * DAY)
    do(Enrollment.objects.get(user=ana), steps[0])
    StepProgress.objects.update(completed_at=now - 8 * DAY)
    Enrollment.objects.filter(user=ana).update(last_active_at=now - DAY)
    Enrollment.objects.filter(user=ben).update(last_active_at=now - 9 * DAY)
    (row,) = stuck([room])
    assert (row.user, row.why, row.title) == (ana, "step", steps[1].title)
    StepProgress.objects.update(completed_at=now - 6 * DAY)
    assert stuck([room]) == []


def test_a_step_that_waits_for_answers_to_others_is_stuck(course, room, ana, ben):
    step = discussion_step(ModulePage.objects.descendant_of(course).first(), replies=1)
    with clock.at(clock.now() - 4 * DAY):
        theirs = say_beside(room, step, ana, "My sentence")
        say_beside(room, step, ben, "Mine")
    (row,) = stuck([room])
    assert (row.user, row.why, row.title) == (ben, "replies", step.title)
    say_beside(room, step, ben, "Good", to=theirs)
    assert stuck([room]) == []


def test_a_line_takes_somebody_off_the_list_for_a_week(clients, room, ana, hanne):
    Enrollment.objects.filter(user=ana).update(last_active_at=clock.now() - 20 * DAY)
    rows = part(desk_of(clients["facilitator"], room), "quiet")
    assert "Hello Ana" in rows
    nudge(room, to=ana, by=hanne, words="Hello Ana")
    assert 'id="quiet"' not in desk_of(clients["facilitator"], room)
    with clock.at(clock.now() + 8 * DAY):
        assert "Ana" in part(desk_of(clients["facilitator"], room), "quiet")


def crowd(course, facilitator, number):
    """A room with so many of everything."""
    people = [person() for _ in range(number)]
    room = room_for(course, *people, facilitator=facilitator)
    quiz = quiz_in(ModulePage.objects.descendant_of(course).first())
    old = clock.now() - 20 * DAY
    for n, user in enumerate(people):
        post = say(room, user)
        if n:
            flag_post(post, by=people[0], reason="other")
        enrollment = Enrollment.objects.get(user=user, course=course)
        if n % 2:
            for _ in range(3):
                answer_quiz(enrollment, quiz, right=False)
        else:
            Enrollment.objects.filter(pk=enrollment.pk).update(last_active_at=old)
    leave_note(room, by=facilitator, note="x")
    return room


def test_the_desk_asks_as_much_for_twelve_as_for_three(sign_in, db):
    hanne = person("Hanne")
    browser = sign_in(hanne)
    asked = []
    for number in (3, 12):
        room = crowd(course_with_steps(1), hanne, number)
        browser.get(f"/cohorts/{room.cohort_id}/desk/")
        with CaptureQueriesContext(connection) as queries:
            page = desk_of(browser, room)
        assert 'id="stuck"' in page
        assert 'id="quiet"' in page
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert asked[1] <= 45


def test_the_list_of_desks_asks_as_much_for_three_cohorts_as_for_one(sign_in, db):
    hanne = person("Hanne")
    browser = sign_in(hanne)
    asked = []
    for cohorts in (1, 2):
        for _ in range(cohorts):
            crowd(course_with_steps(1), hanne, 2)
        browser.get("/desk/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/desk/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_all_cohorts_of_somebody_the_most_urgent_first(
    clients, sign_in, course, room, thread, ana, ben, hanne
):
    calm = room_for(course, facilitator=hanne)
    flag_post(say(thread, ana), by=ben, reason="danger")
    page = clients["facilitator"].get("/desk/").text
    first = page.index(f"/cohorts/{room.cohort_id}/desk/")
    assert first < page.index(f"/cohorts/{calm.cohort_id}/desk/")
    assert clients["member"].get("/desk/").status_code == 404
    assert clients["anonymous"].get("/desk/").status_code == 302
    second = person("Second")
    join(calm.cohort, user=second, role="facilitator")
    assert f"/cohorts/{room.cohort_id}/desk/" not in sign_in(second).get("/desk/").text
    assert f"/cohorts/{room.cohort_id}/desk/" in clients["root"].get("/desk/").text


@pytest.mark.parametrize("page", ["/desk/log/", "/desk/safeguarding/"])
def test_what_goes_beyond_one_cohort_is_the_sites(clients, page):
    found = {who: clients[who].get(page).status_code for who in clients}
    assert found.pop("root") == 200
    assert found.pop("anonymous") == 302
    assert set(found.values()) == {404}
