"""The one door by which content is deleted together with people's records.

A purge is first done and taken back, so that what is said to go is exactly what goes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from courses.actions import purging as courses
from courses.models import CoursePage
from credentials.actions import purging as credentials
from credentials.models import ProgramPage
from discussions.actions import purging as discussions
from lms.core.errors import DomainError
from lms.schools.actions import purging as schools
from lms.schools.actions.licenses import community_of
from lms.schools.models import School

Gone = Counter[str]

# What was earned, and what it is checked by: no purge may touch a row of these.
KEPT = frozenset(
    f"credentials.{model}"
    for model in (
        "Achievement", "Award", "AwardChange", "AwardDocument", "Issuer", "ProgramRule",
        "PublishedDocument", "RuleLeaf", "SigningKey", "StatusList", "Transcript",
    )
)  # fmt: skip


def course(page: CoursePage) -> Gone:
    """A course, from the top floor down."""
    gone = credentials.purge_course(page, by=None)
    gone += discussions.purge_course(page, by=None)
    return gone + courses.purge_course(page, by=None)


def program(page: ProgramPage) -> Gone:
    """A program and its ended licenses."""
    return schools.purge_program(page, by=None) + credentials.purge_program(
        page, by=None
    )


def school(found: School) -> Gone:
    """A school with its people's places, rooms and rights."""
    audience = community_of(found)
    gone = schools.purge_school(found, by=None)
    gone += discussions.purge_community(audience, by=None)
    return gone + courses.purge_community(audience, by=None)


def carry_out(purge: Callable[[], Gone], *, for_good: bool) -> Gone:
    """Purge in one transaction, and take it back unless it is meant.

    Raises CommandError with the refusal's own words; then nothing was deleted.
    """
    try:
        with transaction.atomic():
            gone = purge()
            if touched := KEPT & gone.keys():
                raise CommandError(f"It would delete {sorted(touched)}. Nothing was.")
            transaction.set_rollback(not for_good)
    except DomainError as refusal:
        raise CommandError(str(refusal)) from refusal
    return gone


class PurgeCommand(ABC, BaseCommand):
    """What the three purges share: say what goes; delete only with --yes."""

    noun = ""
    kept = "Badges, certificates and their signed files stay, and still check."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, and whether it is meant."""
        parser.add_argument("which", help=f"The {self.noun}'s id or slug.")
        parser.add_argument(
            "--yes", action="store_true", help="Delete. There is no way back."
        )

    @abstractmethod
    def find(self, which: str) -> Any:
        """The one that is meant."""

    @abstractmethod
    def purge(self, found: Any) -> Gone:
        """Delete it."""

    def handle(self, *args: Any, which: str, yes: bool, **options: Any) -> None:
        """Say what goes, and delete it when that is meant."""
        found = self.find(which)
        title = str(found)
        gone = carry_out(lambda: self.purge(found), for_good=yes)
        self.stdout.write(f"{self.noun.capitalize()} “{title}”:")
        for kind, count in sorted(gone.items()):
            self.stdout.write(f"{count:>8}  {name_of(kind, count)}")
        self.stdout.write(self.kept)
        self.stdout.write(
            "Deleted." if yes else "Nothing was deleted. To delete it, add --yes."
        )


def find_one(rows: Any, which: str, noun: str) -> Any:
    """A row by its id or slug; CommandError when there is not exactly one."""
    field = "pk" if which.isdigit() else "slug"
    found = list(rows.filter(**{field: which})[:2])
    if len(found) != 1:
        raise CommandError(
            f"There is no {noun} “{which}”."
            if not found
            else f"More than one {noun} is called “{which}”: give its id."
        )
    return found[0]


def name_of(kind: str, count: int) -> str:
    """The name of a kind of row, as many as there are."""
    meta = apps.get_model(kind)._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
