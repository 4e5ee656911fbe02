"""My learning and the pages of programs, at two sizes."""

import pytest
from django.test import Client

from courses.actions.enrollment import enroll, grant_entitlement, start, withdraw
from courses.actions.progress import complete_step
from courses.models import LessonPage
from credentials.actions import revoke_award, share_award
from tests.credentials.conftest import finish, make_course, make_person, make_program


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_my_learning_is_for_those_who_signed_in(db):
    response = Client().get("/me/")
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


def test_a_newcomer_is_shown_where_to_begin(learner, sign_in):
    page = page_of(sign_in(learner), "/me/")
    assert "once you have begun a course" in page
    assert "A badge lies here" in page


def test_the_course_touched_last_comes_first(learner, sign_in):
    first, second = (
        make_course("First one", steps=3),
        make_course("Second one", steps=2),
    )
    enroll(second, by=learner)
    enrollment = enroll(first, by=learner)
    step = LessonPage.objects.get(pk=enrollment.plan.step_ids[0])
    complete_step(enrollment, step=step, kind="viewed")
    page = page_of(sign_in(learner), "/me/")
    assert "Resume step 2" in page
    assert page.index("First one") < page.index("Second one")


def test_a_course_that_was_left_is_not_next(learner, sign_in):
    withdraw(enroll(make_course("Left behind"), by=learner))
    assert "Left behind" not in page_of(sign_in(learner), "/me/")


def test_resuming_is_a_post_that_leads_to_the_step(learner, sign_in):
    course = make_course(steps=2)
    start(course, by=learner)
    client = sign_in(learner)
    response = client.post(f"/courses/{course.pk}/enrollment/")
    assert response.status_code == 302
    assert course.slug in response["Location"]


def test_a_course_that_a_license_opened_is_offered(learner, sign_in):
    course = make_course("Opened by the school")
    grant_entitlement(learner, course, source="seat:1")
    assert "Opened by the school" in page_of(sign_in(learner), "/me/")


def test_one_follows_the_programs_of_ones_courses(learner, sign_in):
    mine, other = make_course(), make_course()
    make_program(("Core", [mine.achievement]), title="Mine to follow")
    make_program(("Core", [other.achievement]), title="Somebody else’s")
    enroll(mine, by=learner)
    page = page_of(sign_in(learner), "/me/")
    assert "Mine to follow" in page
    assert "Somebody else’s" not in page


def test_what_is_missing_is_said_in_a_sentence(learner, sign_in):
    courses = [make_course(f"Course {name}") for name in "ABCDE"]
    badges = [c.achievement for c in courses]
    make_program(("Core", badges[:2]), ("Choose any 2", badges[2:], 2))
    finish(learner, courses[0])
    enroll(courses[4], by=learner)
    page = page_of(sign_in(learner), "/me/")
    assert (
        "3 to go. The shortest way there: “Course B”, "
        "“Course E” (you have begun it) and “Course C”." in page
    ) or (
        "3 to go. The shortest way there: “Course B”, "
        "“Course C” and “Course E” (you have begun it)." in page
    )
    assert "About 2.2 hours in all." in page


def test_the_shelf_says_who_can_see_what(learner, sign_in, badge):
    client = sign_in(learner)
    assert "only you" in page_of(client, "/me/")
    share_award(badge, by=learner)
    assert "public" in page_of(client, "/me/")


def furnish(learner, programs, courses):
    """Programs of several courses each: the first of each finished, the second begun.

    A third badge was revoked for each program.
    """
    for _ in range(programs):
        made = [make_course(steps=2) for _ in range(courses)]
        make_program(("Core", [c.achievement for c in made]))
        finish(learner, made[0])
        enroll(made[1], by=learner)
        lost = finish(learner, make_course())
        revoke_award(lost, by=None, reason="Issued to the wrong person")


@pytest.mark.pages
@pytest.mark.parametrize("size", [(1, 2), (4, 5)])
def test_my_learning_takes_as_many_queries_however_much_there_is(
    learner, sign_in, settle, size, django_assert_max_num_queries
):
    furnish(learner, *size)
    settle()
    client = sign_in(learner)
    client.get("/me/")
    with django_assert_max_num_queries(16):
        client.get("/me/")


@pytest.mark.pages
@pytest.mark.parametrize("size", [(1, 2), (4, 5)])
def test_the_list_of_programs_takes_as_many_queries_however_long_it_is(
    learner, sign_in, settle, size, django_assert_max_num_queries
):
    furnish(learner, *size)
    settle()
    client = sign_in(learner)
    client.get("/programs/")
    with django_assert_max_num_queries(19):
        client.get("/programs/")


@pytest.mark.parametrize("who", ["anonymous", "learner"])
def test_a_program_says_its_rule_before_anybody_begins(learner, sign_in, who):
    courses = [make_course(f"Course {name}") for name in "ABC"]
    page = make_program(
        ("Choose any 2", [c.achievement for c in courses], 2), title="Two rivers"
    )
    client = sign_in(learner) if who == "learner" else Client()
    html = page_of(client, page.url)
    assert "Any 2 of 3 courses." in html
    assert "A qualification to teach." in html
    assert "The same in words" in html
    for course in courses:
        assert course.url in html
    assert ("The shortest way there" in html) == (who == "learner")


def test_a_program_whose_rule_is_not_in_force_says_so(client, course):
    page = make_program(("Core", [course.achievement]), publish=False)
    assert "not in force yet" in page_of(client, page.url)


def test_the_home_page_draws_every_program(client, course):
    make_program(("Core", [course.achievement]), title="Two rivers")
    assert "Two rivers" in page_of(client, "/")


def test_nobody_sees_anothers_awards_on_my_learning(badge, sign_in):
    page = page_of(sign_in(make_person()), "/me/")
    assert str(badge.public_id) not in page
