"""The frame of every page, as a visitor's browser meets it."""

import pytest


@pytest.mark.parametrize(
    "address", ["/", "/accounts/login/", "/accounts/signup/", "/catalog/"]
)
def test_a_visitor_page_loads_cleanly_and_reads_well(page, address, axe):
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    assert page.goto(address).status == 200
    axe(page)
    assert [c for c in complaints if c] == []


def test_the_keyboard_reaches_the_content_first(page):
    page.goto("/")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target and target.startswith("#")
    assert page.locator(target).count() == 1
