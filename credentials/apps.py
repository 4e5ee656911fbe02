"""Registration of the credentials app."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """What people have earned, and how others can check it."""

    name = "credentials"
    verbose_name = "Credentials"

    def ready(self) -> None:
        """Let the presenters of our pages register."""
        from credentials.pages import study  # noqa: F401
