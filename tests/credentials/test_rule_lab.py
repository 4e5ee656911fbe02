"""What a draft would change: read by those who may publish, before anything is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.models import Award, ProgramRule
from credentials.models.achievements import Kind
from credentials.pages.lab import lab_of
from credentials.rules.compiled import compiled
from credentials.rules.differences import differences
from credentials.rules.groups import Group
from credentials.rules.impact import impact_of
from credentials.rules.requirements import missing, satisfied
from tests.credentials.conftest import (
    finish,
    make_course,
    make_person,
    make_program,
    rule_of,
)
from tests.credentials.test_back_office import publish_from_the_editor

pytestmark = pytest.mark.pages


def draft(page, *groups, **fields):
    """Save a draft with another rule; what is live stays as it is."""
    page.rule = rule_of(*groups)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return type(page).objects.get(pk=page.pk)


def names_of(lab, heading):
    return [
        row.name
        for people in lab.lists
        if people.heading == heading
        for row in people.rows
    ]


@pytest.fixture
def valley(db):
    """Three courses, a program that asks for all of them, and people at different places."""
    courses = [make_course(f"Course {name}") for name in "ABC"]
    badges = [course.achievement for course in courses]
    page = make_program(("Core", badges), title="Two rivers")
    people = {name: make_person(name) for name in ("Ada", "Bo", "Cy", "Di")}
    for name, done in {"Ada": 3, "Bo": 2, "Cy": 1}.items():
        for course in courses[:done]:
            finish(people[name], course)
    return page, badges, people


def test_an_easier_draft_says_whom_it_awards(valley):
    page, badges, _ = valley
    page = draft(page, ("Core", badges, 2))
    lab = lab_of(page)
    assert lab.summary == (
        "Awards 1 person, leaves 1 one course short, takes from nobody."
    )
    assert names_of(lab, "Would be awarded") == ["Bo"]
    assert names_of(lab, "One course short") == ["Cy"]
    assert names_of(lab, "Hold it already") == ["Ada"]
    near = next(p for p in lab.lists if p.heading == "One course short")
    assert near.rows[0].detail == "“Course B” or “Course C”"
    assert lab.changes == ["“Core” asks for 2 of 3 instead of all 3."]


def test_a_harder_draft_takes_from_nobody(valley):
    page, badges, _ = valley
    page = draft(page, ("Core", [*badges, make_course("Course D").achievement]))
    lab = lab_of(page)
    assert names_of(lab, "Hold it and would not meet the draft") == ["Ada"]
    assert names_of(lab, "Would be awarded") == []
    assert "“Course D” now counts in “Core”." in lab.changes


def test_a_draft_that_cannot_be_published_says_why(valley):
    page, badges, _ = valley
    lab = lab_of(draft(page, ("Core", badges, 5)))
    assert lab.faults == ["The group “Core” asks for 5 of 3."]
    assert lab.lists == []


def test_an_unchanged_draft_says_that_nothing_is_different(valley):
    page, badges, _ = valley
    assert lab_of(draft(page, ("Core", badges))).changes == []


def test_what_became_of_the_certificates_validity_is_said(valley):
    page, badges, _ = valley
    lab = lab_of(draft(page, ("Core", badges), valid_months=24))
    assert lab.changes == ["Certificates earned from then on are valid for 24 months."]


def test_publishing_does_what_the_lab_said(valley, settle):
    page, badges, people = valley
    page = draft(page, ("Core", badges, 2))
    said = names_of(lab_of(page), "Would be awarded")
    with settle:
        page.get_latest_revision().publish()
    got = Award.objects.filter(rule__version=2).values_list(
        "recipient__display_name", flat=True
    )
    assert list(got) == said == [people["Bo"].display_name]


def test_looking_writes_nothing_and_takes_as_many_queries_however_many_people(
    valley, django_assert_max_num_queries
):
    page, badges, _ = valley
    page = draft(page, ("Core", badges, 2))
    for n in range(5):
        finish(make_person(f"Person {n}"), badges[0].course)
    rules, awards = ProgramRule.objects.count(), Award.objects.count()
    with django_assert_max_num_queries(12):
        lab_of(page)
    assert (ProgramRule.objects.count(), Award.objects.count()) == (rules, awards)


@pytest.mark.parametrize(("who", "status"), [("admin", 200), ("learner", 302)])
def test_the_lab_is_for_those_who_may_publish(
    valley, admin, learner, sign_in, who, status
):
    page, badges, _ = valley
    draft(page, ("Core", badges, 2))
    client = sign_in({"admin": admin, "learner": learner}[who])
    for part in ("lab", "backfill"):
        assert client.get(f"/cms/programs/{page.pk}/{part}/").status_code == status


def test_the_page_shows_names_and_the_editor_leads_to_it(valley, admin, sign_in):
    page, badges, _ = valley
    draft(page, ("Core", badges, 2))
    client = sign_in(admin)
    html = client.get(f"/cms/programs/{page.pk}/lab/").content.decode()
    assert "Awards 1 person" in html
    assert "Bo" in html
    editor = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert editor.count(f"/cms/programs/{page.pk}/lab/") == 2  # menu and panel


def test_nothing_is_posted_to_the_lab(valley, admin, sign_in):
    page, _, _ = valley
    assert sign_in(admin).post(f"/cms/programs/{page.pk}/lab/").status_code == 405


def leaf(name, minutes=60):
    return {
        "id": ord(name),
        "public_id": name,
        "slug": name.lower(),
        "name": name,
        "kind": Kind.BADGE,
        "minutes": minutes,
    }


def group(label, leaves, minimum=None, minutes=None):
    return {
        "label": label,
        "minimum": minimum,
        "minimum_minutes": minutes,
        "leaves": [leaf(x) if isinstance(x, str) else x for x in leaves],
    }


def tree(*groups, shared=False, **more):
    return {"shared": shared, "groups": list(groups), **more}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (tree(group("Core", "AB")), tree(group("Core", "AB")), []),
        (
            tree(group("Core", "AB")),
            tree(group("Heart", "AB")),
            ["“Core” is called “Heart”."],
        ),
        (
            tree(group("Core", "AB")),
            tree(group("Core", "AB"), group("More", "CD", 1)),
            ["The group “More” is new: 1 of 2."],
        ),
        (
            tree(group("Core", "AB"), group("More", "CD", 1)),
            tree(group("Core", "AB")),
            ["The group “More” is gone."],
        ),
        (
            tree(group("Core", "AB", 1)),
            tree(group("Core", "AC", 1)),
            ["“C” now counts in “Core”.", "“B” counts in “Core” no more."],
        ),
        (
            tree(group("Core", "AB")),
            tree(group("Core", "AB"), shared=True),
            ["What stands in two groups counts in both."],
        ),
        (
            tree(group("Core", [leaf("A", 60)])),
            tree(group("Core", [leaf("A", 90)])),
            ["“A” takes 90 minutes instead of 60."],
        ),
        (
            tree(group("Core", "AB")),
            tree(group("Core", "AB"), renewal=[group("Anew", "A")]),
            ["Renewal: The group “Anew” is new: required."],
        ),
    ],
)
def test_what_changed_is_said_in_words(old, new, said):
    assert differences(old, new) == said


holdings = st.dictionaries(
    st.integers(1, 30), st.sets(st.integers(1, 7), min_size=1), max_size=12
)


@given(holdings, st.integers(1, 3), st.booleans())
def test_the_lists_agree_with_the_rule_person_by_person(held_by, minimum, shared):
    groups = (
        Group("A", (1, 2, 3, 4), minimum),
        Group("B", (3, 4, 5), None, 90, (30, 60, 40)),
    )
    goal = 7
    pairs = [(user, x) for user in sorted(held_by) for x in sorted(held_by[user])]
    found = impact_of(compiled(groups, shared=shared), goal, pairs)
    for user, held in held_by.items():
        met = satisfied(groups, held, shared=shared)
        ways = missing(groups, held, shared=shared)
        short = not met and len(ways.leaves) == 1
        assert (user in found.awarded) == (met and goal not in held)
        assert (user in found.holding) == (goal in held)
        assert (user in found.keeping) == (goal in held and not met)
        assert (user in {n.user_id for n in found.near}) == (short and goal not in held)
    for near in found.near:
        for last in near.leaves:
            assert satisfied(groups, held_by[near.user_id] | {last}, shared=shared)


def test_publishing_in_the_editor_leads_to_the_back_fill(valley, admin, sign_in):
    page, badges, _ = valley
    client = sign_in(admin)
    page = draft(page, ("Core", badges, 2))
    page.get_latest_revision().publish()
    request_page = type(page).objects.get(pk=page.pk)
    assert publish_from_the_editor(client, request_page, badges, "1").status_code == 302
    landing = client.get(f"/cms/pages/{page.get_parent().pk}/").content.decode()
    assert f"/cms/programs/{page.pk}/backfill/" in landing
