"""A file is dropped on the checking page; an address is compared and never sent."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import parents

DROP = """
([text, size]) => {
  const held = new DataTransfer();
  held.items.add(new File([text || new Uint8Array(size)], "badge.json"));
  const form = document.querySelector("form[enctype]");
  for (const kind of ["dragover", "drop"]) {
    form.dispatchEvent(
      new DragEvent(kind, { dataTransfer: held, bubbles: true, cancelable: true })
    );
  }
}
"""
ICON = "/mark.svg"  # which the browser fetches when it likes


@pytest.fixture
def dropping(page: Page):
    """The checking page once its script is awake, and a way to drop a file on it."""
    page.goto("/verify/")
    page.locator("file-drop.is-awake").wait_for()
    return lambda text="", size=0: page.evaluate(DROP, [text, size])


def test_a_dropped_file_is_named_checked_and_compared(page: Page, dropping):
    lucia = parents.named("lucia")
    dropping(parents.award_of(lucia).documents.get().body)
    expect(page.locator("file-drop").get_by_role("status")).to_have_text(
        "Chosen: badge.json"
    )
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="Genuine, and valid today")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda r: r.url.endswith(ICON) or asked.append(r.url))
    answer = page.locator("holder-match").get_by_role("status")
    for address, words in (
        ("somebody@example.org", "No: it was issued to another address."),
        (lucia.email.upper(), "Yes: it was issued to this address."),
    ):
        page.get_by_label("E-mail address").fill(address)
        page.get_by_role("button", name="Compare").click()
        expect(answer).to_contain_text(words)
    assert asked == []


def test_a_large_file_is_refused_before_it_is_sent(page: Page, dropping):
    dropping(size=1_200_000)
    expect(page.locator("file-drop").get_by_role("status")).to_contain_text(
        "larger than 1 MB"
    )
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("input[type=file]")).to_be_focused()
    assert sent == []
