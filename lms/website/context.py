"""What every template may ask for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def site(request: HttpRequest) -> dict[str, Any]:
    """Whom to call here, whom to write to: asked for only where a page shows it."""

    def note() -> str:
        from lms.website.models import SiteSettings

        return SiteSettings.for_request(request).emergency_note

    def contact() -> str:
        from lms.website.models import SiteSettings

        return SiteSettings.for_request(request).contact_email

    return {
        "site_note": SimpleLazyObject(note),
        "site_contact": SimpleLazyObject(contact),
        "mail_can_be_read": settings.MAIL_FOLDER is not None,
    }
