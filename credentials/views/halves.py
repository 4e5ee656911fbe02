"""An award and its check just now; two of each when two issuers awarded it together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from credentials.checking import verification
from credentials.checking.reports import Report
from credentials.models import Award, AwardDocument, PublishedDocument
from credentials.models.awards import Format
from lms.core import clock

ONE = ("achievement__issuer", "status_list__issuer")
OTHERS = ("partner_award", "joint_with")


@dataclass(frozen=True)
class Half:
    """One issuer's award with its signed file and what a check of that file found.

    Without a file there is no report: nothing is said before it was checked.
    """

    award: Award
    document: AwardDocument | None
    report: Report | None

    @property
    def issuer(self) -> str:
        """Its issuer's name, as the award said that day."""
        return str(self.award.snapshot["issuer"]["name"])


def seen_by(request: HttpRequest, public_id: UUID) -> Award:
    """An award that the reader may see, with its other half, or 404."""
    joined = [*ONE, *(f"{other}__{name}" for other in OTHERS for name in ONE)]
    awards = Award.objects.visible_to(request.user).select_related(
        *joined, "achievement__program", "rule", "awarded_by"
    )
    found: Award = get_object_or_404(awards, public_id=public_id)
    return found


def both(found: Award) -> list[Award]:
    """An award and its other half, ours first; most awards stand alone."""
    if found.joint_with is not None:
        return [found.joint_with, found]
    partner = getattr(found, "partner_award", None)
    return [found] if partner is None else [found, partner]


def checked(awards: list[Award]) -> list[Half]:
    """The newest signed files of awards, each checked now against what is published."""
    files: dict[int, AwardDocument] = {}
    for file in AwardDocument.objects.filter(
        award__in=awards, format=Format.OPEN_BADGE
    ).order_by("pk"):
        files[file.award_id] = file
    issuers = {
        award.achievement.issuer.did: award.achievement.issuer.document_url
        for award in awards
    }
    lists = [award.status_list.url for award in awards if award.status_list]
    known = _published([*issuers.values(), *lists])

    def report(file: AwardDocument | None) -> Report | None:
        if file is None:
            return None
        return verification.check(
            file.body,
            published=lambda url: (
                known.get(url) or PublishedDocument.objects.body_at(url)
            ),
            issuers=issuers,
            now=clock.now(),
        )

    return [
        Half(award, files.get(award.pk), report(files.get(award.pk)))
        for award in awards
    ]


def _published(urls: Iterable[str]) -> dict[str, str]:
    """What is published at some addresses of ours, in one query."""
    return dict(
        PublishedDocument.objects.filter(url__in=set(urls)).values_list("url", "body")
    )
