"""The checking page of a bundle, opened from a folder and without a network."""

import io
import json
import zipfile

import pytest
from playwright.sync_api import Page, expect

from credentials.actions import publish_status_list, revoke_award
from credentials.actions.transcripts import make_transcript
from credentials.bundle import build
from tests.browser import parents
from tests.credentials.conftest import finish, make_course

VERDICTS = {
    "good": "Every check held",
    "revoked": "This credential was revoked",
    "bad": "Do not trust this file",
    "unknown": "Not everything could be checked",
}


def folder_of(person, tmp_path, name="bundle"):
    """Where somebody unpacked their bundle."""
    place = tmp_path / name
    with zipfile.ZipFile(io.BytesIO(build.bundle_for(person))) as packed:
        packed.extractall(place)
    return place / "credentials-bundle"


@pytest.fixture
def lucia(parents_program):
    return parents.named("lucia")


@pytest.fixture
def alone(page: Page):
    """The page without a network; whatever it asks for or complains of is remembered."""
    page.context.set_offline(True)
    page.heard = []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else page.heard.append(request.url)
        ),
    )
    return page


def expect_verdict(page, verdict, *lines):
    result = page.locator("#result")
    expect(result).to_have_attribute("data-verdict", verdict)
    expect(result.locator("h2")).to_have_text(VERDICTS[verdict])
    for line in lines:
        expect(result.locator(".checks")).to_contain_text(line)
    assert page.heard == []


def give(page, path):
    """Somebody chooses a file."""
    page.get_by_label("Or choose a signed file").set_input_files(path)


def test_every_check_of_a_badge_is_made_without_a_network(
    alone: Page, lucia, tmp_path, axe
):
    folder = folder_of(lucia, tmp_path)
    alone.goto((folder / "verify.html").as_uri())
    alone.locator("#shelf button").first.click()
    expect_verdict(
        alone, "good", "The signature fits every letter", "It was not revoked by"
    )
    expect(alone.locator("#result .mark-passed")).to_have_count(5)
    expect(alone.locator("#result")).to_contain_text("Lucía M.")
    axe(alone)


def test_a_transcript_is_checked_with_every_badge_in_it(alone: Page, lucia, tmp_path):
    make_transcript(lucia, by=lucia)
    folder = folder_of(lucia, tmp_path)
    alone.goto((folder / "verify.html").as_uri())
    alone.get_by_role("button", name="The whole record").click()
    expect_verdict(alone, "good", "Every badge in this transcript passed")
    signed = next((folder / "transcripts").glob("*.json")).read_text("utf-8")
    less = json.loads(signed)
    less["credentialSubject"]["verifiableCredential"].append({"type": "Badge"})
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(less), "utf-8")
    give(alone, changed)
    expect_verdict(alone, "bad", "The signature does not fit")


@pytest.mark.parametrize("ending", ["json", "png", "svg"])
def test_a_file_from_elsewhere_is_read_in_each_form(
    alone: Page, lucia, tmp_path, ending
):
    folder = folder_of(lucia, tmp_path)
    alone.goto((folder / "verify.html").as_uri())
    give(alone, next((folder / "credentials").glob(f"*.{ending}")))
    expect_verdict(alone, "good")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("Lucía M.", "Lucia M.", "The signature does not fit"),
        ('"proofValue":"z', '"proofValue":"z2', "The signature does not fit"),
        (
            "did:web:",
            "did:web:elsewhere.example.org:",
            "an issuer or a key that this bundle does not have",
        ),
        ("ob/v3p0/context-3.0.3", "ob/v3p0/context-9", "no Open Badges 3.0 credential"),
        ('"statusListIndex":"', '"statusListIndex":"1', "The signature does not fit"),
    ],
)
def test_a_changed_file_is_refused_for_that_reason(
    alone: Page, lucia, tmp_path, old, new, line
):
    folder = folder_of(lucia, tmp_path)
    signed = next((folder / "credentials").glob("*.json")).read_text("utf-8")
    assert old in signed
    changed = tmp_path / "changed.json"
    changed.write_text(signed.replace(old, new), "utf-8")
    alone.goto((folder / "verify.html").as_uri())
    give(alone, changed)
    expect_verdict(alone, "bad", line)
    assert alone.locator("#result .mark-not_checked").count() >= 1


def test_what_the_bundles_list_says_is_revoked_is_called_revoked(
    alone: Page, lucia, tmp_path
):
    award = parents.award_of(lucia)
    finish(lucia, make_course("Another course"))
    before = folder_of(lucia, tmp_path, "before")
    revoke_award(award, by=None, reason="Issued to the wrong person.")
    publish_status_list(award.status_list)
    after = folder_of(lucia, tmp_path, "after")
    given_out = before / "credentials" / f"{award.public_id}.json"
    alone.goto((after / "verify.html").as_uri())
    give(alone, given_out)
    expect_verdict(alone, "revoked", "It was revoked", "The signature fits")


def test_a_browser_without_ed25519_calls_nothing_good(alone: Page, lucia, tmp_path):
    alone.add_init_script(
        "crypto.subtle.importKey = () => Promise.reject(new Error('unknown'))"
    )
    alone.goto((folder_of(lucia, tmp_path) / "verify.html").as_uri())
    alone.locator("#shelf button").first.click()
    expect_verdict(alone, "unknown", "This browser cannot check Ed25519 signatures")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"nothing", b"\x89PNG\r\n\x1a\n", b"{}"]
)
def test_a_file_without_a_credential_is_not_called_good(
    alone: Page, lucia, tmp_path, content
):
    file = tmp_path / "file.json"
    file.write_bytes(content)
    alone.goto((folder_of(lucia, tmp_path) / "verify.html").as_uri())
    give(alone, file)
    expect(alone.locator("#result h2")).to_be_visible()
    assert alone.locator("#result").get_attribute("data-verdict") in (None, "bad")
    assert alone.heard == []


def test_the_overview_shows_what_was_earned_and_fits_a_phone(
    alone: Page, lucia, tmp_path, axe
):
    folder = folder_of(lucia, tmp_path)
    alone.set_viewport_size({"width": 360, "height": 800})
    for name in ("verify.html", "index.html"):
        alone.goto((folder / name).as_uri())
        assert alone.evaluate("document.documentElement.scrollWidth") <= 360
    assert alone.locator("img").first.evaluate("image => image.naturalWidth") > 0
    assert alone.heard == []
    axe(alone)
