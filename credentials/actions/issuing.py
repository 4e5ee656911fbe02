"""Issuers, keys, published documents, and the signing of what was earned."""

from __future__ import annotations

import json
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from credentials import signing
from credentials.checking import verification
from credentials.checking.reports import Report
from credentials.errors import AddressUnfit, DocumentRefused
from credentials.events import KeyMade
from credentials.models import (
    Award,
    AwardDocument,
    Issuer,
    PublishedDocument,
    SigningKey,
    StatusList,
)
from credentials.permissions import can_manage_awards
from credentials.standards import did, openbadges, proofs, schema, statuslist
from credentials.standards.canonical import Json
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def ensure_issuer(*, slug: str = "", name: str = "Tributary") -> Issuer:
    """The site's issuer (or a further one, by slug), with a key and a first status list.

    Made once; its DID is derived from CREDENTIALS_URL then and never again. Publishes
    KeyMade. Raises AddressUnfit where the address would not last.
    """
    if found := Issuer.objects.filter(slug=slug).first():
        return found
    address = urlsplit(settings.CREDENTIALS_URL)
    if not settings.DEMO_ALLOWED and (
        address.scheme != "https" or address.hostname in ("localhost", "127.0.0.1")
    ):
        raise AddressUnfit(settings.CREDENTIALS_URL)
    origin = f"{address.scheme}://{address.netloc}"
    issuer = Issuer.objects.create(
        did=did.did_for(origin, slug=slug),
        origin=origin,
        slug=slug,
        name=name,
        url=origin,
    )
    make_key(issuer)
    open_status_list(issuer)
    return issuer


@transaction.atomic
def rename_issuer(issuer: Issuer, *, name: str, url: str, by: User | None) -> Issuer:
    """Change what later credentials call the issuer. Its DID never changes."""
    require(can_manage_awards(by), _("Only a site administrator can change it."))
    issuer.name, issuer.url = name, url
    issuer.save(update_fields=["name", "url"])
    return issuer


@transaction.atomic
def make_key(issuer: Issuer) -> SigningKey:
    """A new active Ed25519 key; the present one is retired and stays published.

    Verifiers keep a DID document for an hour, so rotate at a quiet time. Publishes
    KeyMade.
    """
    public, private = signing.new_key_pair()
    key_id = f"{issuer.did}#{public}"
    now = clock.now()
    issuer.keys.active().update(retired_at=now)
    key: SigningKey = issuer.keys.create(
        key_id=key_id,
        public_multibase=public,
        private_encrypted=signing.wrap(private, key_id),
        created_at=now,
        activated_at=now,
    )
    publish_keys(issuer)
    publish(KeyMade(issuer_id=issuer.pk, key_id=key_id))
    return key


def publish_keys(issuer: Issuer) -> None:
    """Publish the issuer's DID document with every key that still verifies."""
    keys = issuer.keys.published().values_list("public_multibase", flat=True)
    document = did.did_document(issuer.did, list(keys))
    PublishedDocument.objects.put(issuer.document_url, dumps(document))


@transaction.atomic
def open_status_list(issuer: Issuer) -> StatusList:
    """A further, empty status list, published at once: a missing one fails everything."""
    made = StatusList.objects.create(
        issuer=issuer, number=issuer.status_lists.count() + 1
    )
    publish_status_list(made)
    return made


@transaction.atomic
def publish_status_list(listed: StatusList) -> None:
    """Sign and publish a list as the awards stand now. Locks it; safe to run twice."""
    locked = (
        StatusList.objects.select_for_update()
        .select_related("issuer")
        .get(pk=listed.pk)
    )
    revoked = locked.awards.filter(revoked_at__isnull=False)
    indexes = revoked.values_list("status_index", flat=True)
    document = statuslist.document(
        locked.url,
        issuer=locked.issuer.did,
        valid_from=proofs.moment(clock.now()),
        encoded=statuslist.encode(
            (i for i in indexes if i is not None), size=locked.size
        ),
    )
    signed = signed_by(locked.issuer.keys.active().get(), document)
    PublishedDocument.objects.put(locked.url, dumps(signed))


def publish_status_lists() -> None:
    """Sign every list anew: nightly, in case a task was lost."""
    for listed in StatusList.objects.select_related("issuer"):
        publish_status_list(listed)


def take_status_entry(award: Award) -> None:
    """Save a new award with a free entry of its issuer's newest list, at random.

    Unique by constraint; when two draw the same number, one draws again.
    """
    listed = award.achievement.issuer.status_lists.order_by("-number").first()
    if listed is None or listed.awards.count() * 2 >= listed.size:
        listed = open_status_list(award.achievement.issuer)
    while True:
        index = secrets.randbelow(listed.size)
        if listed.awards.filter(status_index=index).exists():
            continue
        award.status_list, award.status_index = listed, index
        try:
            with transaction.atomic():
                award.save(force_insert=True)
            return
        except IntegrityError:
            if not listed.awards.filter(status_index=index).exists():
                raise
            award.pk = None


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


def dumps(document: Json) -> str:
    """JSON as it is stored, signed and served: compact, UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
