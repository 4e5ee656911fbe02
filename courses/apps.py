"""Registration of the courses app."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    """What people study and how far they are."""

    name = "courses"
    verbose_name = "Courses"

    def ready(self) -> None:
        """Let the presenters of our pages register."""
        from courses import catalog, quiz_pages, study  # noqa: F401
