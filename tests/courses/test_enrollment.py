"""Starting, resuming, leaving, and the plan of the day."""

import datetime as dt

import pytest

from courses.actions import enrollment as actions
from courses.errors import CourseClosed, CourseEmpty, NotEntitled
from courses.models import CoursePage, CoursePlan, Enrollment, Entitlement
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.courses import (
    course_with_steps,
    do,
    enroll,
    finish,
    lesson_in,
    module_in,
    steps_of,
)


def test_beginning_twice_is_beginning_once(course, learner):
    assert enroll(learner, course) == enroll(learner, course)


def test_two_learners_of_one_day_share_a_plan(course, enrollment):
    assert enroll(person(), course).plan == enrollment.plan


def test_publishing_many_steps_one_by_one_makes_one_plan(course, enrollment):
    module = course.get_children().get().specific
    for _ in range(3):
        lesson_in(module)
    later = enroll(person(), course)
    assert (enrollment.plan.version, later.plan.version) == (1, 2)
    assert CoursePlan.objects.filter(course=course).count() == 2


def test_an_older_plan_that_fits_again_is_used_again(course, enrollment, steps):
    added = lesson_in(course.get_children().get().specific)
    enroll(person(), course)
    added.unpublish()
    assert enroll(person(), course).plan == enrollment.plan


@pytest.mark.parametrize(
    ("access", "refusal"), [("closed", CourseClosed), ("entitled", NotEntitled)]
)
def test_a_course_that_is_not_open_takes_nobody(access, refusal, learner):
    course = course_with_steps(1, access=access)
    with pytest.raises(refusal):
        enroll(learner, course)
    assert not Enrollment.objects.exists()


def test_a_course_without_steps_cannot_be_begun(learner, sign_in):
    course = course_with_steps(0)
    with pytest.raises(CourseEmpty):
        enroll(learner, course)
    answer = sign_in(learner).post(f"/courses/{course.pk}/enrollment/")
    assert answer.status_code == 409
    assert "no open step yet" in answer.text
    assert not learner.cohort_memberships.exists()


def test_an_entitlement_opens_its_course_and_no_other(learner):
    mine = course_with_steps(1, access="entitled")
    other = course_with_steps(1, access="entitled")
    actions.grant_entitlement(learner, mine, source="seat:1")
    enroll(learner, mine)
    with pytest.raises(NotEntitled):
        enroll(learner, other)


def test_an_entitlement_of_tomorrow_opens_nothing_today(learner):
    course = course_with_steps(1, access="entitled")
    right = actions.grant_entitlement(learner, course, source="seat:1")
    Entitlement.objects.filter(pk=right.pk).update(
        starts_at=clock.now() + dt.timedelta(days=1)
    )
    with pytest.raises(NotEntitled):
        enroll(learner, course)


def test_granting_again_renews_and_revoking_twice_is_revoking_once(course, learner):
    first = actions.grant_entitlement(learner, course, source="seat:1")
    for _ in range(2):
        actions.revoke_entitlement(learner, course, source="seat:1")
    assert not Entitlement.objects.in_force().exists()
    again = actions.grant_entitlement(learner, course, source="seat:1")
    assert again == first
    assert Entitlement.objects.in_force().get() == first


def test_one_right_revoked_leaves_the_other(learner):
    course = course_with_steps(1, access="entitled")
    for source in ("seat:1", "seat:2"):
        actions.grant_entitlement(learner, course, source=source)
    actions.revoke_entitlement(learner, course, source="seat:1")
    assert enroll(learner, course)


def test_start_leads_to_the_first_step_and_resume_to_the_last_place(
    course, steps, learner, sign_in
):
    browser = sign_in(learner)
    address = f"/courses/{course.pk}/enrollment/"
    assert browser.post(address).url == steps[0].get_url()
    assert browser.post(f"/steps/{steps[0].pk}/completion/").url == steps[1].get_url()
    assert browser.post(address).url == steps[1].get_url()


def test_a_start_places_the_learner_in_a_cohort(course, learner, sign_in):
    sign_in(learner).post(f"/courses/{course.pk}/enrollment/")
    assert learner.cohort_memberships.get().cohort.cohort_courses.get().course == course


def test_who_left_comes_back_to_all_that_was_done(
    course, steps, learner, enrollment, sign_in
):
    do(enrollment, steps[0])
    browser = sign_in(learner)
    browser.post(f"/courses/{course.pk}/enrollment/withdrawal/")
    enrollment.refresh_from_db()
    assert enrollment.status == "withdrawn"
    browser.post(f"/courses/{course.pk}/enrollment/")
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.done_required) == ("active", 1)


def test_what_was_completed_cannot_be_left(course, learner):
    enrollment = finish(learner, course)
    assert actions.withdraw(enrollment).status == "completed"


def test_taking_in_new_steps_after_completion_changes_nothing(course, learner):
    enrollment = finish(learner, course)
    lesson_in(course.get_children().get().specific)
    after = actions.take_in_new_steps(enrollment)
    assert (after.status, after.plan) == ("completed", enrollment.plan)


def test_an_unpublished_course_cannot_be_begun(course, learner, sign_in):
    course.unpublish()
    answer = sign_in(learner).post(f"/courses/{course.pk}/enrollment/")
    assert answer.status_code == 404
    with pytest.raises(CourseClosed):
        enroll(learner, CoursePage.objects.get(pk=course.pk))


@pytest.mark.parametrize("address", ["", "plan/", "withdrawal/"])
def test_nobody_acts_on_anothers_enrollment(
    address, course, enrollment, sign_in, client
):
    url = f"/courses/{course.pk}/enrollment/{address}"
    assert "/accounts/login/" in client.post(url).url
    sign_in(person()).post(url, {"user": enrollment.user_id})
    before = (enrollment.status, enrollment.plan_id)
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.plan_id) == before


def test_a_plan_keeps_the_order_of_the_course(learner):
    course = course_with_steps(2, modules=2)
    module_in(course, "Empty")
    assert enroll(learner, course).plan.step_ids == [s.pk for s in steps_of(course)]


def test_a_course_that_no_database_holds_is_404(learner, sign_in):
    browser, number = sign_in(learner), "9" * 25
    for path in (f"/courses/{number}/enrollment/", f"/steps/{number}/completion/"):
        assert browser.post(path).status_code == 404
