"""The one door for mail: templates/emails/<kind>.subject.txt, .txt and .html."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(kind: str, to: str, context: dict[str, Any]) -> None:
    """Send one mail; call it from a task, never inside a transaction.

    `context` gains `site_url`. Subjects are one line. No remote image, no tracking.
    Addresses below `.invalid` (demo people, anonymized people) receive nothing.
    """
    if to.endswith(".invalid"):
        return
    context = {"site_url": settings.SITE_URL, **context}
    subject = " ".join(render_to_string(f"emails/{kind}.subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject, render_to_string(f"emails/{kind}.txt", context), to=[to]
    )
    mail.attach_alternative(
        render_to_string(f"emails/{kind}.html", context), "text/html"
    )
    mail.send()
