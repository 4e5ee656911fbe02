"""Certificates and door signs on paper."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.html import escape

from credentials.actions import revoke_award, share_award
from credentials.errors import LettersMissing
from credentials.models import Award
from credentials.pages.halves import checked
from credentials.printing import sheets
from credentials.printing.sheets import FOLDER, Paper, Sheet, pdf
from credentials.printing.words import words_of
from lms.core import clock
from tests.credentials import pdf_text
from tests.credentials.conftest import finish, make_course, make_person, make_program

pytestmark = pytest.mark.pages

DAY = dt.date(2026, 11, 24)
A4, LETTER = (841.8898, 595.2756), (792, 612)


@pytest.fixture
def holder(sign_in, learner):
    return sign_in(learner)


def sheet_of(award, sheet=Sheet.CERTIFICATE, paper=Paper.A4, **changes):
    (half,) = checked([award])
    words = words_of(
        award, half.report, paper=paper, made_on=DAY, issuers=["Tributary"]
    )
    return pdf(sheet, {**words, **changes}, made_on=DAY)


@pytest.mark.parametrize("ending", [".pdf", "/door-sign.pdf"])
@pytest.mark.parametrize("who", ["holder", "somebody", "anonymous"])
def test_a_sheet_is_its_holders_until_the_page_is_shared(
    sign_in, badge, learner, who, ending
):
    clients = {
        "holder": sign_in(learner),
        "somebody": sign_in(make_person("Somebody")),
        "anonymous": Client(),
    }
    address = f"/credentials/{badge.public_id}{ending}"
    assert clients[who].get(address).status_code == (200 if who == "holder" else 404)
    share_award(badge, by=learner)
    response = clients[who].get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"%PDF-")


def test_a_certificate_says_who_what_when_from_whom_and_where_to_check(holder, badge):
    address = f"/credentials/{badge.public_id}"
    body = holder.get(f"{address}.pdf").content
    said = pdf_text.words(body)
    for words in (
        "This certifies that Noor Adeyemi-Holt has earned the badge Screens and sleep",
        "Issued by Tributary",
        "Time 0.7 hours of study",
        "It does not expire",
        str(badge.public_id),
        "Check it at",
        "Checked and valid on",
    ):
        assert words in said
    assert f"localhost:8000{address}" in said.replace(" ", "")
    assert pdf_text.pages(body) == 1


def test_a_certificate_of_a_program_says_what_it_is_not(
    sign_in, learner, course, settle
):
    make_program(("Core", [course.achievement]), title="Two rivers")
    finish(learner, course)
    settle()
    award = Award.objects.get(achievement__kind="certificate")
    said = pdf_text.words(
        sign_in(learner).get(f"/credentials/{award.public_id}.pdf").content
    )
    assert "has earned the certificate Two rivers" in said
    assert "It is not: A qualification to teach." in said


def test_a_door_sign_names_the_holder_and_the_achievement(holder, badge):
    said = pdf_text.words(
        holder.get(f"/credentials/{badge.public_id}/door-sign.pdf").content
    )
    assert said.startswith("Screens and sleep earned by Noor Adeyemi-Holt")
    assert "Scan to see what it asked for" in said


@pytest.mark.parametrize(
    ("query", "width", "height"), [("", *A4), ("?paper=letter", *LETTER)]
)
def test_there_are_two_papers(holder, badge, query, width, height):
    body = holder.get(f"/credentials/{badge.public_id}.pdf{query}").content
    box = f"/MediaBox[0 0 {width:g} {height:g}]"
    assert f"/MediaBox[0 0 {width} {height}]".encode() in body or box.encode() in body


def test_the_same_sheet_has_the_same_bytes(badge):
    assert sheet_of(badge) == sheet_of(badge)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ưng Phướng",
        "Constantin Brâncuș Łukasz",
        "Надежда",
        "Ελένη Παπαδοπούλου",
        "נועה כהן",
        "نور الهدى",
    ],
)
@pytest.mark.parametrize("sheet", Sheet)
def test_a_name_is_printed_in_its_own_letters(badge, sheet, name):
    said = pdf_text.words(sheet_of(badge, sheet, holder=name))
    if name.isascii() or name[0] < "\u0590":
        assert name in said
    assert set(name) - set(said) == set()


def test_emoji_are_left_out_and_the_sheet_says_so(badge):
    said = pdf_text.words(sheet_of(badge, holder="Noor 👩🏽‍🏫 Adeyemi 🌊"))
    assert "Noor Adeyemi has earned" in said
    assert "are left out" in said
    assert "are left out" not in pdf_text.words(sheet_of(badge))


def test_a_name_in_letters_that_no_typeface_has_is_refused_in_words(sign_in, settle):
    person = make_person("王小明")
    award = finish(person, make_course())
    settle()
    response = sign_in(person).get(f"/credentials/{award.public_id}.pdf")
    assert response.status_code == 422
    assert escape(str(LettersMissing())) in response.content.decode()


@pytest.mark.parametrize("sheet", Sheet)
def test_the_longest_words_stay_on_one_page(badge, sheet):
    body = sheet_of(
        badge,
        sheet,
        Paper.LETTER,
        holder="Maximiliana-Konstantinopolitanska " * 3,
        achievement="Donaudampfschifffahrtsgesellschaft and what follows " * 5,
        description="A sentence that goes on about what was learned here. " * 12,
        small_print="It is not: " + "a sentence about what it is not. " * 20,
    )
    assert pdf_text.pages(body) == 1


def test_words_are_never_markup(badge):
    name = '#panic("no") *bold* $x$ #image("x")'
    assert name.replace(" ", "") in pdf_text.words(
        sheet_of(badge, holder=name)
    ).replace(" ", "")


def test_a_revoked_credential_is_not_printed(holder, badge, admin, settle):
    assert holder.get(f"/credentials/{badge.public_id}.pdf").status_code == 200
    revoke_award(badge, by=admin, reason="Issued to the wrong person")
    settle()
    response = holder.get(f"/credentials/{badge.public_id}.pdf")
    assert response.status_code == 409
    assert b"was revoked" in response.content


def test_a_changed_file_is_not_printed(holder, badge):
    document = badge.documents.get(format="open_badge")
    badge.documents.filter(pk=document.pk).update(
        body=document.body.replace("Screens and sleep", "Screens and steep")
    )
    assert holder.get(f"/credentials/{badge.public_id}.pdf").status_code == 409


def test_what_is_superseded_says_from_when_until_when(holder, badge):
    Award.objects.filter(pk=badge.pk).update(superseded_at=clock.now())
    said = pdf_text.words(holder.get(f"/credentials/{badge.public_id}.pdf").content)
    assert "Was valid from" in said
    assert "no longer valid on" in said
    sign = holder.get(f"/credentials/{badge.public_id}/door-sign.pdf").content
    assert "no longer valid on" in pdf_text.words(sign)


def test_an_unsigned_credential_is_not_printed(holder, badge):
    badge.documents.all().delete()
    assert holder.get(f"/credentials/{badge.public_id}.pdf").status_code == 503


def test_every_typeface_lies_beside_its_license():
    kept = sorted((FOLDER / "fonts").iterdir())
    assert sum(file.stat().st_size for file in kept) < 700_000
    licensed = " ".join(
        file.stem for file in kept if file.stem.startswith("OFL")
    ).lower()
    for file in kept:
        if file.suffix == ".ttf":
            assert file.stem.rsplit("-", 1)[0] in licensed
    families = {font.family for font in sheets.fonts().fonts()}
    assert {"Fraunces", "Atkinson Hyperlegible Next", "Noto Naskh Arabic"} <= families


def test_a_site_may_add_typefaces_of_its_own(settings, tmp_path):
    own = tmp_path / "fonts" / "added.ttf"
    own.parent.mkdir()
    own.write_bytes((FOLDER / "fonts" / "fraunces-medium.ttf").read_bytes())
    settings.VAR = tmp_path
    sheets.fonts.cache_clear()
    try:
        assert str(own) in {font.path for font in sheets.fonts().fonts()}
    finally:
        sheets.fonts.cache_clear()
