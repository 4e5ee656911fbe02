"""The signed files of what was earned."""

from __future__ import annotations

from django.db import transaction

from credentials import signing
from credentials.checking import verification
from credentials.checking.reports import Report
from credentials.errors import DocumentRefused
from credentials.models import (
    Award,
    AwardDocument,
    Issuer,
    PublishedDocument,
    SigningKey,
)
from credentials.standards import openbadges, proofs, schema
from credentials.standards.canonical import Json, dumps
from lms.core import clock


def signed_by(key: SigningKey, document: Json) -> Json:
    """A document with the proof of a key."""
    return proofs.add_proof(
        document,
        method=key.key_id,
        created=clock.now(),
        sign=lambda data: signing.sign(key.key_id, data),
    )


@transaction.atomic
def issue_document(award: Award) -> AwardDocument:
    """Sign the file of an award, once for the active key; safe to run twice.

    Locks the award. The schema is asked before signing; after it, the bytes are checked
    in full against what is published. Raises DocumentRefused; then nothing is stored.
    """
    locked = (
        Award.objects.select_for_update(of=("self",))
        .select_related("achievement__issuer", "status_list__issuer")
        .get(pk=award.pk)
    )
    key = locked.achievement.issuer.keys.active().get()
    if found := locked.documents.filter(key=key).first():
        return found
    document = openbadges.document(
        locked.snapshot,
        status_url=locked.status_list.url if locked.status_list else "",
        status_index=locked.status_index or 0,
    )
    if problems := schema.errors(document):
        raise DocumentRefused(f"Award {locked.pk}: {problems[0]}")
    body = dumps(signed_by(key, document))
    report = check_text(body)
    if not report.is_genuine:
        raise DocumentRefused(f"Award {locked.pk}: {report.verdict}")
    made: AwardDocument = locked.documents.create(
        key=key, body=body, created_at=clock.now()
    )
    return made


def check_text(text: str) -> Report:
    """Check a credential against the documents that this site publishes."""
    issuers = {i.did: i.document_url for i in Issuer.objects.all()}
    return verification.check(
        text,
        published=PublishedDocument.objects.body_at,
        issuers=issuers,
        now=clock.now(),
    )
