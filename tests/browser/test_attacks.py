"""What somebody typed, however long or deep, never breaks a page for the others."""

import pytest

from lms.accounts.actions import update_profile
from tests.browser import parents

LONG = {
    "word": "A" * 3000,
    "address": f"https://example.org/{'a' * 3000}",
    "code": f"`{'c' * 3000}`",
    "block": f"```\n{'b' * 3000}\n```",
    "depth": "> " * 18 + "deep",
    "lists": "\n".join("  " * n + "- deep" for n in range(18)),
}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def loud():
    """A learner whose name is as long as it may be, and whose posts are as well."""
    dev = parents.named("dev")
    parents.begin(dev)
    update_profile(dev, by=dev, display_name="W" * 80, timezone="UTC")
    for body in LONG.values():
        parents.say(dev, parents.step(parents.FIRST), body)
    return dev


def test_no_page_scrolls_sideways_whatever_somebody_typed(loud, page, enter):
    page.set_viewport_size({"width": 320, "height": 800})
    room = parents.room_of(loud)
    for reader, addresses in {
        loud: ["/me/", f"/discussions/{room.pk}/", parents.step(parents.FIRST).url],
        parents.named("miriam"): [f"/cohorts/{room.cohort_id}/desk/"],
    }.items():
        enter(reader)
        for address in addresses:
            page.goto(address, wait_until="networkidle")
            assert "WWWWWWWWWW" in page.content(), address
            assert page.evaluate(TOO_WIDE) == 0, address
