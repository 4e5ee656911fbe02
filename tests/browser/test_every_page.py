"""Every page of the journey, as each kind of reader meets it."""

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from credentials.actions import share_award
from credentials.actions.transcripts import make_transcript
from discussions.actions.flags import flag_post
from discussions.actions.hiding import hide_post
from lms.demo.living import PARENTING
from lms.schools.actions.invitations import accept_invitation
from tests.browser import parents

# Structure follows the width, contrast the light as well.
WAYS = [
    (360, "light", None),
    (360, "dark", ["color-contrast"]),
    (1280, "dark", None),
    (1280, "light", ["color-contrast"]),
]
NARROWEST = 320
HEAVIEST_BYTES = 60_000
CODE = "CEDR-RVER-2468"


def for_visitor() -> Iterator[str]:
    """Nobody is signed in."""
    lucia = parents.named("lucia")
    award = parents.award_of(lucia)
    share_award(award, by=lucia)
    parents.invitation(CODE)
    yield from ("/", "/catalog/", "/catalog/?q=nothing-like-it", "/programs/")
    yield from (f"/programs/{PARENTING}/", parents.course().url)
    yield from (
        parents.step(parents.FIRST).url,
        "/accounts/signup/",
        "/accounts/login/",
    )
    yield from ("/accounts/password/reset/", "/verify/", "/schools/", "/join/")
    yield from (f"/join/{CODE}/", award.get_absolute_url())
    yield award.achievement.get_absolute_url()
    yield from ("/help/", "/privacy/", "/accessibility/")


def for_learner() -> Iterator[str]:
    """In the middle of two courses, with a badge and an answered post."""
    dev, kerry = parents.named("dev"), parents.named("kerry")
    parents.finish(dev, parents.FIRST)
    second = parents.courses()[1]
    parents.begin(dev, second)
    lesson = parents.step(parents.FIRST)
    post = parents.say(dev, lesson, "We let her choose the last one.")
    parents.say(kerry, lesson, "And **who** turned it off?", to=post)
    rude = parents.say(kerry, lesson, "Only a fool does that.")
    hide_post(rude, by=parents.named("miriam"), reason="It calls people names.")
    accept_invitation(parents.invitation(CODE), by=parents.named("dev"))
    yield from (step.url for step in parents.steps())
    yield from (parents.course().url, parents.course(second).url)
    yield from ("/me/", f"/programs/{PARENTING}/", "/me/inbox/", "/accounts/profile/")
    yield "/accounts/closing/"
    yield from (f"/discussions/{parents.room_of(dev).pk}/", f"/posts/{post.pk}/")
    yield parents.award_of(dev).get_absolute_url()
    yield f"/transcripts/{make_transcript(dev, by=dev).public_id}/"


def for_facilitator() -> Iterator[str]:
    """A cohort with something flagged and something hidden."""
    dev, kerry, miriam = (parents.named(k) for k in ("dev", "kerry", "miriam"))
    parents.begin(dev)
    lesson = parents.step(parents.FIRST)
    post = parents.say(dev, lesson, "Buy my book instead.")
    flag_post(post, by=kerry, reason="advert", words="He sells something.")
    hidden = parents.say(dev, lesson, "Only a fool does that.")
    hide_post(hidden, by=miriam, reason="It calls people names.")
    yield from (f"/cohorts/{parents.room().cohort_id}/desk/", f"/posts/{post.pk}/")
    yield from (f"/posts/{hidden.pk}/", lesson.url, "/me/")


def for_administrator() -> Iterator[str]:
    """A school with a license, a code and a seat held."""
    accept_invitation(parents.invitation(CODE), by=parents.named("wen"))
    yield from (f"/schools/{parents.SCHOOL}/", "/schools/")


READERS = {
    "": for_visitor,
    "dev": for_learner,
    "miriam": for_facilitator,
    "annika": for_administrator,
}


@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_open_to_everybody_in_every_light(reader, page: Page, enter):
    if reader:
        enter(parents.named(reader))
    watch = Watch(page)
    for address in list(READERS[reader]()):
        watch.visit(address)
        for width, light, rules in WAYS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=light)
            watch.ask_axe(f"{width} {light}", rules)
        page.set_viewport_size({"width": NARROWEST, "height": 800})
        watch.see(f"{page.evaluate(TOO_WIDE)} px too wide", page.evaluate(TOO_WIDE))
    assert watch.found == []


TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE_FINDS = """async rules => {
  const only = rules ? {runOnly: rules} : {};
  const found = await axe.run({resultTypes: ["violations"], ...only});
  const say = (v, n) => `${v.id}: ${n.target} ${n.any[0]?.message ?? n.failureSummary}`;
  return found.violations.flatMap(v => v.nodes.map(n => say(v, n)));
}"""


class Watch:
    """Goes from page to page and notes what is wrong there."""

    def __init__(self, page: Page) -> None:
        self.page, self.found, self.address = page, [], ""
        page.on("console", lambda message: self.see(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.see(f"script: {error}"))
        page.on("request", lambda request: self.hear(request.url))

    def see(self, what: str, is_wrong: object = True) -> None:
        """Note it, once."""
        line = f"{self.address} {what}"
        if is_wrong and line not in self.found:
            self.found.append(line)

    def hear(self, url: str) -> None:
        """Nothing is fetched from another host."""
        here = urlsplit(self.page.url).netloc
        other = urlsplit(url).netloc
        self.see(f"asks {other}", here and other and other != here)

    def visit(self, address: str) -> None:
        """Open a page and wait for the room beside it."""
        self.address = address
        status = self.page.goto(address).status
        self.see(f"answers {status}", status != 200)
        self.page.locator("[hx-trigger=load]").wait_for(state="detached")
        self.page.evaluate(Axe().axe_script)

    def ask_axe(self, way: str, rules: list[str] | None) -> None:
        """What axe-core finds on the page as it is now, by all rules or some."""
        for line in self.page.evaluate(AXE_FINDS, rules):
            self.see(f"{way} {line}")


def test_a_lesson_is_light(page: Page, enter):
    dev = parents.named("dev")
    parents.begin(dev)
    enter(dev)
    weights: dict[str, int] = {}

    def weigh(response) -> None:
        kind = response.headers.get("content-type", "").split(";")[0]
        if kind in ("text/html", "text/css", "text/javascript"):
            weights[urlsplit(response.url).path] = len(
                gzip.compress(response.body(), 6)
            )

    page.on("response", weigh)
    page.goto(parents.step(parents.FIRST).url)
    page.locator("[data-live]", has_text="Connected").wait_for()
    assert len(weights) > 20
    assert sum(weights.values()) <= HEAVIEST_BYTES, sorted(weights.items())
