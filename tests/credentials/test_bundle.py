"""The folder that a holder takes along, and a site's public files."""

import hashlib
import html
import io
import json
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from credentials.actions import (
    check_text,
    make_key,
    publish_status_lists,
    revoke_award,
    share_award,
)
from credentials.bundle import build, pages
from credentials.models import Award, Issuer
from credentials.standards import baking, jwt, svg
from lms.core import clock
from tests.credentials.conftest import finish, make_course, make_person, make_program
from tests.credentials.test_joint import Pair

pytestmark = [pytest.mark.pages, pytest.mark.django_db]


@pytest.fixture
def holder(settle):
    """Two badges and the certificate that they make."""
    person = make_person("Noor <b>Adeyemi</b> & Holt")
    courses = [make_course("Screens & sleep"), make_course()]
    make_program(("Both", [c.achievement for c in courses]))
    for course in courses:
        finish(person, course)
    settle()
    return person


def unpacked(body):
    """Path -> bytes, below the one folder in a zip."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return {
            name.removeprefix("credentials-bundle/"): packed.read(name)
            for name in packed.namelist()
        }


def test_every_award_is_there_in_every_form(holder, settle):
    files = unpacked(build.bundle_for(holder))
    jwks = {p: json.loads(b) for p, b in files.items() if p.startswith("keys/rs256")}
    for award in Award.objects.filter(recipient=holder):
        path = f"credentials/{award.public_id}"
        text = files[f"{path}.json"].decode()
        assert check_text(text).is_good
        assert files[path].decode() == text
        assert baking.unbake(files[f"{path}.png"]) == text
        assert json.loads(svg.unbake(files[f"{path}.svg"])) == json.loads(text)
        assert files[f"{path}.pdf"].startswith(b"%PDF-")
        token = files[f"{path}.jwt"].decode()
        key = jwks["keys/" + jwt.header(token)["kid"].rpartition("/")[2]]
        assert jwt.document(token, key)["id"] == award.url


def test_what_a_check_needs_is_there_as_this_site_serves_it(holder):
    files = unpacked(build.bundle_for(holder))
    public = [p for p in files if re.match(r"\.well-known|status/|keys/", p)]
    assert len(public) >= 4
    for path in public:
        served = Client().get(f"/{path}")
        assert json.loads(served.content) == json.loads(files[path]), path


def test_the_same_content_makes_the_same_bytes(holder):
    assert build.bundle_for(holder) == build.bundle_for(holder)


def test_names_are_never_markup(holder):
    files = unpacked(build.bundle_for(holder))
    for page in ("index.html", "verify.html"):
        text = files[page].decode()
        assert "<b>Adeyemi" not in text
    assert "Noor &lt;b&gt;Adeyemi&lt;/b&gt; &amp; Holt" in files["index.html"].decode()


def test_the_checking_page_asks_nobody_for_anything(holder):
    page = html.unescape(unpacked(build.bundle_for(holder))["verify.html"].decode())
    assert not re.search(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=", page)
    assert "default-src 'none'" in page
    assert "connect-src" not in page


def test_the_words_say_how_to_serve_it(holder):
    words = unpacked(build.bundle_for(holder))["README.txt"].decode()
    assert "localhost:8000" in words
    assert "/status/revocation/1" in words


def test_what_was_taken_back_is_left_out(holder, admin, settle):
    award = Award.objects.filter(recipient=holder).first()
    revoke_award(award, by=admin, reason="By mistake")
    settle()
    files = unpacked(build.bundle_for(holder))
    assert f"credentials/{award.public_id}.json" not in files


def test_a_joint_certificate_comes_with_both_halves_and_both_issuers_keys(
    learner, settle
):
    pair = Pair()
    pair.approve_both(pair.candidate(learner))
    settle()
    files = unpacked(build.bundle_for(learner))
    halves = Award.objects.filter(recipient=learner, achievement__kind="certificate")
    assert {f"credentials/{half.public_id}.json" for half in halves} <= files.keys()
    assert len(halves) == 2
    assert "issuers/riverbend/did.json" in files
    assert "status/revocation/riverbend-1" in files


def test_a_retired_key_is_taken_along(holder):
    old = Issuer.objects.get(slug="").keys.active().filter(algorithm="ed25519").get()
    make_key(old.issuer)
    files = unpacked(build.bundle_for(holder))
    assert old.key_id in files[".well-known/did.json"].decode()
    assert f"keys/{old.kid}" in files


def test_what_a_stolen_key_signed_is_signed_anew_first(holder):
    issuer = Issuer.objects.get(slug="")
    stolen = issuer.keys.active().get(algorithm="ed25519")
    stolen.compromised_at = clock.now()
    stolen.save()
    make_key(issuer)
    publish_status_lists()
    files = unpacked(build.bundle_for(holder))
    signed = [files[p].decode() for p in files if re.search(r"s/[\w-]+\.json$", p)]
    assert len(signed) == 3
    assert all(check_text(text).is_good for text in signed)


@pytest.mark.parametrize(("who", "status"), [("holder", 200), ("anonymous", 302)])
def test_who_may_download_it(holder, sign_in, who, status):
    browser = sign_in(holder) if who == "holder" else Client()
    assert browser.get("/me/credentials.zip").status_code == 405
    answer = browser.post("/me/credentials.zip")
    assert answer.status_code == status
    if status == 200:
        assert answer["Content-Type"] == "application/zip"
        assert "index.html" in unpacked(answer.content)


def test_my_learning_offers_it_to_whoever_earned_something(holder, sign_in, learner):
    assert b'action="/me/credentials.zip"' in sign_in(holder).get("/me/").content
    assert b'action="/me/credentials.zip"' not in sign_in(learner).get("/me/").content
    answer = sign_in(learner).post("/me/credentials.zip", follow=True)
    assert b"nothing to download yet" in answer.content


def test_the_command_writes_a_persons_or_one_awards_bundle(holder, tmp_path):
    everything, one = tmp_path / "all.zip", tmp_path / "one.zip"
    call_command("export_credentials", holder.email, "--to", str(everything))
    award = Award.objects.filter(recipient=holder).first()
    call_command("export_credentials", str(award.public_id), "--to", str(one))
    count = [
        sum(p.endswith(".jwt") for p in unpacked(f.read_bytes()))
        for f in (everything, one)
    ]
    assert count == [3, 1]


@pytest.mark.parametrize(
    "whose", ["nobody@example.org", "6f1c2c1e-7a0f-4d0e-9f7e-0c2a8f1d3b55", "what"]
)
def test_the_command_says_when_there_is_nothing(whose, tmp_path):
    with pytest.raises(CommandError):
        call_command("export_credentials", whose, "--to", str(tmp_path / "x.zip"))
    assert not list(tmp_path.iterdir())


def test_the_command_writes_over_nothing(holder, tmp_path):
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_credentials", holder.email, "--to", str(taken))
    assert taken.read_text() == "mine"


def test_a_sites_public_files_are_what_it_serves_and_nothing_private(
    holder, settle, tmp_path
):
    shared, private = Award.objects.filter(recipient=holder).order_by("pk")[:2]
    share_award(shared, by=holder)
    call_command("export_credentials", "--site", str(tmp_path / "site"))
    folder = tmp_path / "site"
    assert not list(folder.rglob(f"*{private.public_id}*"))
    documents = [
        p for p in folder.rglob("*")
        if p.is_file() and p.suffix not in (".png", ".svg", ".html", ".txt")
    ]  # fmt: skip
    assert len(documents) > 8
    for path in documents:
        address = f"/{path.relative_to(folder)}"
        served = Client().get(address, headers={"Accept": "application/json"})
        assert served.status_code == 200, address
        assert json.loads(served.content) == json.loads(path.read_bytes()), address


def test_the_library_in_the_page_is_the_one_that_was_looked_at():
    library = pages.JSONLD.read_bytes()
    sources = pages.JSONLD.with_name("SOURCES.md").read_text()
    assert f"`{hashlib.sha256(library).hexdigest()}`" in sources
    assert f"`{pages.JSONLD.name}`" in sources
