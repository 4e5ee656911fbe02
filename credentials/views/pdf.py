"""An award on paper, for whoever may see it: made in the request, kept for a while."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from credentials.models import Award
from credentials.pages.halves import both, checked, seen_by, worst
from credentials.printing.sheets import Paper, Sheet, pdf
from credentials.printing.words import words_of
from credentials.views.files import not_signed_yet, private
from lms.core import clock

KEPT_SECONDS = 600


@require_safe
def certificate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A certificate to print: A4, or US Letter with `?paper=letter`."""
    return printed(request, public_id, Sheet.CERTIFICATE)


@require_safe
def door_sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A sign in large print for the door of a classroom."""
    return printed(request, public_id, Sheet.DOOR_SIGN)


def printed(request: HttpRequest, public_id: UUID, sheet: Sheet) -> HttpResponse:
    """A sheet of an award as a PDF.

    Its signed files are checked first; raises NotForPaper and LettersMissing.
    """
    found = seen_by(request.user, public_id)
    paper = Paper.LETTER if request.GET.get("paper") == "letter" else Paper.A4
    body = made(found, sheet, paper)
    if body is None:
        return not_signed_yet(found)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{public_id}-{sheet}.pdf"'
    return private(response)


def made(found: Award, sheet: Sheet, paper: Paper) -> bytes | None:
    """The bytes of a sheet; None while a file is not signed yet.

    What was found about an award is in the key, so a kept sheet never says what a new
    one would not say today.
    """
    halves = checked(both(found))
    report = worst(halves)
    if report is None:
        return None
    day = clock.today()
    words = words_of(
        found, report, paper=paper, made_on=day, issuers=[h.issuer for h in halves]
    )
    key = f"pdf:{found.pk}:{sheet}:{paper}:{get_language()}:{day}"
    said = (report.verdict, words["status"], tuple(words["facts"]))
    kept: tuple[object, bytes] | None = caches["local"].get(key)
    if kept is None or kept[0] != said:
        kept = (said, pdf(sheet, words, made_on=day))
        caches["local"].set(key, kept, KEPT_SECONDS)
    return kept[1]
