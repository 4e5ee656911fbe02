"""Registration of the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    name = "lms.accounts"
    label = "accounts"
    verbose_name = "People"
