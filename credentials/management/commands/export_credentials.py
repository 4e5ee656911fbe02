"""`manage.py export_credentials`: what somebody earned, or a whole site's public files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credentials.bundle import build
from credentials.models import Award
from credentials.pages.halves import with_halves
from lms.accounts.models import User


class Command(BaseCommand):
    """Writes a folder that can be checked, and served, without this site."""

    help = "Export a person's or one award's credentials, or a site's public ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, or the whole site; and where to."""
        parser.add_argument(
            "whose", nargs="?", help="An e-mail address, or the number of an award."
        )
        parser.add_argument(
            "--to", type=Path, default=Path("credentials.zip"), help="The zip to write."
        )
        parser.add_argument(
            "--site", type=Path, help="A new folder for every public file of the site."
        )

    def handle(
        self, *args: Any, whose: str | None, to: Path, site: Path | None, **options: Any
    ) -> None:
        """One of the two; never over something that is there."""
        if (whose is None) == (site is None):
            raise CommandError("Say whose credentials to export, or --site FOLDER.")
        target = site or to
        if target.exists():
            raise CommandError(f"{target} exists already. Choose another place.")
        if site is not None:
            count = write_site(site)
            self.stdout.write(f"Wrote {count} public files below {site}.")
            return
        to.write_bytes(packed(whose or ""))
        self.stdout.write(f"Wrote {to}.")


def packed(whose: str) -> bytes:
    """The bundle of a person, or of one award. Raises CommandError."""
    if "@" in whose:
        person = User.objects.filter(email=whose.lower()).first()
        if person is None or not build.awards_of(person):
            raise CommandError(f"{whose} has earned nothing here.")
        return build.bundle_for(person)
    try:
        number = UUID(whose)
    except ValueError:
        raise CommandError(f"{whose} is neither an address nor a number.") from None
    kept = Award.objects.filter(public_id=number, revoked_at__isnull=True)
    award = with_halves(kept).first()
    if award is None:
        raise CommandError(f"There is no award {whose}, or it was revoked.")
    return build.bundle_of([award])


def write_site(folder: Path) -> int:
    """Write every public file; how many."""
    count = 0
    for path, content in build.site_files():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        count += 1
    return count
