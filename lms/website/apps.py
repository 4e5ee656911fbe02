"""Registration of the website app."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Home and plain pages, and the site's own frame."""

    name = "lms.website"
    label = "website"
    verbose_name = "Website"
