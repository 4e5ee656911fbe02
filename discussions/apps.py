"""Registration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    """Rooms of cohorts: threads, posts, and moderation."""

    name = "discussions"
    verbose_name = _("Discussions")

    def ready(self) -> None:
        """Let the presenters of our pages register."""
        from discussions.pages import study  # noqa: F401
