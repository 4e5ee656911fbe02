"""Help, privacy and accessibility: what the footer leads to, true of the site as it is.

Made once; whoever runs the site edits them like any page.
"""

from __future__ import annotations

import uuid
from typing import Any

from courses.actions.content import put_page
from lms.core.safe_html import from_markdown
from lms.website.models import HomePage, StandardPage

HELP = """
Pick a course and press **Start**. There is no date to wait for and nothing to buy
first. A course is made of steps: something to read, a few questions, something to try,
something to talk over. The **Next** button marks a step as done and goes on.

## Your cohort

With your first step you join a cohort: 8 to 15 people who began when you did, with a
facilitator. Its room stands beside every step. What you write there is read by that
cohort, now and later, and by nobody else. If a post should not be there, press **More**
beside it and flag it. A facilitator looks, and the author is not told who asked.

## Badges and certificates

A course ends in a badge once every required step is done. Programs join badges into a
certificate; the program's page shows exactly which ones. Both stand on **My learning**.
They are private until you share them, and you can download all of it there as one
folder that can be checked without this site. Whoever has the link of a shared one can
check it without an account, at [Check a credential](/verify/).

## A code from your school

Type it at [I have a code](/join/). If the seats are taken, the page says so and names
whom to ask at your school.

## Whom to ask

About a step: your cohort, or its facilitator, in the room beside the step. About a seat
or a code: your school. Signing in: the sign-in page can send you a new password.
"""

PRIVACY = """
## What is kept

Your name, e-mail addresses and time zone. Which courses you take, which steps you
finished and when, your answers to quizzes, what you write, and what you have earned.
Where you are signed in, so that you can end a session. Passwords are kept only as
fingerprints that cannot be read back.

## Who sees what

- **Your cohort** sees your name and what you write in its room. So does anyone who joins
  that cohort later.
- **Your facilitator** sees the same, and posts that were flagged.
- **Your school**, if you came in by its code, sees your name, that you hold a seat and
  since when. It does not see what you write or how far you are.
- **Everybody** sees a badge or certificate only while you share it.
- **Those who run the site** can reach what is stored, to keep it working and safe.

Everything is private by default. Sharing is your choice, badge by badge, and you can
take it back.

## What leaves this site

Your browser loads everything from this site: no advertising, no analytics, no fonts or
videos from elsewhere. The cookies keep you signed in, protect forms and remember
messages; none follows you. We write to you about what you earned and about your
account.

## How long

Posts and records stay when a course ends, because others answered and you may need the
proof. Under **Name and time zone** you can close your account on any day: your name is
taken off what you wrote, and you choose whether your badges and certificates stay
checkable or are withdrawn. Take them along first; that page has a button for it.
"""

ACCESSIBILITY = """
This site should work for you, however you read and type. We aim for the Web Content
Accessibility Guidelines 2.2, level AA.

- Every page works with a keyboard alone, and shows where you are.
- Headings, lists, forms and buttons carry names that a screen reader can say.
- Text can be enlarged to twice its size, and follows your choice of light or dark.
- What moves stops when your device asks for less motion.
- Lessons, quizzes and posts work without scripts. Only live updates need them.
- Nothing has a time limit, and quizzes can be taken again unless they say otherwise.

Our tests check pages for known faults with every change. They cannot find everything.

## Tell us

If something does not work for you, say which page it was and what you were trying to
do. How you read, such as the name of your screen reader, helps us to see the same. You
can also tell your facilitator, who can pass it on.
"""

PAGES = {
    "help": ("Help", HELP),
    "privacy": ("Privacy", PRIVACY),
    "accessibility": ("Accessibility", ACCESSIBILITY),
}


def ensure_plain_pages(home: HomePage) -> None:
    """Make those of the pages that are missing; what was edited stays as it is."""
    there = set(home.get_children().values_list("slug", flat=True))
    for slug, (title, words) in PAGES.items():
        if slug not in there:
            put_page(home, StandardPage, slug, by=None, title=title, body=body(words))


def body(words: str) -> list[dict[str, Any]]:
    """One block of text."""
    block_id = uuid.uuid5(uuid.NAMESPACE_URL, f"tributary:plain:{words[:40]}")
    html = from_markdown(words, "lesson")
    return [{"type": "text", "value": html, "id": str(block_id)}]
