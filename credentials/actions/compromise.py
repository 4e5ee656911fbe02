"""A key that nobody may trust any more, and what it signed: signed anew.

What is signed anew: every award that is not revoked, superseded and expired ones too,
since without a signature nobody could even be told that they once held it. It keeps its
address and its date; the copy is valid from now, and of two copies with one address the
newer one counts. Transcripts are not: their holder asks for a new one.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from credentials import tasks
from credentials.actions.bulk import sign_chunk
from credentials.actions.documents import ALGORITHMS
from credentials.actions.keys import lock_issuer, make_key, publish_keys
from credentials.actions.status import publish_status_list
from credentials.errors import KeyCompromisedAlready
from credentials.events import KeyCompromised
from credentials.models import Award, AwardDocument, SigningKey
from credentials.models.awards import Format
from credentials.models.issuing import Algorithm, KeyState
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish

log = logging.getLogger("tributary.credentials")
BATCH = 100


@transaction.atomic
def mark_compromised(key: SigningKey, *, by: User | None, reason: str) -> SigningKey:
    """Withdraw a key at once: what it signed fails until it is signed anew.

    In one transaction it leaves the DID document, a new key signs in its place if it was
    the active one, and the issuer's status lists are signed again. Awards follow in
    tasks. Locks the issuer. Publishes KeyCompromised. Returns the key.

    Raises:
        PermissionDenied: `by` is not a site administrator.
        KeyCompromisedAlready: it was marked before.
    """
    require(can_manage_awards(by), _("Only a site administrator can withdraw a key."))
    issuer = lock_issuer(key.issuer_id)
    key = SigningKey.objects.select_related("issuer").get(pk=key.pk)
    before = key.state
    if before == KeyState.COMPROMISED:
        raise KeyCompromisedAlready(key.kid)
    key.compromised_at = clock.now()
    key.save(update_fields=["compromised_at"])
    if before == KeyState.ACTIVE:
        make_key(issuer, algorithm=key.algorithm, by=by)
    publish_keys(issuer)
    if key.algorithm == Algorithm.ED25519:
        for listed in issuer.status_lists.select_related("issuer"):
            publish_status_list(listed)
    publish(
        KeyCompromised(
            issuer_id=issuer.pk,
            key_id=key.key_id,
            reason=reason,
            actor_id=by.pk if by else None,
        )
    )
    tasks.sign_again.enqueue(key.pk)
    return key


def to_sign_again(key: SigningKey) -> Any:
    """Awards that are known by a compromised key's signature alone, in order.

    A partner's half whose endorsement it signed is one of them.

    Asked for a key that is not compromised: those that would be.
    """
    kind = format_of(key)
    documents = AwardDocument.objects.filter(award=OuterRef("pk"), format=kind)
    by_key = Q(key=key) | Q(endorsed_by=key)
    trusted = documents.trusted().exclude(key=key).exclude(endorsed_by=key)
    return (
        Award.objects.filter(Exists(documents.filter(by_key)), revoked_at__isnull=True)
        .exclude(Exists(trusted))
        .order_by("pk")
    )


def format_of(key: SigningKey) -> Format:
    """The kind of file that a key signs."""
    return next(kind for kind, known in ALGORITHMS.items() if known == key.algorithm)


def sign_again(key: SigningKey, *, after: int = 0) -> int:
    """Sign the next batch of what a compromised key signed; a task goes on from there.

    Safe to run twice, at once, and to be killed: an award is signed in the transaction
    that also writes its change, and is not found again. Returns how many were signed.
    What is refused is logged and left for the next hour. Raises nothing.
    """
    waiting = to_sign_again(key).filter(pk__gt=after).select_related("achievement")
    batch = list(waiting[:BATCH])
    if not batch:
        return 0
    own = [a for a in batch if a.achievement.issuer_id == key.issuer_id]
    partners = [a for a in batch if a.achievement.issuer_id != key.issuer_id]
    reason = _("Its key was withdrawn, so it was signed anew.")
    signed = 0
    for awards in (own, *([award] for award in partners)):
        if awards:
            signed += sign_chunk(awards, format=format_of(key), reason=reason)
    tasks.sign_again.enqueue(key.pk, after=batch[-1].pk)
    return signed


def continue_signing_again() -> None:
    """Go on with what a lost task or a refusal left over: hourly."""
    for key in SigningKey.objects.filter(compromised_at__isnull=False):
        if to_sign_again(key).exists():
            tasks.sign_again.enqueue(key.pk)
