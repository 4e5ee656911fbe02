"""Many awards of one achievement, signed at the price of a few.

The plain way expands JSON-LD anew for every file. Here it is done once for all awards
that differ only in their holders' words (`standards/template.py`); the files are the same
bytes. What does not fit is signed the plain way.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.db.models import Exists, OuterRef

from credentials import signing
from credentials.actions.documents import (
    ALGORITHMS,
    active_key,
    check_text,
    issue_document,
    valid_from_of,
)
from credentials.errors import DocumentRefused
from credentials.models import (
    Award,
    AwardChange,
    AwardDocument,
    PublishedDocument,
    SigningKey,
)
from credentials.models.awards import Format
from credentials.models.changes import Verb
from credentials.standards import did, multibase, openbadges, proofs, schema, template
from credentials.standards.canonical import Json, Unsafe, dumps
from lms.core import clock

log = logging.getLogger("tributary.credentials")
CHUNK = 200
"""Awards signed in one transaction: what a killed worker loses at most."""
MANY = 8
"""From how many on a template is worth its price."""
EVERY = 100
"""Beside first and last, one in so many is verified in full."""


def sign_award(award: Award) -> None:
    """Sign an award's file, and with it all that wait behind it when they are many.

    Safe to run twice: what is signed is left alone, and what its holder emptied since.
    """
    if award.is_emptied:
        return
    if award.documents.filter(format=Format.OPEN_BADGE).exists():
        return
    waiting = waiting_from(award).values_list("pk", flat=True)[:MANY]
    if len(waiting) == MANY:
        sign_waiting(award)
    if not award.documents.filter(format=Format.OPEN_BADGE).exists():
        issue_document(award)


def sign_waiting(first: Award) -> int:
    """Sign an award and every later one of its achievement that waits; how many.

    One transaction a chunk: killed in the middle it loses one chunk, which the tasks of
    its awards sign again.
    """
    total, rest = 0, waiting_from(first)
    while batch := list(rest[:CHUNK]):
        total += sign_chunk(batch)
        rest = waiting_from(first).filter(pk__gt=batch[-1].pk)
    return total


def waiting_from(first: Award) -> Any:
    """An award and later ones of its achievement without a signed file, in order.

    Emptied ones wait for nothing.
    """
    signed = AwardDocument.objects.filter(
        award=OuterRef("pk"), format=Format.OPEN_BADGE
    )
    return (
        named()
        .filter(achievement=first.achievement_id, pk__gte=first.pk)
        .exclude(Exists(signed))
        .order_by("pk")
    )


def named() -> Any:
    """Awards that still say whose they are: nobody took their name out of them."""
    return Award.objects.exclude(snapshot__recipient__email_hash="")


@transaction.atomic
def sign_chunk(
    awards: Sequence[Award], *, format: Format = Format.OPEN_BADGE, reason: str = ""
) -> int:
    """Sign awards of one issuer with its active key; how many were.

    With a `reason` they are signed anew: revoked ones are passed over, and each leaves a
    change that says why. Locks the awards. What is refused is logged and not stored; the
    others are signed all the same.
    """
    locked = list(
        named()
        .select_for_update(of=("self",))
        .filter(pk__in=[award.pk for award in awards])
        .select_related("achievement__issuer", "status_list__issuer")
        .order_by("pk")
    )
    if not locked:
        return 0
    key = active_key(locked[0], ALGORITHMS[format])
    documents = AwardDocument.objects.filter(award__in=locked, format=format)
    fresh = documents.trusted().filter(key=key)
    done = set(fresh.values_list("award_id", flat=True))
    todo = [a for a in locked if a.pk not in done and not (reason and a.revoked_at)]
    signed: list[Award] = []
    if format == Format.OPEN_BADGE:
        copied = set(documents.values_list("award_id", flat=True))
        signed = _by_template(todo, Press(key), copied)
    by_now = {award.pk for award in signed}
    signed += [a for a in todo if a.pk not in by_now and _plainly(a, format)]
    if reason:
        _note(signed, reason)
    return len(signed)


class Press:
    """One key that signs many files in one second. Raises DocumentRefused."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.now = clock.now()
        self.options = proofs.options_for(key.key_id, self.now)
        self.hash = proofs.hash_options(openbadges.CONTEXT, self.options)
        self.sign = signing.signer(key.key_id)
        body = PublishedDocument.objects.body_at(key.issuer.document_url)
        published = did.published_key(json.loads(body or "{}"), key.key_id)
        if published is None:
            raise DocumentRefused(f"{key.key_id} is not published")
        self.public = Ed25519PublicKey.from_public_bytes(multibase.public_of(published))

    def file(self, skeleton: str, document: Json, words: list[str]) -> str | None:
        """A signed file, checked with the key as published; None: it does not fit."""
        if schema.errors(document):
            return None
        try:
            canonical = template.made_of(skeleton).canonical(words)
            data = self.hash + sha256(canonical.encode()).digest()
            signature = self.sign(data)
            self.public.verify(signature, data)
        except (template.Unfit, Unsafe, InvalidSignature):
            return None
        return dumps(proofs.with_proof(document, self.options, signature))


def _by_template(
    awards: Sequence[Award], press: Press, copied: set[int]
) -> list[Award]:
    """Sign and store what fits a template; the awards that did."""
    joint = _joint(awards)
    groups: dict[str, list[tuple[Award, Json, list[str]]]] = defaultdict(list)
    for award in awards:
        if award.pk not in joint:
            document = _document(award, is_copy=award.pk in copied)
            folded, words = template.fold(document)
            groups[dumps(folded)].append((award, document, words))
    made = []
    for skeleton, members in groups.items():
        for award, document, words in members if len(members) >= MANY else ():
            if body := press.file(skeleton, document, words):
                row = AwardDocument(award=award, key=press.key, body=body)
                row.created_at = press.now
                made.append(row)
    if not _stand_up(made):
        return []
    AwardDocument.objects.bulk_create(made)
    return [row.award for row in made]


def _stand_up(made: Sequence[AwardDocument]) -> bool:
    """Whether first, last and one in a hundred pass the whole check."""
    for n, row in enumerate(made):
        if n % EVERY == 0 or n == len(made) - 1:
            report = check_text(row.body)
            if not report.is_genuine:
                log.error("Award %s by template: %s", row.award_id, report.verdict)
                return False
    return True


def _document(award: Award, *, is_copy: bool) -> Json:
    return openbadges.document(
        award.snapshot,
        status_url=award.status_list.url if award.status_list else "",
        status_index=award.status_index or 0,
        valid_from=valid_from_of(award) if is_copy else "",
    )


def _joint(awards: Sequence[Award]) -> set[int]:
    """Awards with another half, whose endorsement is signed for each alone."""
    ours = {a.pk for a in awards if a.joint_with_id is not None}
    theirs = Award.objects.filter(joint_with__in=awards)
    return ours | set(theirs.values_list("joint_with_id", flat=True))


def _plainly(award: Award, format: Format) -> bool:
    """Sign one the plain way. False when it was refused: then it is logged."""
    try:
        with transaction.atomic():
            issue_document(award, format=format)
    except (DocumentRefused, Unsafe):
        log.exception("Award %s could not be signed", award.pk)
        return False
    return True


def _note(awards: Sequence[Award], reason: str) -> None:
    AwardChange.objects.bulk_create(
        AwardChange(award=a, verb=Verb.REISSUED, reason=reason, made_at=clock.now())
        for a in awards
    )
