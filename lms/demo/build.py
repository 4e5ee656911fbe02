"""Builds the demo site: content, programs, people, and what they have been doing.

Everything goes through the actions that the site itself uses, at the moments at which it
would have happened (`clock.at`). Building twice changes nothing.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from courses.models import CatalogPage
from credentials.models import ProgramIndexPage
from lms.accounts.actions import create_person
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import DomainError
from lms.demo.courses import put_course
from lms.demo.living import live_in
from lms.demo.programs import put_announced, put_program
from lms.demo.reading import CONTENT, read_courses, read_programs, read_toml
from lms.website.baseline import ensure_baseline
from lms.website.watershed import draw_watershed

GROUPS = {
    "site_admin": ("Site administrators",),
    "author": ("Authors", "Publishers"),
    "lead_facilitator": ("Facilitators",),
    "facilitator": ("Facilitators",),
}
PROGRAM_ORDER = (
    "parenting-in-the-digital-age",
    "one-to-one-teacher",
    "coaching",
    "connected-educator",
)


OPEN_SINCE = dt.timedelta(days=90)
"""How long the programs' rules have been in force: before anybody earned anything."""


class DemoNotAllowed(DomainError):
    """The demo's people share a password: never on a site that real people use."""

    def __init__(self) -> None:
        super().__init__(
            "Demo people share one password, so they are loaded in development only."
        )


def is_empty() -> bool:
    """Whether nobody has used this site yet."""
    return not User.objects.exists() and not CatalogPage.objects.exists()


def build() -> dict[str, User]:
    """Load everything; the people by key. Raises DemoNotAllowed."""
    if not settings.DEMO_ALLOWED:
        raise DemoNotAllowed
    home = ensure_baseline()
    people = put_people()
    author = people["hamish"]
    catalog = CatalogPage.objects.child_of(home).get()
    programs = sorted(read_programs(), key=lambda p: PROGRAM_ORDER.index(p["slug"]))
    order = course_order(programs)
    for file in sorted(read_courses(), key=lambda c: order.get(c.slug, len(order))):
        put_course(catalog, file, by=author)
    index = ProgramIndexPage.objects.child_of(home).get()
    with clock.at(clock.now() - OPEN_SINCE):
        for data in programs:
            put_program(index, data, by=author)
    put_announced(index, read_toml(CONTENT / "announced.toml"), by=author)
    draw_watershed()
    live_in(people)
    return people


def course_order(programs: list[dict[str, object]]) -> dict[str, int]:
    """Courses in the order in which the programs name them."""
    order: dict[str, int] = {}
    for program in programs:
        for group in program["groups"]:  # type: ignore[attr-defined]
            for slug in group.get("courses", ()):
                order.setdefault(slug, len(order))
    return order


def put_people() -> dict[str, User]:
    """The demo's people, all with one shared password."""
    return {
        person["key"]: create_person(
            email=f"{person['key']}@demo.invalid",
            display_name=person["name"],
            password=settings.DEMO_PASSWORD,
            timezone=person["timezone"],
            groups=GROUPS.get(person["role"], ()),
            is_superuser=person["role"] == "site_admin",
            by=None,
        )
        for person in read_toml(CONTENT / "people.toml")["people"]
    }
