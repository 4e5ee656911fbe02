"""Files that staff upload: no kind that could act from our own address."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image

from tests.factories.accounts import author, person, superuser

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png():
    file = BytesIO()
    Picture.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


def post(browser, kind, name, content, content_type="image/png"):
    file = SimpleUploadedFile(name, content, content_type)
    return browser.post(
        reverse(f"wagtail{kind}s:add"), {"title": "A file", "file": file}
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.svg", SVG),
        ("x.html", SCRIPT),
        ("x.png", SVG),
        ("x.png", SCRIPT),
        ("x.png.html", png()),
    ],
)
def test_what_is_no_picture_does_not_become_an_image(name, content, sign_in, db):
    post(sign_in(author()), "image", name, content)
    assert not Image.objects.exists()


def test_a_picture_becomes_an_image(sign_in, db):
    post(sign_in(author()), "image", "x.png", png())
    assert Image.objects.get().width == 8


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.exe", "x.pdf.html", "x"])
def test_a_document_has_a_kind_that_is_on_the_list(name, sign_in, db):
    post(sign_in(superuser()), "doc", name, SCRIPT)
    assert not Document.objects.exists()


def test_a_document_is_served_as_a_download_that_no_browser_reinterprets(
    sign_in, client, db
):
    post(sign_in(superuser()), "doc", "plan.docx", b"PK", "application/msword")
    answer = client.get(Document.objects.get().url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["image", "doc"])
def test_learners_upload_nothing_here(kind, sign_in, db):
    post(sign_in(person()), kind, "x.png", png())
    assert not (Image.objects.exists() or Document.objects.exists())


def test_what_is_private_has_no_address(settings, client, db):
    settings.PRIVATE_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.PRIVATE_ROOT / "roster.csv").write_text("canary")
    for url in (
        "/private/roster.csv",
        "/media/../private/roster.csv",
        "/media/roster.csv",
    ):
        answer = client.get(url)
        assert answer.status_code in (400, 404)
        assert b"canary" not in answer.content
