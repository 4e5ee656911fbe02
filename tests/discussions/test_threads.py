"""Rooms open with their cohorts, and end with nobody's words lost."""

import uuid

from courses.actions.cohorts import ensure_series, open_cohort, place_in_cohort
from courses.models import StepProgress
from discussions.actions import open_discussion
from discussions.actions.following import finish_missed_steps
from discussions.actions.threads import open_step_thread
from discussions.live import log
from discussions.models import Discussion, LiveEvent
from tests.factories.courses import enroll
from tests.factories.discussions import practice_step, say


def test_a_cohort_opens_with_its_room(course, ana):
    enroll(ana, course)
    cohort = place_in_cohort(ana, course).cohort
    assert cohort.discussion.threads.get().title == "Say hello"
    assert cohort.discussion.last_seq == 1


def test_opening_twice_is_opening_once(course):
    cohort = open_cohort(ensure_series([course], name="x"))
    assert open_discussion(cohort) == cohort.discussion
    assert Discussion.objects.get().last_seq == 1


def test_a_post_whose_request_died_still_finishes_the_step(room, course, ana):
    page = practice_step(course.get_first_child().specific)
    thread = open_step_thread(room, step=page, by=ana)
    log.append_post(
        thread, author=ana, client_id=uuid.uuid4(), body="Done", body_html="<p>Done</p>"
    )
    assert not StepProgress.objects.filter(step=page).exists()
    assert finish_missed_steps() == 1
    assert StepProgress.objects.get(step=page).enrollment.user == ana
    assert finish_missed_steps() == 0


def test_following_goes_on_behind_what_was_pruned(room, thread, ana):
    say(thread, ana)
    LiveEvent.objects.filter(discussion=room, seq=1).delete()
    Discussion.objects.filter(pk=room.pk).update(pruned_seq=1)
    finish_missed_steps()
    assert room.cursors.get().seq == 2
