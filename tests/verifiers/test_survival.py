"""What was earned outlives its course, program, school and account, by outside verifiers.

A badge and a certificate are earned with a school's seat and in a cohort's company. Then
everything around them is deleted.
"""

import datetime as dt
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.test import Client

from courses.actions.enrollment import start
from courses.models import Cohort, CoursePage, Enrollment
from credentials.actions import check_text, share_award
from credentials.actions.replay import replay
from credentials.bundle import build
from credentials.models import Award, ProgramPage
from discussions.models import Discussion
from lms.accounts.actions import anonymize_user
from lms.core import clock
from lms.schools.models import License, School, Seat
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.factories.schools import license_for, school, seat_for
from tests.verifiers.conftest import PUBLISHED, accepted, body_of, refused

pytestmark = [pytest.mark.verifiers, pytest.mark.django_db(transaction=True)]
AFTERWARDS = dt.timedelta(days=100)


@pytest.fixture
def earned():
    """A shared badge and certificate, earned by a school's seat in its cohort."""
    course = make_course("Screens and sleep")
    program = make_program(("All", [course.achievement]))
    licensed = license_for(school("Harbor School"), page=program)
    learner = make_person("Zoë Đặng-Müller")
    seat_for(licensed, learner)
    start(course, by=learner)
    finish(learner, course)
    awards = list(Award.objects.filter(recipient=learner).order_by("pk"))
    assert [a.achievement.kind for a in awards] == ["badge", "certificate"]
    for award in awards:
        share_award(award, by=learner)
    return learner, awards, (course, program, licensed.school)


def delete_everything(course, program, licensed_school):
    """A hundred days later the course, the program and the school are purged."""
    with clock.at(clock.now() + AFTERWARDS):
        call_command("purge_course", course.slug, "--yes")
        call_command("purge_program", program.slug, "--yes")
        call_command("purge_school", licensed_school.slug, "--yes")
    for model in (CoursePage, ProgramPage):
        assert not model.objects.filter(pk__in=(course.pk, program.pk)).exists()
    for model in (Enrollment, Cohort, Discussion, License, Seat, School):
        assert not model.objects.exists(), model


def answers(award):
    """What anybody gets at a credential's addresses."""
    client, address = Client(), f"/credentials/{award.public_id}"
    return [
        client.get(f"{address}{ending}").status_code
        for ending in ("", "/", ".json", ".png", ".svg", ".jwt")
    ]


def test_what_is_kept_survives_everything(check, earned):
    learner, awards, around = earned
    files = [body_of(award) for award in awards]
    delete_everything(*around)
    anonymize_user(learner, by=learner, keeps_credentials=True)
    for award, file in zip(awards, files, strict=True):
        award.refresh_from_db()
        assert set(answers(award)) == {200}
        assert body_of(award) == file
        assert check_text(file).is_good
        assert replay(award).holds
        assert (
            "Zoë Đặng-Müller" in Client().get(award.get_absolute_url()).content.decode()
        )
    for result in check(*files):
        assert accepted(result), result


@pytest.fixture
def static_host(tmp_path):
    """`static_host(folder)`: a plain file server, as anybody could rent one."""
    servers = []

    class Files(SimpleHTTPRequestHandler):
        extensions_map = {"": "application/json"}

        def log_message(self, *said):
            """Say nothing."""

    def serve(folder):
        handler = partial(Files, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_when_the_site_is_gone_its_public_files_convince_outsiders(
    run, static_host, earned, tmp_path
):
    learner, awards, _around = earned
    call_command("export_credentials", "--site", str(tmp_path / "site"))
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(build.bundle_for(learner))
    shutil.unpack_archive(bundle, tmp_path / "own")
    files = [body_of(award) for award in awards]
    for folder in ("site", "own/credentials-bundle"):
        host = static_host(tmp_path / folder)
        names = ["credential.json"] * len(files)
        answer = run("check.mjs", names, files, host, PUBLISHED)
        for result in answer["results"]:
            assert accepted(result), result


def test_what_is_withdrawn_is_refused_everywhere(check, earned):
    learner, awards, around = earned
    files = [body_of(award) for award in awards]
    for result in check(*files):
        assert accepted(result), result
    delete_everything(*around)
    anonymize_user(learner, by=learner, keeps_credentials=False)
    for award in awards:
        assert set(answers(award)) == {404}
    for result in check(*files):
        assert refused(result), result
        assert result["digitalbazaar"]["status"] == "revoked"
