"""The signed files of what was earned."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from credentials import signing
from credentials.checking import here, verification
from credentials.checking.reports import Report
from credentials.errors import DocumentRefused
from credentials.models import (
    Award,
    AwardDocument,
    Issuer,
    PublishedDocument,
    SigningKey,
)
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm
from credentials.standards import (
    did,
    endorsements,
    jwt,
    multibase,
    openbadges,
    proofs,
    schema,
)
from credentials.standards.canonical import Json, dumps
from lms.core import clock

BEST_FIRST = (
    F("key__compromised_at").asc(nulls_first=True),
    F("endorsed_by__compromised_at").asc(nulls_first=True),
    "-pk",
)
ALGORITHMS = {Format.OPEN_BADGE: Algorithm.ED25519, Format.JWT: Algorithm.RS256}


def signed_by(key: SigningKey, document: Json) -> Json:
    """A document with the proof of a key."""
    return proofs.add_proof(
        document,
        method=key.key_id,
        created=clock.now(),
        sign=lambda data: signing.sign(key.key_id, data),
    )


def newest(award: Award, format: Format = Format.OPEN_BADGE) -> AwardDocument | None:
    """The signed file of an award that counts: the last one that is still trusted.

    Only while nothing better was signed yet, the one that a compromised key signed; None
    before the first signature.
    """
    documents = award.documents.filter(format=format).select_related(
        "key", "endorsed_by"
    )
    found: AwardDocument | None = documents.order_by(*BEST_FIRST).first()
    return found


def newest_of(awards: Iterable[Award]) -> dict[int, AwardDocument]:
    """What `newest` finds for each of many awards, by award: one query."""
    rows = AwardDocument.objects.filter(award__in=awards, format=Format.OPEN_BADGE)
    found: dict[int, AwardDocument] = {}
    for row in rows.select_related("key", "endorsed_by").order_by(*BEST_FIRST):
        found.setdefault(row.award_id, row)
    return found


def signed_files(awards: Iterable[Award]) -> dict[int, AwardDocument]:
    """The signed file of each of these awards, by award: one query when all are there.

    What was not signed yet, or by a key that was stolen since, is signed now. Raises
    DocumentRefused.
    """
    awards = list(awards)
    found = newest_of(awards)
    for award in awards:
        if award.pk not in found or not found[award.pk].is_trusted:
            found[award.pk] = issue_document(award)
    return found


@transaction.atomic
def issue_document(
    award: Award, *, format: Format = Format.OPEN_BADGE
) -> AwardDocument:
    """Sign an award's file in one form, once for the active key; safe to run twice.

    An award that another key signed before, or whose endorsement a compromised key
    signed, is signed anew under the same id, as a newer copy. Locks the award. The schema is asked before signing; after it, the bytes are
    checked in full against what is published. Raises DocumentRefused; then nothing is
    stored.
    """
    locked = (
        Award.objects.select_for_update(of=("self",))
        .select_related("achievement__issuer", "status_list__issuer")
        .get(pk=award.pk)
    )
    key = active_key(locked, ALGORITHMS[format])
    documents = locked.documents.filter(format=format)
    if found := documents.trusted().filter(key=key).first():
        return found
    when = valid_from_of(locked) if documents.exists() else ""
    made = AwardDocument(award=locked, key=key, format=format, created_at=clock.now())
    if format == Format.JWT:
        embedded = issue_document(locked)
        made.endorsed_by = embedded.endorsed_by
        made.body = Tokens(key).token(embedded.body, when)
    else:
        other = locked.other_half
        made.endorsed_by = active_key(other) if other else None
        made.body = _embedded(locked, key, when)
    made.save(force_insert=True)
    return made


def active_key(award: Award, algorithm: Algorithm = Algorithm.ED25519) -> SigningKey:
    """The key with which an award's issuer signs now."""
    key: SigningKey = award.achievement.issuer.keys.active().get(algorithm=algorithm)
    return key


def unsigned(award: Award, valid_from: str = "") -> Json:
    """An award as a credential, its partner's endorsement included."""
    other = award.other_half
    return openbadges.document(
        award.snapshot,
        status_url=award.status_list.url if award.status_list else "",
        status_index=award.status_index or 0,
        valid_from=valid_from,
        endorsements=[endorsed(award, by=other)] if other else [],
    )


def endorsed(award: Award, *, by: Award) -> Json:
    """What the other half's issuer says about an award, signed with its own key.

    Raises DocumentRefused when it does not follow the schema, or does not verify by what
    that issuer publishes.
    """
    document = endorsements.endorsement(
        award.snapshot,
        by=by.snapshot,
        status_url=by.status_list.url if by.status_list else "",
        status_index=by.status_index or 0,
    )
    if problems := schema.errors(document, schema.ENDORSEMENT):
        raise DocumentRefused(f"Endorsement of award {award.pk}: {problems[0]}")
    signed = signed_by(active_key(by), document)
    if not is_as_published(signed, by.achievement.issuer):
        raise DocumentRefused(f"Endorsement of award {award.pk}: not as published")
    return signed


def is_as_published(document: Json, issuer: Issuer) -> bool:
    """Whether one of the keys that an issuer publishes today signed a document."""
    body = PublishedDocument.objects.body_at(issuer.document_url)
    proof = proofs.proof_of(document)
    method = proof["verificationMethod"] if proof else ""
    key = did.published_key(json.loads(body or "{}"), method)
    return key is not None and proofs.is_signed_by(document, multibase.public_of(key))


def check_text(text: str) -> Report:
    """Check a credential against what this site publishes, and against its own rows.

    What was taken back is so at once, also before its list is published.
    """
    issuers = {i.did: i.document_url for i in Issuer.objects.all()}
    return verification.check(
        text,
        published=PublishedDocument.objects.body_at,
        issuers=issuers,
        now=clock.now(),
        taken_back=here.taken_back,
    )


def valid_from_of(award: Award) -> str:
    """Since when a further copy is valid: now; one that expired keeps its dates."""
    now = clock.now()
    has_expired = award.expires_at is not None and award.expires_at <= now
    return "" if has_expired else proofs.moment(now)


def _embedded(award: Award, key: SigningKey, valid_from: str) -> str:
    document = unsigned(award, valid_from)
    if problems := schema.errors(document):
        raise DocumentRefused(f"Award {award.pk}: {problems[0]}")
    body = dumps(signed_by(key, document))
    report = check_text(body)
    if not report.is_genuine:
        raise DocumentRefused(f"Award {award.pk}: {report.verdict}")
    return body


class Tokens:
    """One RSA key that makes many VC-JWTs: unwrapped once, its published half read once."""

    def __init__(self, key: SigningKey) -> None:
        self.kid = f"{key.issuer.origin}/keys/{key.kid}"
        self.sign = signing.signer(key.key_id)
        body = PublishedDocument.objects.body_at(key.issuer.document_url)
        self.jwk = did.published_jwk(json.loads(body or "{}"), key.key_id) or {}

    def token(self, embedded: str, valid_from: str) -> str:
        """The signed file's own words as a VC-JWT, checked with the key as published.

        Raises DocumentRefused.
        """
        document = json.loads(embedded)
        if valid_from:
            document["validFrom"] = valid_from
        token = jwt.encode(document, kid=self.kid, sign=self.sign)
        try:
            jwt.document(token, self.jwk)
        except jwt.Refused as cause:
            raise DocumentRefused(f"Token of {document['id']}: {cause}") from cause
        return token
