"""The way from the course to a post, with nothing but the keyboard."""

from playwright.sync_api import Page, expect

from tests.browser import parents

MOST_TABS = 60
# A row that is a link as a whole wears the ring on what the link spans.
HAS_RING = """[null, "::after"].some((part) =>
  getComputedStyle(document.activeElement, part).outlineStyle !== "none")"""


def test_the_keyboard_alone_starts_goes_on_and_posts(page: Page, enter):
    enter(parents.named("dev"))
    page.goto(parents.course().url)
    reach(page, "button Start this course")
    page.keyboard.press("Enter")
    expect(page.locator("[data-live]")).to_contain_text("Connected")
    reach(page, "button Done. Next: One evening, one ending")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("One evening, one ending")
    expect(page.locator("[data-live]")).to_contain_text("Connected")
    reach(page, "textarea Write to Cohort Maple")
    page.keyboard.type("From the keyboard alone.")
    reach(page, "button Post to Cohort Maple")
    page.keyboard.press("Enter")
    expect(page.locator(".post", has_text="From the keyboard")).to_be_visible()
    assert name_of_focus(page).startswith("textarea Write to Cohort Maple")


def reach(page: Page, name: str) -> None:
    """Press Tab until the thing of that name has the focus, seen by its ring."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen.append(name_of_focus(page))
        if seen[-1].startswith(name):
            assert page.evaluate(HAS_RING), f"no ring around {name}"
            return
    raise AssertionError(f"{name} is not among {seen}")


def name_of_focus(page: Page) -> str:
    """What has the focus, and what a screen reader would call it."""
    return page.evaluate(
        """() => {
          const it = document.activeElement, label = it.labels?.[0] ?? it;
          return `${it.localName} ${label.innerText.trim()}`;
        }"""
    )
