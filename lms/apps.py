"""Registration of the project itself, and the wiring."""

from django.apps import AppConfig


class LmsConfig(AppConfig):
    """Connects who hears what, once every app is loaded."""

    name = "lms"
    label = "lms"
    verbose_name = "Tributary"

    def ready(self) -> None:
        """Connect the wiring."""
        from lms import wiring

        wiring.connect()
