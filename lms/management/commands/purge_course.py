"""`manage.py purge_course`: delete a course with its pages, enrollments, progress and own cohorts."""

from typing import Any

from courses.models import CoursePage
from lms.management import purging


class Command(purging.PurgeCommand):
    """Says exactly what goes; deletes with --yes. What was earned stays."""

    help = "Delete a course with its pages, enrollments, progress and own cohorts; says first what goes."
    noun = "course"

    def find(self, which: str) -> Any:
        """By id or slug."""
        return purging.find_one(CoursePage.objects.all(), which, self.noun)

    def purge(self, found: Any) -> purging.Gone:
        """From the top floor down."""
        return purging.course(found)
