"""Registration of the schools app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Licensed organizations, their people and their seats."""

    name = "lms.schools"
    label = "schools"
    verbose_name = "Schools"
