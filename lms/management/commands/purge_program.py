"""`manage.py purge_program`: delete a program's page and its ended licenses with their seats."""

from typing import Any

from credentials.models import ProgramPage
from lms.management import purging


class Command(purging.PurgeCommand):
    """Says exactly what goes; deletes with --yes. What was earned stays."""

    help = "Delete a program's page and its ended licenses with their seats; says first what goes."
    noun = "program"

    def find(self, which: str) -> Any:
        """By id or slug."""
        return purging.find_one(ProgramPage.objects.all(), which, self.noun)

    def purge(self, found: Any) -> purging.Gone:
        """From the top floor down."""
        return purging.program(found)
