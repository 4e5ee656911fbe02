"""Who learns together."""

import datetime as dt
import threading

import pytest
from django.db import connection

from courses.actions import cohorts as actions
from courses.actions.enrollment import grant_entitlement
from courses.errors import CohortFull
from courses.models import Cohort, CohortMembership, CohortSeries
from lms.core import clock
from lms.core.models import EventRecord
from tests.factories.accounts import person
from tests.factories.courses import cohort_of, course_with_steps, enroll


def members(cohort):
    return set(cohort.memberships.filter(left_at=None).values_list("user", flat=True))


def test_a_learner_is_placed_once_in_a_cohort_of_the_course(course, learner):
    first = actions.place_in_cohort(learner, course)
    assert actions.place_in_cohort(learner, course) == first
    assert first.cohort.cohort_courses.get().course == course


def test_learners_of_one_course_meet(course, learner):
    mine = actions.place_in_cohort(learner, course)
    assert actions.place_in_cohort(person(), course).cohort == mine.cohort


def test_a_full_cohort_is_followed_by_the_next(course):
    maple = cohort_of([course], name="Maple", size=2)
    for _ in range(3):
        actions.place_in_cohort(person(), course)
    assert len(members(maple)) == 2
    alder = Cohort.objects.exclude(pk=maple.pk).get()
    assert (alder.name, len(members(alder))) == ("Alder", 1)


def test_a_facilitator_takes_no_learners_place(course):
    maple = cohort_of([course], size=2)
    actions.join(maple, user=person(), role="facilitator")
    for _ in range(2):
        actions.place_in_cohort(person(), course)
    assert len(members(maple)) == 3


@pytest.mark.parametrize(
    "closed",
    [
        {"archived_at": clock.now()},
        {"joinable_until": clock.today() - dt.timedelta(days=1)},
        {
            "starts_on": clock.today() - dt.timedelta(days=9),
            "ends_on": clock.today() - dt.timedelta(days=1),
        },
    ],
)
def test_a_cohort_that_is_over_takes_no_newcomer(closed, course, learner):
    old = cohort_of([course])
    Cohort.objects.filter(pk=old.pk).update(**closed)
    assert actions.place_in_cohort(learner, course).cohort != old


def test_the_courses_of_one_program_share_their_cohorts(learner):
    courses = [course_with_steps(1) for _ in range(2)]
    actions.ensure_series(courses, name="A program")
    first, second = (actions.place_in_cohort(learner, c) for c in courses)
    assert first == second


def test_a_course_that_joins_a_series_later_joins_its_open_cohorts(course, learner):
    actions.ensure_series([course], name="A program")
    mine = actions.place_in_cohort(learner, course)
    added = course_with_steps(1)
    actions.ensure_series([course, added], name="A program")
    assert actions.place_in_cohort(learner, added) == mine
    assert CohortSeries.objects.count() == 1


def test_a_schools_own_people_meet_among_themselves(course):
    for audience in ("", "school:1", "school:2"):
        actions.ensure_series([course], name=f"For {audience}", audience=audience)
    placed = {}
    for audience in ("school:1", "school:2", ""):
        user = person()
        if audience:
            grant_entitlement(user, course, source="seat:1", audience=audience)
        placed[audience] = actions.place_in_cohort(user, course).cohort
        assert placed[audience].series.audience == audience
    assert len(set(placed.values())) == 3


def test_the_series_where_somebody_already_learns_wins(course, learner):
    other = course_with_steps(1)
    actions.ensure_series([course], name="The older")
    both = actions.ensure_series([course, other], name="A program")
    enroll(learner, other)
    assert actions.choose_series(learner, course) == both


def test_names_go_round_once_the_trees_are_used_up(course):
    series = actions.ensure_series([course], name="Long")
    names = [actions.open_cohort(series).name for _ in range(len(actions.NAMES) + 1)]
    assert names[0] == "Maple"
    assert names[-1] == "Maple 2"
    assert len(set(names)) == len(names)


def test_who_left_can_come_back_and_both_stays_are_kept(course, learner):
    maple = cohort_of([course])
    first = actions.join(maple, user=learner)
    for _ in range(2):
        actions.leave(maple, user=learner)
    assert members(maple) == set()
    assert actions.join(maple, user=learner) != first
    assert CohortMembership.objects.count() == 2


def test_no_learner_joins_a_full_cohort(course):
    maple = cohort_of([course], size=2)
    held = actions.join(maple, user=(first := person()))
    actions.join(maple, user=person())
    with pytest.raises(CohortFull):
        actions.join(maple, user=person())
    assert actions.join(maple, user=first) == held


def test_a_move_to_a_full_cohort_moves_nobody(course, learner):
    maple, alder = cohort_of([course]), cohort_of([course], size=2)
    for _ in range(2):
        actions.join(alder, user=person())
    held = actions.join(maple, user=learner)
    with pytest.raises(CohortFull):
        actions.move(held, to=alder)
    assert members(maple) == {learner.pk}


def test_an_appointment_is_on_record(course, learner):
    held = actions.join(cohort_of([course]), user=learner)
    by = person()
    for _ in range(2):
        held = actions.change_role(held, role="facilitator", by=by)
    record = EventRecord.objects.get(name="CohortRoleChanged")
    assert (record.actor, record.subject_user) == (by, learner)
    assert held.role == "facilitator"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_thirty_who_start_at_once_find_a_place_and_no_cohort_overflows():
    if connection.vendor != "postgresql":
        pytest.skip("thirty at once: needs PostgreSQL")
    course = course_with_steps(1)
    cohort_of([course], size=7)
    people = [person() for _ in range(30)]
    gate, failures = threading.Barrier(30), []

    def start(user):
        try:
            gate.wait(20)
            actions.place_in_cohort(user, course)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    sizes = sorted(len(members(c)) for c in Cohort.objects.all())
    assert sizes == [2, 7, 7, 7, 7]
    assert CohortMembership.objects.count() == 30
