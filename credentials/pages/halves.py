"""An award and its check just now; two of each when two issuers awarded it together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.shortcuts import get_object_or_404

from credentials.checking import here, verification
from credentials.checking.reports import Report
from credentials.models import Award, AwardDocument, PublishedDocument
from credentials.models.awards import AwardQuerySet, Format
from lms.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

ONE = ("achievement__issuer", "status_list__issuer", "renews")
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


def seen_by(reader: User | AnonymousUser, public_id: UUID) -> Award:
    """An award that the reader may see, with its other half, or 404. One query."""
    found: Award = get_object_or_404(
        with_halves(Award.objects.visible_to(reader)), public_id=public_id
    )
    return found


def shared() -> AwardQuerySet:
    """Awards that their holders opened to anyone with the link, with their other halves."""
    return with_halves(Award.objects.filter(shared_at__isnull=False))


def with_halves(awards: AwardQuerySet) -> AwardQuerySet:
    """Each award with what its page and its check need, its other half included."""
    joined = [*ONE, *(f"{other}__{name}" for other in OTHERS for name in ONE)]
    return awards.select_related(*joined, "rule")


def both(found: Award) -> list[Award]:
    """An award and its other half, ours first; most awards stand alone."""
    if found.joint_with is not None:
        return [found.joint_with, found]
    partner = getattr(found, "partner_award", None)
    return [found] if partner is None else [found, partner]


def checked(awards: list[Award]) -> list[Half]:
    """The signed files of awards that count, each checked now against what is published.

    What the rows say of revocation counts even before a list is published. Two queries. Of several files the newest counts whose key is not compromised.
    """
    files: dict[int, AwardDocument] = {}
    best_last = (F("key__compromised_at").desc(nulls_last=True), "pk")
    for file in AwardDocument.objects.filter(
        award__in=awards, format=Format.OPEN_BADGE
    ).order_by(*best_last):
        files[file.award_id] = file
    issuers = {
        award.achievement.issuer.did: award.achievement.issuer.document_url
        for award in awards
    }
    lists = [award.status_list.url for award in awards if award.status_list]
    known = _published([*issuers.values(), *lists])

    ends = {
        (award.status_list.url, award.status_index): award.revoked_at is not None
        for award in awards
        if award.status_list
    }

    def taken_back(url: str, index: int) -> bool:
        said = ends.get((url, index))
        return here.taken_back(url, index) if said is None else said

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
            taken_back=taken_back,
        )

    return [
        Half(award, files.get(award.pk), report(files.get(award.pk)))
        for award in awards
    ]


def worst(halves: list[Half]) -> Report | None:
    """What the checks say together: the first that is not good; None while one waits."""
    reports = [half.report for half in halves if half.report is not None]
    if len(reports) < len(halves):
        return None
    return next((report for report in reports if not report.is_good), reports[0])


def _published(urls: Iterable[str]) -> dict[str, str]:
    """What is published at some addresses of ours, in one query."""
    return dict(
        PublishedDocument.objects.filter(url__in=set(urls)).values_list("url", "body")
    )
