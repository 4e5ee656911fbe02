"""How long an award may be valid: within what calendars and people can hold."""

import datetime as dt

import pytest
from django.utils.html import escape
from wagtail.test.utils.form_data import nested_form_data, streamfield

from credentials.models import Achievement, ProgramPage
from credentials.models.spans import DAYS, MONTHS
from credentials.rules.validity import MOST_MONTHS, end_of, months_later
from tests.credentials.conftest import make_program
from tests.factories.refusals import refuses

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def post(client, page, **fields):
    """Publish a program's page as the editor does."""
    values = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "group": "teachers",
            "opening": "announced",
            "renewal_window_days": "90",
            "grace_days": "30",
            "rule": streamfield([]),
            "renewal": streamfield([]),
            "benefits": streamfield([]),
            "is_not": streamfield([]),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
            "action-publish": "1",
            **fields,
        }
    )
    return client.post(f"/cms/pages/{page.pk}/edit/", values)


@pytest.fixture
def program(db):
    return make_program(publish=False, opening="announced")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("valid_months", "0", MONTHS),
        ("valid_months", "601", MONTHS),
        ("valid_months", "99999", MONTHS),
        ("renewal_window_days", "3651", DAYS),
        ("grace_days", "99999", DAYS),
    ],
)
def test_a_program_beyond_the_bounds_is_refused_with_what_to_type(
    program, sign_in, admin, field, value, sentence
):
    answer = post(sign_in(admin), program, **{field: value}).content.decode()
    assert escape(str(sentence)) in answer
    assert "Constraint" not in answer
    program.refresh_from_db()
    assert getattr(program, field) != int(value)


def test_a_program_at_its_bounds_is_published(program, sign_in, admin):
    bounds = {"valid_months": 600, "renewal_window_days": 3650, "grace_days": 3650}
    answer = post(sign_in(admin), program, **{k: str(v) for k, v in bounds.items()})
    assert answer.status_code == 302
    program.refresh_from_db()
    assert {name: getattr(program, name) for name in bounds} == bounds


@pytest.mark.parametrize("months", ["0", "601", "99999"])
def test_a_sign_off_beyond_the_bounds_is_refused_too(db, sign_in, admin, months):
    fields = {
        "name": "Portfolio",
        "slug": "portfolio",
        "description": "One cycle.",
        "criteria": "All lines met.",
        "task": "## Rubric",
        "minutes": "60",
        "valid_months": months,
    }
    client = sign_in(admin)
    answer = client.post("/cms/snippets/credentials/achievement/add/", fields)
    assert escape(str(MONTHS)) in answer.content.decode()
    assert not Achievement.objects.filter(slug="portfolio").exists()


def test_the_database_holds_the_bounds_as_well(course):
    page = make_program(("One", [course.achievement]))
    for model, who, pk in [
        (Achievement, "achievement", page.achievement.pk),
        (ProgramPage, "program", page.pk),
    ]:
        rows = model.objects.filter(pk=pk)
        with refuses(f"{who}_valid_for_a_while"):
            rows.update(valid_months=601)
        for field in ("renewal_window_days", "grace_days"):
            with refuses(f"{who}_renewable_for_a_while"):
                rows.update(**{field: 3651})
        assert rows.update(valid_months=600, grace_days=3650) == 1


def test_no_number_of_months_makes_a_date_that_cannot_be():
    assert months_later(NOON, 99_999) == months_later(NOON, MOST_MONTHS)
    assert end_of(10**9, now=NOON) == NOON.replace(year=2076)
