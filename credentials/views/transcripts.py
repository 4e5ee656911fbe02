"""A learner's whole record: made on request, for its holder alone."""

from __future__ import annotations

import json
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from credentials.actions.transcripts import make_transcript
from credentials.models import Award, Transcript
from credentials.views.files import HTML, JSON_KINDS, private
from lms.accounts.models import User


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Put everything that one has earned into one signed file."""
    holder = cast("User", request.user)
    made = make_transcript(holder, by=holder)
    return redirect("credentials:transcript", made.public_id)


@require_safe
@login_required
def transcript(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What stands in a transcript; the signed file for programs that ask for JSON."""
    found = transcript_for(request, public_id)
    kind = request.get_preferred_type([HTML, *JSON_KINDS])
    if kind is not None and kind != HTML:
        response = signed_file(found)
    else:
        response = render(request, "credentials/transcript.html", context(found))
    patch_vary_headers(response, ["Accept"])
    return private(response)


@require_safe
@login_required
def transcript_json(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The signed file, to keep or to send to somebody."""
    response = signed_file(transcript_for(request, public_id))
    name = f"transcript-{public_id}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)


def transcript_for(request: HttpRequest, public_id: UUID) -> Transcript:
    """One's own transcript, or 404; one that was withdrawn is empty and gone."""
    return get_object_or_404(
        Transcript.objects.exclude(body=""),
        public_id=public_id,
        holder=cast("User", request.user),
    )


def signed_file(found: Transcript) -> HttpResponse:
    """The stored bytes."""
    return HttpResponse(found.body, content_type=JSON_KINDS[0])


def context(found: Transcript) -> dict[str, Any]:
    """Its lines as they were signed, and which of them are no longer valid."""
    members = json.loads(found.body)["credentialSubject"]["verifiableCredential"]
    awards = {
        award.url: award for award in Award.objects.filter(recipient=found.holder)
    }
    lines = [(member, awards.get(member["id"])) for member in members]
    return {
        "transcript": found,
        "lines": lines,
        "is_outdated": any(
            award is not None and not award.is_valid for _member, award in lines
        ),
    }
