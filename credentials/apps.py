"""Registration of the credentials app."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """What people have earned, and how others can check it."""

    name = "credentials"
    verbose_name = "Credentials"
