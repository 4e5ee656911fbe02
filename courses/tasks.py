"""Background work of this app."""

from courses.actions.progress import resettle
from lms.core.tasks import reliable_task


@reliable_task()
def resettle_course(course_id: int) -> None:
    """Complete whoever waits for nothing any more."""
    resettle(course_id)
