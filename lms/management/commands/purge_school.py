"""`manage.py purge_school`: delete a school with its members, codes, ended licenses and own cohorts."""

from typing import Any

from lms.management import purging
from lms.schools.models import School


class Command(purging.PurgeCommand):
    """Says exactly what goes; deletes with --yes. What was earned stays."""

    help = "Delete a school with its members, codes, ended licenses and own cohorts; says first what goes."
    noun = "school"

    def find(self, which: str) -> Any:
        """By id or slug."""
        return purging.find_one(School.objects.all(), which, self.noun)

    def purge(self, found: Any) -> purging.Gone:
        """From the top floor down."""
        return purging.school(found)
