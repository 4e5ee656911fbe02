"""Small pages that belong to the whole site."""

import email
import email.policy
import re
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from credentials.art.stone import stone_svg

_SLUG = re.compile(r"(?:[^\W_A-Z]|-){1,120}")  # letters of any script, small


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception:  # noqa: BLE001  whatever the driver raises means "not well"
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
@cache_control(public=True, max_age=86_400)
def stone(request: HttpRequest, slug: str) -> HttpResponse:
    """The river stone of a course or certificate, drawn from its slug alone."""
    if not _SLUG.fullmatch(slug):
        raise Http404
    if request.GET.get("kind") == "certificate":
        svg = stone_svg(slug, kind="certificate")
    else:
        svg = stone_svg(slug)
    return HttpResponse(svg, content_type="image/svg+xml")


@require_safe
def dev_mail(request: HttpRequest) -> HttpResponse:
    """In development: every mail that the site sent, newest first."""
    if settings.MAIL_FOLDER is None:
        raise Http404
    mails = [
        parsed
        for path in sorted(Path(settings.MAIL_FOLDER).glob("*.log"), reverse=True)[:200]
        for parsed in reversed(read_mails(path))
    ]
    return render(request, "website/dev_mail.html", {"mails": mails[:100]})


def read_mails(path: Path) -> list[dict[str, object]]:
    """The mails of one file of Django's file backend."""
    texts = path.read_text("utf-8", "replace").split("-" * 79)
    found = []
    for text in texts:
        if not text.strip():
            continue
        message = email.message_from_bytes(
            text.strip().encode(), policy=email.policy.default
        )
        body = message.get_body(("plain",))
        words = body.get_content() if body else ""
        found.append(
            {
                "to": message["To"],
                "subject": message["Subject"],
                "date": message["Date"],
                "parts": [
                    {"text": part, "is_link": part.startswith(("http://", "https://"))}
                    for part in re.split(r"(https?://\S+)", words)
                ],
            }
        )
    return found
