"""Status lists: which award or transcript holds which entry, and what is published."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.db import IntegrityError, transaction

from credentials.actions.documents import signed_by
from credentials.models import Award, Issuer, PublishedDocument, StatusList
from credentials.models.issuing import Algorithm, Holds
from credentials.standards import proofs, statuslist
from credentials.standards.canonical import dumps
from lms.core import clock

log = logging.getLogger("tributary.credentials")
CAPACITY = statuslist.SIZE // 2
"""How many entries of a list are given out: while half are free, a draw is quick."""
DRAWS = 32
"""Numbers drawn at once; what is taken among them tells how full a list is."""


@transaction.atomic
def open_status_list(issuer: Issuer, *, holds: str = Holds.AWARDS) -> StatusList:
    """A further, empty status list, published at once: a missing one fails everything.

    Locks the issuer, so that two who find a list full open one. Returns the newest when
    another opened it meanwhile.
    """
    Issuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    newest = newest_list(issuer, holds)
    if newest is not None and not is_full(newest):
        return newest
    made = StatusList.objects.create(
        issuer=issuer, number=issuer.status_lists.count() + 1, holds=holds
    )
    publish_status_list(made)
    return made


@transaction.atomic
def publish_status_list(listed: StatusList) -> None:
    """Sign and publish a list as its entries stand now. Locks it; safe to run twice."""
    locked = (
        StatusList.objects.select_for_update(of=("self",))
        .select_related("issuer")
        .get(pk=listed.pk)
    )
    revoked = entries(locked).filter(revoked_at__isnull=False)
    document = statuslist.document(
        locked.url,
        issuer=locked.issuer.did,
        valid_from=proofs.moment(clock.now()),
        encoded=statuslist.encode(
            revoked.values_list("status_index", flat=True), size=locked.size
        ),
    )
    key = locked.issuer.keys.active().get(algorithm=Algorithm.ED25519)
    PublishedDocument.objects.put(locked.url, dumps(signed_by(key, document)))


def publish_status_lists() -> None:
    """Sign every list anew: nightly, in case a task was lost.

    One that cannot be signed, as with a key that does not open, is logged; the others are.
    """
    for listed in StatusList.objects.select_related("issuer"):
        try:
            publish_status_list(listed)
        except Exception:
            log.exception("status list %s was not published", listed.url)


def take_status_entry(award: Award) -> None:
    """Save a new award with a free entry of its issuer's newest list, at random.

    Unique by constraint; when two draw the same number, one draws again.
    """
    issuer = award.achievement.issuer
    while True:
        award.status_list, award.status_index = _draw(issuer, Holds.AWARDS)
        try:
            with transaction.atomic():
                award.save(force_insert=True)
            return
        except IntegrityError:
            same = Award.objects.filter(
                status_list=award.status_list, status_index=award.status_index
            )
            if not same.exists():
                raise
            award.pk = None


@transaction.atomic
def take_transcript_entry(issuer: Issuer) -> tuple[StatusList, int]:
    """A free entry for a transcript, at random.

    Ask for it in the transaction that stores the transcript: until its commit the list is
    locked, so that nobody else is given the same.
    """
    while True:
        listed, _index = _draw(issuer, Holds.TRANSCRIPTS)
        locked = StatusList.objects.select_for_update(no_key=True).get(pk=listed.pk)
        if (index := free_entry(locked)) is not None:
            locked.issuer = issuer
            return locked, index


def entries(listed: StatusList) -> Any:
    """The awards or transcripts that hold entries of a list."""
    return listed.transcripts if listed.holds == Holds.TRANSCRIPTS else listed.awards


def newest_list(issuer: Issuer, holds: str) -> StatusList | None:
    """The list that is being filled."""
    listed: StatusList | None = (
        issuer.status_lists.filter(holds=holds).order_by("-number").first()
    )
    if listed is not None:
        listed.issuer = issuer
    return listed


def is_full(listed: StatusList) -> bool:
    """Whether no more entries are given out. Counts them: ask seldom."""
    return bool(entries(listed).count() >= CAPACITY)


def free_entry(listed: StatusList) -> int | None:
    """A free entry drawn at random; None when no more are given out.

    Entries are counted only when the draws say that the list could be full, so that an
    award costs the same whether it is the first or the sixty thousandth.
    """
    drawn = [secrets.randbelow(listed.size) for _ in range(DRAWS)]
    held = entries(listed).filter(status_index__in=drawn)
    taken = set(held.values_list("status_index", flat=True))
    if len(taken) >= DRAWS * CAPACITY // listed.size and is_full(listed):
        return None
    return next((index for index in drawn if index not in taken), None)


def _draw(issuer: Issuer, holds: str) -> tuple[StatusList, int]:
    """The list that is being filled and a free entry of it; a full one is followed."""
    listed = newest_list(issuer, holds) or open_status_list(issuer, holds=holds)
    while (index := free_entry(listed)) is None:
        listed = open_status_list(issuer, holds=holds)
    return listed, index
