"""Registration of the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Events, time, tasks and the tools that every app stands on."""

    name = "lms.core"
    label = "core"
    verbose_name = "Core"
