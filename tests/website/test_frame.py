"""Pages that belong to the whole site."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from lms.website.models import Picture
from lms.website.watershed import draw_watershed
from tests.factories.accounts import person
from tests.factories.courses import course_with_steps
from tests.factories.schools import program

pytestmark = pytest.mark.pages


def test_a_site_whose_database_answers_is_well(client, db):
    answer = client.get("/healthz/")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})


def test_a_site_whose_database_does_not_answer_says_so(client, db):
    def down(execute, sql, params, many, context):
        raise OperationalError("gone")

    with connection.execute_wrapper(down):
        answer = client.get("/healthz/")
    assert answer.status_code == 503
    assert answer.json() == {"database": "does not answer"}


@pytest.fixture
def folder(tmp_path, settings):
    """Development: mail becomes files."""
    settings.MAIL_FOLDER = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def test_in_development_mail_can_be_read_and_its_links_followed(client, db, folder):
    from lms.core import mail

    user = person("Noor <b>")
    mail.send(
        "award_granted",
        user.email,
        {
            "person": user,
            "url": "/credentials/1/",
            "award": {"achievement": {"name": "Lids down"}},
        },
    )
    assert len(list(Path(folder).iterdir())) == 1
    page = client.get("/dev/mail/").content.decode()
    assert f"To {user.email}" in page and "You earned “Lids down”" in page
    assert '<a href="http://localhost:8000/credentials/1/">' in page
    assert "Noor &lt;b&gt;" in page and "Noor <b>" not in page


def test_elsewhere_there_is_no_such_page(client, db):
    assert client.get("/dev/mail/").status_code == 404


@pytest.mark.parametrize("kind", ["", "?kind=certificate"])
def test_a_stone_is_drawn_from_its_slug_alone(client, db, kind):
    first, again = (client.get(f"/stones/lids-down.svg{kind}") for _ in range(2))
    assert first.status_code == 200
    assert first["Content-Type"] == "image/svg+xml"
    assert "max-age=86400" in first["Cache-Control"]
    assert first.content == again.content
    assert first.content.startswith(b"<svg") and b"<script" not in first.content
    assert first.content != client.get(f"/stones/other.svg{kind}").content


@pytest.mark.parametrize("slug", ["UPPER", "with_underscore", "a" * 121])
def test_no_stone_is_drawn_for_what_is_no_slug(client, db, slug):
    assert client.get(f"/stones/{slug}.svg").status_code == 404


def grow():
    page = program(course_with_steps(1), course_with_steps(1))
    return page.title


def test_home_shows_programs_a_lesson_and_how_many_courses(client, db):
    title = grow()
    words = client.get("/").content.decode()
    assert title in words and "2 courses" in words
    assert "The words of Lesson 1" in words
    assert 'name="description"' in words


def test_home_costs_as_many_queries_for_6_programs_as_for_1(client, db):
    cost = {}
    for size in (1, 6):
        for _ in range(size):
            grow()
        draw_watershed()
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/").status_code == 200
        cost[size] = len(seen)
    assert cost[1] == cost[6] <= 16


def test_the_watershed_is_drawn_once_until_the_catalog_changes(db, client):
    assert not draw_watershed()  # no course yet, no picture
    course_with_steps(1)
    assert draw_watershed() and not draw_watershed()
    first = Picture.objects.get().svg
    assert first[:60] in client.get("/").content.decode()
    course_with_steps(1)
    assert draw_watershed()
    assert Picture.objects.get().svg != first


def test_publishing_a_course_draws_it_in_the_background(db, settle):
    with settle:
        course_with_steps(1)
    assert Picture.objects.filter(name="watershed").exists()


def test_no_page_asks_another_host_for_anything(client, db):
    grow()
    for address in ("/", "/catalog/", "/help/", "/schools/"):
        answer = client.get(address)
        loaded = re.findall(rb'(?:src|href)="(https?:)?//', answer.content)
        assert not loaded, address
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "http" not in policy


def test_everything_is_migrated(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
