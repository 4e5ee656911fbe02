"""Registration of the accounts app."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """People and how they sign in."""

    default = True
    name = "lms.accounts"
    label = "accounts"
    verbose_name = "People"


class CmsUsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's app of users, with our list of people: no passwords, no deletion."""

    user_viewset = "lms.accounts.cms.PersonViewSet"
