"""Registration of the notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """What people are told, on the site and by mail."""

    name = "lms.notifications"
    label = "notifications"
    verbose_name = "Notifications"
