"""Rooms open with their cohorts, and end with nobody's words lost."""

from courses.actions.cohorts import ensure_series, open_cohort, place_in_cohort
from discussions.actions import open_discussion
from discussions.models import Discussion
from tests.factories.courses import enroll


def test_a_cohort_opens_with_its_room(course, ana):
    enroll(ana, course)
    cohort = place_in_cohort(ana, course).cohort
    assert cohort.discussion.threads.get().title == "Say hello"
    assert cohort.discussion.last_seq == 1


def test_opening_twice_is_opening_once(course):
    cohort = open_cohort(ensure_series([course], name="x"))
    assert open_discussion(cohort) == cohort.discussion
    assert Discussion.objects.get().last_seq == 1
