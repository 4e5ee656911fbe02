"""Where somebody stands, as sentences and as JSON: one's own, and nobody else's."""

import uuid
from dataclasses import replace

import pytest
from django.test import Client

from courses.actions.enrollment import enroll
from credentials.models import Achievement
from credentials.models.achievements import Kind
from credentials.pages.ways import to_go
from credentials.rules.requirements import Group, missing
from tests.credentials.conftest import finish, make_course, make_person, make_program


@pytest.fixture
def place(learner):
    """Three courses; the second stands in both groups; one is finished, one begun."""
    courses = [make_course(f"Course {name}") for name in "ABC"]
    badges = [course.achievement for course in courses]
    page = make_program(
        ("Core", badges[:2], 1), ("Electives", badges[1:], 2), title="Two rivers"
    )
    finish(learner, courses[1])
    enroll(courses[2], by=learner)
    return page, courses


def answer(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.json()


def test_a_program_says_what_is_held_what_is_unmet_and_the_shortest_way(
    place, learner, sign_in
):
    page, courses = place
    certificate = page.achievement
    found = answer(sign_in(learner), f"/me/programs/{certificate.public_id}.json")
    assert found["certificate"]["uuid"] == str(certificate.public_id)
    assert found["certificate"]["award"] is None
    assert found["rule"]["version"] == 1
    assert found["is_satisfied"] is False
    core, electives = found["groups"]
    assert (core["needed"], core["held"], core["is_met"]) == (1, 0, False)
    assert (electives["needed"], electives["held"]) == (2, 1)
    assert [a["counts_here"] for a in core["achievements"]] == [False, False]
    assert [a["counts_here"] for a in electives["achievements"]] == [True, False]
    assert [a["state"] for a in electives["achievements"]] == ["earned", "begun"]
    names = {a["uuid"]: a["name"] for g in found["groups"] for a in g["achievements"]}
    assert [
        (gap["group"], gap["more"], [names[a] for a in gap["achievements"]])
        for gap in found["unmet"]
    ] == [("Core", 1, ["Course A"]), ("Electives", 1, ["Course C"])]
    way = found["shortest"]["by_courses"]
    assert (way["courses"], way["minutes"]) == (2, 90)
    assert way["achievements"][0]["link"] == f"http://testserver{courses[0].url}"
    assert found["shortest"]["by_hours"] == way


def test_the_list_has_the_programs_that_one_follows(place, learner, sign_in):
    make_program(("Core", [make_course().achievement]), title="Somebody else’s")
    found = answer(sign_in(learner), "/me/programs.json")
    assert [p["certificate"]["name"] for p in found["programs"]] == ["Two rivers"]


def test_an_earned_certificate_is_satisfied_and_linked(place, learner, sign_in):
    page, courses = place
    finish(learner, courses[0])
    finish(learner, courses[2])
    found = answer(sign_in(learner), f"/me/programs/{page.achievement.public_id}.json")
    assert found["is_satisfied"] is True
    assert found["unmet"] == []
    assert found["shortest"]["by_courses"]["achievements"] == []
    assert "/credentials/" in found["certificate"]["award"]


def test_nobody_reads_anothers_standing(place, sign_in):
    page, _ = place
    found = answer(
        sign_in(make_person()), f"/me/programs/{page.achievement.public_id}.json"
    )
    states = {a["state"] for g in found["groups"] for a in g["achievements"]}
    assert states == {"open"}


def test_a_visitor_is_asked_to_sign_in(place):
    page, _ = place
    for address in (
        "/me/programs.json",
        f"/me/programs/{page.achievement.public_id}.json",
    ):
        response = Client().get(address)
        assert response.status_code == 401
        assert response.json() == {"detail": "Sign in to see where you stand."}


def test_what_is_no_certificate_in_force_is_not_found(place, learner, sign_in):
    client = sign_in(learner)
    badge = Achievement.objects.filter(kind=Kind.BADGE).first()
    for public_id in (uuid.uuid4(), badge.public_id):
        assert client.get(f"/me/programs/{public_id}.json").status_code == 404


@pytest.mark.pages
@pytest.mark.parametrize("size", [1, 4])
def test_the_list_takes_as_many_queries_however_long_it_is(
    learner, sign_in, settle, size, django_assert_max_num_queries
):
    for _ in range(size):
        courses = [make_course() for _ in range(size + 1)]
        make_program(("Core", [c.achievement for c in courses]))
        finish(learner, courses[0])
    settle()
    client = sign_in(learner)
    client.get("/me/programs.json")
    with django_assert_max_num_queries(10):
        client.get("/me/programs.json")


def tree(*groups):
    return {
        "groups": [
            {
                "label": g.label,
                "leaves": [
                    {"id": x, "name": f"Course {x}", "minutes": g.worth(x)}
                    for x in g.leaves
                ],
            }
            for g in groups
        ]
    }


def test_both_ways_are_told_when_they_differ():
    group = Group("Ten hours", (1, 2, 3), None, 600, (900, 300, 300))
    assert to_go(tree(group), missing([group], set()), ()) == (
        "One to go. The shortest way there: “Course 1”. About 15 hours in all. "
        "With the fewest hours: “Course 2” and “Course 3”, about 10 hours in all."
    )


def test_groups_that_are_not_met_are_named_with_what_they_want():
    groups = [
        Group("Core", (1, 2), None, None, (60, 60)),
        Group("Electives", (3, 4), None, 90, (60, 60)),
    ]
    said = to_go(tree(*groups), missing(groups, {1, 3}), {4})
    assert said == (
        "2 to go. The shortest way there: “Course 2” and “Course 4” (you have begun "
        "it). About 2 hours in all. Still open: “Core” (1 more) and “Electives” "
        "(0.5 hours more)."
    )


def test_a_way_that_nobody_proved_the_shortest_is_not_called_so():
    group = Group("Any 1", (1, 2), minimum=1, minutes=(60, 60))
    found = missing([group], set())
    way = replace(found.by_courses, is_exact=False)
    said = to_go(tree(group), replace(found, by_courses=way, by_hours=way), ())
    assert said.startswith("One to go. A short way there: “Course 1”.")
