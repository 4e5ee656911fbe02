"""A learner's whole record as one signed file, made when its holder asks."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from credentials.actions.awards import lock
from credentials.actions.documents import (
    is_as_published,
    signed_by,
    signed_files,
)
from credentials.actions.status import take_transcript_entry
from credentials.errors import DocumentRefused, NothingToShow
from credentials.models import (
    Award,
    Issuer,
    SigningKey,
    Transcript,
)
from credentials.models.issuing import Algorithm
from credentials.standards import clr, openbadges, proofs, schema
from credentials.standards.canonical import Json, dumps
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


@transaction.atomic
def make_transcript(holder: User, *, by: User) -> Transcript:
    """Put every valid award of a person, as it was signed, into one signed file.

    Asking again returns the last one while nothing has changed since. Locks the person.
    The schema is asked before signing; after it, the file is checked against what is
    published. An award that waits for its signature is signed now.

    Raises:
        PermissionDenied: nobody else asks for a person's record.
        NothingToShow: there is no valid award.
        DocumentRefused: the file did not pass its own check; nothing is stored.
    """
    require(
        by.pk == holder.pk,
        _("Only its owner can ask for a record of what they earned."),
    )
    person = lock(holder.pk)
    members = [json.loads(body) for body in signed_awards(person)]
    if not members:
        raise NothingToShow
    issuer = Issuer.objects.get(slug="")
    key: SigningKey = issuer.keys.active().get(algorithm=Algorithm.ED25519)
    if last := standing(person, key, members):
        return last
    listed, index = take_transcript_entry(issuer)
    made = Transcript(
        public_id=uuid.uuid4(),
        holder=person,
        status_list=listed,
        status_index=index,
        key=key,
        created_at=clock.now(),
    )
    made.body = _signed(made, key, members)
    made.save(force_insert=True)
    return made


def signed_awards(person: User) -> list[str]:
    """The signed file of each valid award of a person, the oldest award first."""
    awards = list(Award.objects.held_by(person.pk).order_by("awarded_at", "pk"))
    files = signed_files(awards)
    return [files[award.pk].body for award in awards]


def standing(person: User, key: SigningKey, members: list[Json]) -> Transcript | None:
    """The last transcript, while it says everything that a new one would say."""
    last: Transcript | None = person.transcripts.order_by("-created_at", "-pk").first()
    if last is None or last.revoked_at is not None or last.key_id != key.pk:
        return None
    subject = json.loads(last.body)["credentialSubject"]
    names = [
        entry["identityHash"]
        for entry in subject["identifier"]
        if entry["identityType"] == "name"
    ]
    has_all = subject["verifiableCredential"] == members
    return last if has_all and names == [person.display_name] else None


def transcript_url(transcript: Transcript) -> str:
    """A transcript's id: its permanent address, for its holder alone."""
    return f"{transcript.status_list.issuer.origin}/transcripts/{transcript.public_id}"


def _signed(transcript: Transcript, key: SigningKey, members: list[Json]) -> str:
    issuer = key.issuer
    document = clr.document(
        transcript_url(transcript),
        issuer={
            "did": issuer.did,
            "name": issuer.name,
            "url": issuer.url,
            "email": issuer.email,
        },
        recipient=_recipient(transcript.holder),
        made_at=proofs.moment(transcript.created_at),
        members=members,
        status_url=transcript.status_list.url,
        status_index=transcript.status_index,
    )
    if problems := schema.errors(document, schema.TRANSCRIPT):
        raise DocumentRefused(f"Transcript of {transcript.holder_id}: {problems[0]}")
    signed = signed_by(key, document)
    if not is_as_published(signed, issuer):
        raise DocumentRefused(f"Transcript of {transcript.holder_id}: not as published")
    return dumps(signed)


def _recipient(person: User) -> dict[str, Any]:
    """The holder as credentials name people: the address only as a salted hash."""
    salt = secrets.token_urlsafe(9)
    return {
        "id": f"urn:uuid:{person.public_id}",
        "name": person.display_name,
        "salt": salt,
        "email_hash": openbadges.identity_hash(person.email, salt),
    }
