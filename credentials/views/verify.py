"""Checking a credential: a link of ours or a file, answered in words. Nothing is stored."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credentials.actions import check_text
from credentials.checking.reports import Report, Verdict
from credentials.errors import TooManyChecks
from credentials.forms import CheckForm
from credentials.models import Award, Issuer
from credentials.standards.baking import SIGNATURE, NotBaked, unbake
from lms.core.ratelimit import spend

FILES_A_MINUTE = 20
OURS = re.compile(
    r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|\.json|\.png)?",
    re.IGNORECASE,
)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The page on which anybody checks a credential, without an account."""
    if request.method != "POST":
        return render(
            request,
            "credentials/verify.html",
            {"form": CheckForm(), "example": example()},
        )
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(
            request,
            "credentials/verify.html",
            {"form": form, "example": example()},
            status=422,
        )
    answer = answer_for(form, request)
    return render(
        request,
        "credentials/verify.html",
        {"form": form, "example": example(), **answer},
    )


def answer_for(form: CheckForm, request: HttpRequest) -> dict[str, Any]:
    """The report, and the claims only where the document is genuine."""
    if file := form.cleaned_data["file"]:
        limit_files(request)
        text = text_of(file.read())
        found = None
    else:
        found = award_at(form.cleaned_data["link"], request)
        document = found.documents.order_by("-pk").first() if found else None
        if document is None:
            return {"no_answer": nothing_there(form.cleaned_data["link"], request)}
        text = document.body
    if text is None:
        return {
            "no_answer": _(
                "No credential could be found in that file. Choose the signed file (JSON) or the badge image (PNG) as you were given it; a screenshot or a picture that an app saved again has lost it."
            )
        }
    report = check_text(text)
    return {
        "report": report,
        "heading": HEADINGS[report.verdict],
        "claims": claims(report),
        "award": found,
    }


def limit_files(request: HttpRequest) -> None:
    """Refuse an address that sends file after file. Raises TooManyChecks."""
    address = get_adapter(request).get_client_ip(request)
    if wait := spend(f"verify:{address}", limit=FILES_A_MINUTE, seconds=60):
        raise TooManyChecks(wait)


def text_of(data: bytes) -> str | None:
    """The credential in an uploaded file: JSON as it is, or out of a PNG."""
    try:
        return unbake(data) if data.startswith(SIGNATURE) else data.decode("utf-8-sig")
    except (NotBaked, UnicodeDecodeError):
        return None


def is_here(link: str, request: HttpRequest) -> bool:
    """Whether a link names this site or the host of one of our issuers."""
    host = urlsplit(link if "//" in link else f"//{link}").netloc.lower()
    origins = [settings.SITE_URL, *Issuer.objects.values_list("origin", flat=True)]
    return host in {request.get_host(), *(urlsplit(o).netloc for o in origins)}


def award_at(link: str, request: HttpRequest) -> Award | None:
    """The award at a link of ours, if the reader may see it."""
    try:
        parts = urlsplit(link.strip() if "//" in link else f"//{link.strip()}")
        match = OURS.fullmatch(parts.path)
        if match is None or not is_here(link.strip(), request):
            return None
    except ValueError:
        return None
    found: Award | None = (
        Award.objects.visible_to(request.user).filter(public_id=match[1]).first()
    )
    return found


def nothing_there(link: str, request: HttpRequest) -> str:
    """Why a link leads to nothing that we can check."""
    try:
        here = is_here(link.strip(), request)
    except ValueError:
        here = False
    if here:
        return _(
            "No shared credential stands at this address. Its holder may not have shared it, or a letter of the link is missing. Ask for the file: it can always be checked."
        )
    return _(
        "That address is not one of ours, so we cannot vouch for it. Ask for the signed file, or use the verifier of whoever issued it."
    )


HEADINGS = {
    Verdict.GOOD: "good",
    Verdict.REVOKED: "revoked",
    Verdict.EXPIRED: "expired",
    Verdict.NOT_YET: "not_yet",
    Verdict.CHANGED: "changed",
    Verdict.NOT_OURS: "not_ours",
    Verdict.UNREADABLE: "unreadable",
    Verdict.UNCERTAIN: "uncertain",
}


def claims(report: Report) -> dict[str, str] | None:
    """Who earned what, when and from whom: only what a genuine document says."""
    if not report.is_genuine or report.document is None:
        return None
    subject = report.document["credentialSubject"]
    names = [
        entry["identityHash"]
        for entry in subject.get("identifier", [])
        if entry.get("identityType") == "name"
    ]
    return {
        "holder": names[0] if names else "",
        "name": subject["achievement"]["name"],
        "day": report.document["validFrom"][:10],
        "issuer": report.document["issuer"]["name"],
        "id": report.document["id"],
    }


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
