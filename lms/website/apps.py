"""Registration of the website app."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Home and plain pages, and the site's own frame."""

    name = "lms.website"
    label = "website"
    verbose_name = "Website"

    def ready(self) -> None:
        """Let the presenters of our pages register."""
        from lms.website import home  # noqa: F401
