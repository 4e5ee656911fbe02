"""Nobody sees into a school that is not theirs."""

import pytest

from courses.actions.cohorts import place_in_cohort
from courses.actions.enrollment import start
from courses.models import Cohort, CohortMembership
from discussions.models import Discussion
from lms.schools.actions.licenses import community_of
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps
from tests.factories.discussions import say
from tests.factories.schools import (
    administrator_of,
    code_for,
    license_for,
    program,
    school,
    use,
)


@pytest.fixture
def course(db):
    return course_with_steps(2)


@pytest.fixture
def two(course):
    """Two schools that license the same program."""
    page = program(course)
    return [license_for(school(name), page=page) for name in ("Cedar", "Birch")]


def parents(license, course, number):
    """People who came in by the school's code and began."""
    invitation, _ = code_for(license)
    people = [person(f"{license.school.name} parent {n}") for n in range(number)]
    for user in people:
        use(invitation, user)
        start(course, by=user)
    return people


def cohorts_of(people):
    return set(
        CohortMembership.objects.filter(user__in=people).values_list(
            "cohort", flat=True
        )
    )


def test_parents_of_two_schools_never_share_a_cohort(two, course):
    cedar, birch = (parents(license, course, 3) for license in two)
    nobody = person("Nobody's parent")
    start(course, by=nobody)
    groups = [cohorts_of(cedar), cohorts_of(birch), cohorts_of([nobody])]
    assert all(len(group) == 1 for group in groups)
    assert len(set.union(*groups)) == 3
    for license, group in zip(two, groups, strict=False):
        cohort = Cohort.objects.get(pk=group.pop())
        assert cohort.series.audience == community_of(license.school)


def test_a_new_person_without_a_seat_is_never_placed_among_a_schools_people(
    two, course
):
    parents(two[0], course, 2)
    for _ in range(3):
        place_in_cohort(person(), course)
    assert CohortMembership.objects.filter(cohort__series__audience="").count() == 3


def test_a_school_has_one_line_of_cohorts_for_a_program_licensed_twice(two, course):
    first = parents(two[0], course, 1)
    second = parents(license_for(two[0].school, page=two[0].program), course, 1)
    assert cohorts_of(first) == cohorts_of(second)


def test_a_room_of_one_school_is_no_room_for_anybody_of_the_other(two, course, sign_in):
    cedar, birch = (parents(license, course, 2) for license in two)
    room = Discussion.objects.get(cohort__memberships__user=cedar[0])
    say(room, cedar[0], "Something about my own child")
    address = f"/discussions/{room.pk}/"
    assert sign_in(cedar[1]).get(address).status_code == 200
    for stranger in (birch[0], administrator_of(two[1].school), person()):
        page = sign_in(stranger).get(address)
        assert page.status_code == 404
        assert b"my own child" not in page.content


def test_a_schools_own_administrator_reads_no_room(two, course, sign_in):
    cedar = parents(two[0], course, 1)
    room = Discussion.objects.get(cohort__memberships__user=cedar[0])
    admin = sign_in(administrator_of(two[0].school))
    assert admin.get(f"/discussions/{room.pk}/").status_code == 404


def test_no_page_of_one_school_names_anybody_of_the_other(two, course, sign_in):
    cedar, _ = (parents(license, course, 2) for license in two)
    codes = [code_for(license)[0].hint for license in two]
    pages = {
        "the desk": (
            administrator_of(two[0].school),
            "/schools/{slug}/?page=1&q=Birch",
        ),
        "the list of desks": (administrator_of(two[0].school), "/schools/"),
        "a lesson": (cedar[0], course.get_descendants().last().url),
        "a course": (cedar[0], course.url),
        "my learning": (cedar[0], "/me/"),
    }
    for name, (user, address) in pages.items():
        page = sign_in(user).get(address.format(slug=two[0].school.slug))
        assert page.status_code == 200, name
        words = page.content.decode()
        assert "Birch" not in words, name
        assert f"Code {codes[1]}" not in words, name
