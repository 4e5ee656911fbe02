"""Bundles: a holder's folder, and the public part of a whole site, as plain files.

Laid out as a web root: copied to where the issuer's address leads, it answers did:web,
status lists and credentials as this site did. The same content makes the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable

from credentials.actions.documents import newest, signed_files
from credentials.actions.tokens import issue_tokens
from credentials.art import images
from credentials.bundle import pages
from credentials.bundle.published import (
    Published,
    hosted_files,
    path_of,
    published_of,
)
from credentials.errors import LettersMissing, NotForPaper
from credentials.models import (
    Achievement,
    Award,
    AwardDocument,
    Issuer,
    StatusList,
    Transcript,
)
from credentials.pages.halves import Half, both, checked, shared, with_halves
from credentials.printing.sheets import Paper, Sheet, pdf
from credentials.printing.words import words_of
from credentials.standards import baking, openbadges2, svg
from credentials.standards.canonical import dumps
from lms.accounts.models import User

Files = dict[str, bytes]


def awards_of(person: User) -> list[Award]:
    """Everything that somebody earned and that was not taken back, newest first."""
    earned = Award.objects.filter(recipient=person, revoked_at__isnull=True)
    return list(with_halves(earned).order_by("-awarded_at", "-pk"))


def bundle_for(person: User) -> bytes:
    """A zip with all that somebody earned, and a page that checks it without a network.

    Signs what was not signed yet, or by a key that was stolen since. Raises
    DocumentRefused.
    """
    transcripts = Transcript.objects.filter(holder=person, revoked_at__isnull=True)
    related = transcripts.select_related("status_list__issuer")
    return bundle_of(awards_of(person), related.order_by("-pk")[:1])


def bundle_of(awards: list[Award], transcripts: Iterable[Transcript] = ()) -> bytes:
    """A zip with these awards; joint ones come with their other half.

    As many queries however many there are, once everything is signed.
    """
    with_partners = {half.pk: half for award in awards for half in both(award)}
    awards = list(with_partners.values())
    signed_files(awards)
    tokens = issue_tokens(awards)
    transcripts = list(transcripts)
    public = published_of(
        {award.achievement.issuer for award in awards},
        {a.status_list for a in awards if a.status_list}
        | {transcript.status_list for transcript in transcripts},
        {award.achievement for award in awards},
    )
    halves = [half for half in checked(awards) if half.document and half.report]
    files = dict(public.files)
    for half in halves:
        token = tokens.get(half.award.pk)
        files |= award_files(half, token, public.as_of.date())
    for transcript in transcripts:
        files[f"transcripts/{transcript.public_id}.json"] = transcript.body.encode()
    files |= pages.pages_of(halves, transcripts, public, files)
    return zipped(files, public.as_of)


def award_files(half: Half, token: AwardDocument | None, made_on: dt.date) -> Files:
    """Every form in which an award leaves the house; a sheet only if all checks pass."""
    if half.document is None or half.report is None:
        return {}
    award, body = half.award, half.document.body
    path, stone = f"credentials/{award.public_id}", images.stone_of(award.snapshot)
    files = {
        path: body.encode(),
        f"{path}.json": body.encode(),
        f"{path}.png": baking.bake(images.png(stone), body),
        f"{path}.svg": svg.bake(stone, body).encode(),
    }
    if token is not None:
        files[f"{path}.jwt"] = token.body.encode()
    try:
        words = words_of(
            award,
            half.report,
            paper=Paper.A4,
            made_on=made_on,
            issuers=[part.snapshot["issuer"]["name"] for part in both(award)],
        )
        files[f"{path}.pdf"] = pdf(Sheet.CERTIFICATE, words, made_on=made_on)
    except (NotForPaper, LettersMissing):
        pass
    return files


def site_files() -> Iterable[tuple[str, bytes]]:
    """All that this site shows to anybody about credentials, path by path.

    Every DID document, key, list and achievement, and the files of shared awards: what
    others ask for on the day when this site is gone. One award after the other, so that
    a large site fits into memory.
    """
    issuers = list(Issuer.objects.all())
    achievements = list(Achievement.objects.select_related("issuer"))
    lists = StatusList.objects.select_related("issuer")
    public = published_of(issuers, lists, achievements)
    yield from public.files.items()
    yield from hosted_files(issuers, achievements).items()
    for award in shared().order_by("pk").iterator():
        yield from public_award_files(award, public)
    yield from pages.operator_pages(public).items()


def public_award_files(award: Award, public: Published) -> Iterable[tuple[str, bytes]]:
    """The signed file of a shared award, its pictures, and its Open Badges 2.0 form."""
    document = newest(award)
    if document is None:
        return
    path, stone = f"credentials/{award.public_id}", images.stone_of(award.snapshot)
    hosted = openbadges2.assertion(award.snapshot)
    if award.revoked_at is not None:
        hosted = openbadges2.revoked(award.snapshot, award.revocation_reason)
    yield path, document.body.encode()
    yield f"{path}.json", document.body.encode()
    yield f"{path}.png", baking.bake(images.png(stone), document.body)
    yield f"{path}.svg", svg.bake(stone, document.body).encode()
    yield path_of(hosted["id"]), dumps(hosted).encode()


def zipped(files: Files, when: dt.datetime) -> bytes:
    """A zip whose bytes depend on its content alone."""
    moment = max(when, dt.datetime(1980, 1, 1, tzinfo=dt.UTC)).timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"credentials-bundle/{path}", moment)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path])
    return packed.getvalue()
