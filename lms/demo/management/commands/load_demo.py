"""`manage.py load_demo`: the demo content and people, in development only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.demo.build import DemoNotAllowed, build, is_empty
from lms.demo.living import CODE
from lms.demo.reading import CONTENT, ContentError, read_toml


class Command(BaseCommand):
    """Load the demo; loading twice changes nothing."""

    help = "Load demonstration courses, programs and people (development only)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--if-empty` leaves a site alone that somebody uses."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say who can sign in."""
        if not options["if_empty"] or is_empty():
            self.stdout.write("Loading the demo: courses, programs, people.")
            try:
                build()
            except (DemoNotAllowed, ContentError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write("Demo people (one password for all):")
        for person in read_toml(CONTENT / "people.toml")["people"]:
            role = person["role"].replace("_", " ")
            self.stdout.write(f"  {person['key']}@demo.invalid".ljust(32) + role)
        self.stdout.write(f"  password: {settings.DEMO_PASSWORD}")
        self.stdout.write(f"  a school's invitation: /join/{CODE}/")
