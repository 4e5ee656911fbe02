"""`manage.py ensure_baseline`: what a new, empty site needs before its first page."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.website.baseline import ensure_baseline


class Command(BaseCommand):
    """Make home, catalog, programs, plain pages, staff groups and the first issuer."""

    help = "Make what an empty site needs; running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        ensure_baseline()
        self.stdout.write("The site has what it needs.")
