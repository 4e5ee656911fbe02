"""Doing steps, and when a course is finished."""

from tests.factories.courses import do


def test_a_course_is_finished_when_its_last_required_step_is_done(enrollment, steps):
    do(enrollment, steps[0])
    assert enrollment.status == "active"
    do(enrollment, steps[1])
    assert (enrollment.status, enrollment.done_required) == ("completed", 2)
