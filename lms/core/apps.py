"""Registration of the core app."""

from django.apps import AppConfig
from django.urls import register_converter


class CoreConfig(AppConfig):
    """Events, time, tasks and the tools that every app stands on."""

    name = "lms.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Addresses may say `<id:...>`."""
        from lms.core.converters import IdConverter

        register_converter(IdConverter, "id")
