"""The one door for mail: templates/emails/<kind>.subject.txt, .txt and .html."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(
    kind: str,
    to: str,
    context: dict[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one mail; call it from a task, as the last thing its transaction does.

    `context` gains `site_url`. Subjects are one line. No remote image, no tracking.
    `headers` stand beside the usual ones. Addresses below `.invalid` (demo people,
    anonymized people) receive nothing.
    """
    if to.endswith(".invalid"):
        return
    context = {"site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject,
        render_to_string(f"emails/{kind}.txt", context),
        to=[to],
        headers=dict(headers or {}),
    )
    mail.attach_alternative(
        render_to_string(f"emails/{kind}.html", context), "text/html"
    )
    mail.send()


def message_id(*parts: object) -> str:
    """The name of a mail: the same parts are the same mail, also when it is sent again."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{'.'.join(str(part) for part in parts)}@{host}>"
