"""Checking a credential: a link, a text or a file, answered in words. Nothing is stored."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from credentials.actions import check_text
from credentials.actions.documents import newest
from credentials.checking import here, hosted, outside, reading
from credentials.checking.claims import claims
from credentials.checking.reach import NotFetched, Reach
from credentials.checking.reports import Report, Verdict
from credentials.checking.texts import Kind, Unreadable, kind_of, parsed
from credentials.checking.tokens import is_token
from credentials.errors import TooManyChecks
from credentials.forms import MAX_UPLOAD, CheckForm
from credentials.models import Award, AwardDocument, Issuer
from credentials.models.awards import Format
from credentials.standards import openbadges2
from credentials.standards.canonical import Json
from lms.core.ratelimit import spend

CHECKS_A_MINUTE = 20
MAX_BODY = MAX_UPLOAD + 100_000
"""The largest request that is taken apart: a file, and the form around it."""
OURS = re.compile(
    r"/(?:credentials|ob2/assertions)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"(?:/|\.json|\.jwt|\.png|\.svg)?",
    re.IGNORECASE,
)


@csrf_exempt  # the part that reads the form is protected, below
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page on which anybody checks a credential, without an account.

    A request that announces more than a file and the form around it is refused before it
    is taken apart. What is taken apart stays in memory. Larger bodies do not come this
    far: under ASGI `lms.core.body_limit` turns them away, in production the proxy, so that
    no upload of this page is written to a disk by this site.
    """
    if request.method != "POST":
        return page(request, CheckForm())
    if content_length(request) > MAX_BODY:
        form = CheckForm({"link": " "})
        form.add_error("file", CheckForm.TOO_LARGE)
        return page(request, form, status=413)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return posted(request)


@csrf_protect
def posted(request: HttpRequest) -> HttpResponse:
    """Check what was given, and say what was found."""
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, form, status=422)
    limit_checks(request)
    try:
        answer = answer_for(form.cleaned_data, request)
    except (Unreadable, NotFetched) as cause:
        answer = {"no_answer": cause.sentence}
    return page(request, form, **answer)


def page(
    request: HttpRequest, form: CheckForm, *, status: int = 200, **answer: Any
) -> HttpResponse:
    """The page with its form, and an answer if there is one."""
    context = {"form": form, "example": example(), **answer}
    return render(request, "credentials/verify.html", context, status=status)


def content_length(request: HttpRequest) -> int:
    """How many bytes the request announces."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def answer_for(given: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """The report, and the claims only where the document is genuine.

    Raises Unreadable or NotFetched.
    """
    reach = here.reach()
    if file := given["file"]:
        text = reading.text_in(file.read())
    else:
        text = given["link"].strip().removeprefix("\ufeff").strip()
    if link := address_in(text):
        if is_here(link, request):
            return of_ours(link, request)
        text = reading.text_in(reach.get(link).body)
    return shown(examined(text, reach, request))


def examined(text: str, reach: Reach, request: HttpRequest) -> Report:
    """The report of a text. A hosted assertion of ours is checked by its signed file."""
    given = hosted_here(text, request)
    award = award_at(given["id"], request) if given else None
    document = newest(award) if award else None
    if given is None or award is None or document is None:
        return outside.examine(text, reach)
    same = hosted.compared(given, openbadges2.assertion(award.snapshot))
    if not same.passed:
        return Report((same,), reach.now, given, Verdict.CHANGED).completed()
    return check_text(document.body)


def of_ours(link: str, request: HttpRequest) -> dict[str, Any]:
    """What is found at a link of this site, if the reader may see it."""
    found = award_at(link, request)
    document = file_of(found, link) if found else None
    if document is None:
        return {
            "no_answer": _(
                "No shared credential stands at this address. Its holder may not have shared it, or a letter of the link is missing. Ask for the file: it can always be checked."
            )
        }
    return {**shown(check_text(document.body)), "award": found}


def file_of(award: Award, link: str) -> AwardDocument | None:
    """The signed file that a link names: the token, where one was made, or the JSON."""
    token = newest(award, Format.JWT) if link.endswith(".jwt") else None
    return token or newest(award)


def shown(report: Report) -> dict[str, Any]:
    """A report, as the page takes it."""
    return {"report": report, "heading": report.verdict, "claims": claims(report)}


def limit_checks(request: HttpRequest) -> None:
    """Refuse an address that asks for check after check. Raises TooManyChecks."""
    address = get_adapter(request).get_client_ip(request)
    if wait := spend(f"verify:{address}", limit=CHECKS_A_MINUTE, seconds=60):
        raise TooManyChecks(wait)


def address_in(text: str) -> str:
    """The address that a text is, with its scheme; empty when it is something else."""
    is_text = text.startswith(("{", "[", '"')) or is_token(text)
    if is_text or any(sign in text for sign in " \n\t{}<>"):
        return ""
    try:
        parts = urlsplit(text if "//" in text else f"https://{text}")
    except ValueError as cause:
        raise NotFetched(_("That is not an address.")) from cause
    if "//" not in text and "." not in parts.netloc and ":" not in parts.netloc:
        return ""
    return parts.geturl()


def is_here(link: str, request: HttpRequest) -> bool:
    """Whether a link names this site or the host of one of our issuers."""
    origins = list(Issuer.objects.values_list("origin", flat=True))
    asked = request.build_absolute_uri("/")
    return here.host_of(link) in here.hosts([asked, *origins])


def award_at(link: str, request: HttpRequest) -> Award | None:
    """The award at a link of ours, if the reader may see it."""
    match = OURS.fullmatch(urlsplit(link).path)
    if match is None:
        return None
    found: Award | None = (
        Award.objects.visible_to(request.user).filter(public_id=match[1]).first()
    )
    return found


def hosted_here(text: str, request: HttpRequest) -> Json | None:
    """The hosted assertion that a text is, if it names an address of this site."""
    try:
        document = parsed(text)
        url = document.get("id")
        is_ours = kind_of(document) is Kind.HOSTED and isinstance(url, str)
    except Unreadable:
        return None
    return document if is_ours and is_here(str(url), request) else None


def example() -> Award | None:
    """One shared credential of an invented person, where the site has its demo."""
    if not settings.DEMO_ALLOWED:
        return None
    found: Award | None = (
        Award.objects.filter(
            shared_at__isnull=False,
            revoked_at__isnull=True,
            recipient__email__endswith="@demo.invalid",
        )
        .order_by("-achievement__kind", "-awarded_at")
        .first()
    )
    return found
