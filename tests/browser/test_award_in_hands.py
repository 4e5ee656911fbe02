"""What a holder does with a badge: share, show, print, and close again."""

import functools
import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import parents
from tests.credentials import pdf_text

ICON = "/mark.svg"  # which the browser fetches when it likes


@pytest.fixture
def award():
    """The badge of Lucía, who holds one from the beginning; private."""
    found = parents.award_of(parents.named("lucia"))
    assert found.shared_at is None
    return found


@pytest.fixture
def foreign_page(tmp_path) -> Iterator[str]:
    """Somebody else's website on this machine: `index.html` lies in `tmp_path`."""
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *args: object) -> None:
        """Not to the terminal."""


def test_a_badge_is_shared_shown_printed_and_closed_again(
    award,
    context,
    page: Page,
    new_context,
    enter,
    axe,
    tmp_path,
    foreign_page,
    base_url,
):
    enter(award.recipient)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    page.goto(award.get_absolute_url())
    page.get_by_role("link", name="See what others would see").click()
    bar = page.locator(".world-bar")
    expect(bar).to_contain_text("404, not found")
    axe(page)
    bar.get_by_role("link", name="Back to your own view").click()

    page.get_by_role("button", name="Share this page").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{base_url}{award.get_absolute_url()}"
    for summary in page.locator(".ways summary").all():
        summary.click()
    axe(page)
    code = page.get_by_label("Code for the page").input_value()

    stranger = new_context().new_page()
    assert stranger.goto(link).status == 200
    expect(stranger.get_by_text("Valid today")).to_be_visible()
    expect(stranger.get_by_text("Add to LinkedIn")).to_have_count(0)
    with stranger.expect_download() as download:
        stranger.evaluate(
            """address => {
              const link = document.createElement("a");
              link.href = address; link.download = ""; link.click();
            }""",
            f"/credentials/{award.public_id}.pdf",
        )
    sheet = download.value.path().read_bytes()
    assert sheet.startswith(b"%PDF")
    assert award.snapshot["achievement"]["name"] in pdf_text.words(sheet)

    (tmp_path / "index.html").write_text(f"<!doctype html><title>Mine</title>{code}")
    stranger.goto(foreign_page)
    card = stranger.frame_locator("iframe")
    expect(card.get_by_text("Valid today")).to_be_visible()
    expect(card.get_by_role("link")).to_have_attribute("href", link)
    stranger.goto(f"{link}card/")
    axe(stranger)

    page.get_by_role("button", name="Close it again").click()
    expect(page.get_by_role("button", name="Share this page")).to_be_visible()
    assert stranger.goto(link).status == 404
    assert stranger.goto(f"{link}card/").status == 404


def test_a_stranger_compares_an_address_without_sending_it(
    award, page: Page, enter, base_url
):
    enter(award.recipient)
    page.goto(award.get_absolute_url())
    sent: list[str] = []
    page.on("request", lambda r: r.url.endswith(ICON) or sent.append(r.url))
    page.get_by_label("E-mail address").fill("someone-else@example.org")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("No: it was issued to another address")).to_be_visible()
    page.get_by_label("E-mail address").fill(award.recipient.email.upper())
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Yes: it was issued to the person")).to_be_visible()
    assert sent == []


def test_the_certificate_prints_on_one_page(award, page: Page, enter):
    enter(award.recipient)
    page.goto(award.get_absolute_url())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})
    plate = page.locator(".plate")
    assert plate.bounding_box()["height"] < 1000
    expect(plate.get_by_text("Check it at")).to_be_visible()
    for hidden in ("Share this page", "Check now", "Take it along"):
        expect(page.get_by_text(hidden, exact=True)).to_be_hidden()


def test_without_scripts_the_link_can_still_be_read(award, new_context, enter):
    context = new_context(java_script_enabled=False)
    enter(award.recipient, context)
    page = context.new_page()
    page.goto(award.get_absolute_url())
    page.get_by_role("button", name="Share this page").click()
    field = page.get_by_label("Link to this page")
    expect(field).to_have_value(page.url)
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
