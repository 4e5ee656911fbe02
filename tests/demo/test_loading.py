"""What the demo holds, and that loading it again changes nothing."""

import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import Count, Max
from wagtail.models import Page, Revision

from courses.models import CoursePage, LessonPage, QuizPage
from credentials.models import Award, AwardDocument, ProgramPage, ProgramRule
from discussions.models import Flag, Post
from lms.accounts.models import User
from lms.demo.build import DemoNotAllowed, build, is_empty
from lms.demo.reading import read_courses, read_programs
from lms.schools.models import License, Seat
from lms.website.baseline import ensure_baseline
from tests.checks import PRODUCTION

pytestmark = pytest.mark.pages

OURS = [
    "core", "accounts", "courses", "credentials", "discussions", "schools",
    "notifications", "website", "wagtailcore",
]  # fmt: skip


def everything():
    """Rows, the newest of them, and the newest version of every page."""
    rows = {
        model._meta.label: model._base_manager.aggregate(Max("pk"), Count("pk"))
        for label in OURS
        for model in apps.get_app_config(label).get_models()
    }
    pages = dict(Page.objects.values_list("pk", "latest_revision"))
    stamps = dict(CoursePage.objects.values_list("pk", "outline__stamp"))
    return rows, pages, stamps, Revision.objects.count()


def test_every_content_file_became_pages(loaded):
    files = read_courses()
    steps = [s for course in files for module in course.modules for s in module.steps]
    assert CoursePage.objects.live().count() == len(files)
    assert LessonPage.objects.live().count() == sum(s.kind == "lesson" for s in steps)
    assert QuizPage.objects.live().count() == sum(s.kind == "quiz" for s in steps)
    open_ones = ProgramPage.objects.live().filter(opening="open")
    assert open_ones.count() == len(read_programs())
    assert ProgramPage.objects.live().filter(opening="announced").count() == 1
    assert ProgramRule.objects.count() == len(read_programs())


def test_every_question_has_exactly_one_right_option(loaded):
    questions = [q.value for quiz in QuizPage.objects.all() for q in quiz.questions]
    assert len(questions) > 30
    for question in questions:
        assert sum(bool(o["is_right"]) for o in question["options"]) == 1


def test_a_cohort_has_talked_and_its_care_has_been_at_work(loaded):
    posts = Post.objects.filter(discussion__cohort__name="Maple")
    assert posts.count() > 20
    assert posts.values("author").distinct().count() >= 7
    assert posts.filter(reactions__isnull=False).exists()
    assert posts.filter(reply_to__isnull=False).exists()
    assert Flag.objects.filter(state="open").count() == 1
    assert posts.filter(state="hidden").count() == 1
    moments = list(posts.order_by("seq").values_list("created_at", flat=True))
    assert moments == sorted(moments)


def test_one_certificate_was_earned_and_some_awards_are_shared(loaded, client):
    certificate = Award.objects.get(achievement__kind="certificate")
    assert certificate.recipient == loaded["amina"]
    assert certificate.basis
    shared = Award.objects.filter(shared_at__isnull=False)
    assert shared.count() == 2 and certificate in shared
    assert Award.objects.filter(shared_at__isnull=True).exists()
    for award in shared:
        assert client.get(f"/credentials/{award.public_id}/").status_code == 200
    assert AwardDocument.objects.values("award").distinct().count() == (
        Award.objects.count()
    )


def test_a_school_seats_some_parents_with_seats_to_spare(loaded):
    license = License.objects.get()
    assert license.school.slug == "cedar-river"
    assert license.seats_used == Seat.objects.open().count() == 5
    assert license.seats_total == 20


def test_demo_people_get_no_mail(loaded):
    assert User.objects.filter(email__endswith="@demo.invalid").count() == len(loaded)
    assert not mail.outbox


@pytest.mark.parametrize(
    "address",
    ["/", "/catalog/", "/programs/", "/schools/", "/help/", "/join/CEDR-RVER-2468/"],
)
def test_a_visitor_finds_what_the_demo_shows(loaded, client, address):
    assert client.get(address).status_code == 200


def test_loading_again_changes_nothing(loaded, settle):
    before = everything()
    with settle:
        build()
    assert everything() == before


def test_a_site_that_somebody_uses_is_left_alone_when_asked(loaded, capsys):
    assert not is_empty()
    before = everything()
    call_command("load_demo", "--if-empty")
    assert everything() == before
    told = capsys.readouterr().out
    assert "amina@demo.invalid" in told
    assert settings.DEMO_PASSWORD in told


def test_where_it_is_not_allowed_nothing_is_loaded(db, settings):
    settings.DEMO_ALLOWED = False
    people = User.objects.count()
    with pytest.raises(DemoNotAllowed):
        build()
    with pytest.raises(CommandError, match="in development only"):
        call_command("load_demo")
    assert User.objects.count() == people


def test_production_has_never_heard_of_the_demo(tmp_path):
    environment = {**os.environ, **PRODUCTION, "TRIBUTARY_VAR": str(tmp_path)}
    asked = (
        "import django; django.setup(); from django.conf import settings;"
        "from django.core.management import get_commands;"
        "print('migrate' in get_commands(), 'load_demo' in get_commands(),"
        " [a for a in settings.INSTALLED_APPS if 'demo' in a],"
        " settings.DEMO_ALLOWED, hasattr(settings, 'DEMO_PASSWORD'))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "True False [] False False"


def test_the_baseline_may_be_made_again_at_any_time(loaded):
    before = everything()
    ensure_baseline()
    assert everything() == before
