"""Registration of the demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demonstration content and people; installed where settings.DEMO_ALLOWED."""

    name = "lms.demo"
    label = "demo"
    verbose_name = "Demo"
