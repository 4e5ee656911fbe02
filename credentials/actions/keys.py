"""The keys that sign, and the documents that publish them."""

from __future__ import annotations

import datetime as dt
import logging
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from credentials import signing
from credentials.errors import KeyNotWaiting, KeyWaitsAlready
from credentials.events import KeyActivated, KeyMade
from credentials.models import Issuer, PublishedDocument, SigningKey
from credentials.models.issuing import Algorithm, KeyState
from credentials.permissions import can_manage_awards
from credentials.standards import did
from credentials.standards.canonical import dumps
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish

log = logging.getLogger("tributary.credentials")
WAIT = dt.timedelta(hours=24)
"""How long a key is published before it signs: verifiers keep DID documents that long."""


@transaction.atomic
def make_key(
    issuer: Issuer, *, algorithm: str = Algorithm.ED25519, by: User | None = None
) -> SigningKey:
    """A new key that signs at once; the present one of its kind is retired.

    For an issuer's first day and for an emergency: a verifier that keeps the DID document
    may refuse for some hours what the new key signs. Publishes KeyMade and KeyActivated.
    """
    locked = lock_issuer(issuer.pk)
    key = _add(locked, algorithm, by)
    return _activate(key, by)


@transaction.atomic
def ensure_keys(issuer: Issuer) -> None:
    """An active key of each algorithm. Publishes as `make_key` for each missing one."""
    active = set(issuer.keys.active().values_list("algorithm", flat=True))
    for algorithm in Algorithm.values:
        if algorithm not in active:
            make_key(issuer, algorithm=algorithm)


@transaction.atomic
def create_key(
    issuer: Issuer, *, algorithm: str, by: User | None, at_once: bool = False
) -> SigningKey:
    """The next key: published now, signing a day later or `at_once`. Publishes KeyMade.

    Locks the issuer.

    Raises:
        PermissionDenied: `by` is not a site administrator.
        KeyWaitsAlready: another of its kind waits for its turn.
    """
    _require(by)
    locked = lock_issuer(issuer.pk)
    if at_once:
        return make_key(locked, algorithm=algorithm, by=by)
    if waiting := locked.keys.waiting().filter(algorithm=algorithm).first():
        raise KeyWaitsAlready(waiting.kid)
    return _add(locked, algorithm, by)


@transaction.atomic
def activate_key(key: SigningKey, *, by: User | None) -> SigningKey:
    """Let a waiting key sign from now on; the one before is retired, still published.

    Locks the issuer. Publishes KeyActivated. Raises PermissionDenied, KeyNotWaiting.
    """
    _require(by)
    lock_issuer(key.issuer_id)
    key = SigningKey.objects.select_related("issuer").get(pk=key.pk)
    if key.state != KeyState.WAITING:
        raise KeyNotWaiting(key.kid)
    return _activate(key, by)


def activate_waiting_keys() -> None:
    """Give every key its turn that was published for a day: hourly.

    One that SIGNING_KEK does not open never signs, so the one before goes on.
    """
    since = clock.now() - WAIT
    for key in SigningKey.objects.waiting().filter(created_at__lte=since):
        if signing.opens(key.key_id):
            activate_key(key, by=None)
        else:
            log.error("SIGNING_KEK does not open %s", key.key_id)


def publish_keys(issuer: Issuer) -> None:
    """Publish the issuer's DID document with every key that still verifies."""
    keys = list(issuer.keys.published())
    document = did.did_document(
        issuer.did,
        [key.public_multibase for key in keys if key.public_multibase],
        [key.public_jwk for key in keys if key.public_jwk],
    )
    PublishedDocument.objects.put(issuer.document_url, dumps(document))


def lock_issuer(issuer_id: int) -> Issuer:
    """The issuer, locked until the commit: keys change one after the other."""
    return Issuer.objects.select_for_update(no_key=True).get(pk=issuer_id)


def _require(by: User | None) -> None:
    require(can_manage_awards(by), _("Only a site administrator can change its keys."))


def _add(issuer: Issuer, algorithm: str, by: User | None) -> SigningKey:
    """Make and publish a key that waits."""
    pair = signing.new_key_pair(algorithm)
    kid = pair.multikey or f"{algorithm}-{secrets.token_hex(4)}"
    key_id = f"{issuer.did}#{kid}"
    key: SigningKey = issuer.keys.create(
        key_id=key_id,
        algorithm=algorithm,
        public_multibase=pair.multikey,
        public_jwk={**pair.jwk, "kid": kid} if pair.jwk else {},
        private_encrypted=signing.wrap(pair.private, key_id),
        created_at=clock.now(),
    )
    publish_keys(issuer)
    publish(
        KeyMade(issuer_id=issuer.pk, key_id=key.key_id, actor_id=by.pk if by else None)
    )
    return key


def _activate(key: SigningKey, by: User | None) -> SigningKey:
    """Retire the active key of this kind and put this one in its place."""
    now = clock.now()
    same = SigningKey.objects.filter(issuer=key.issuer_id, algorithm=key.algorithm)
    same.active().update(retired_at=now)
    key.activated_at = now
    key.save(update_fields=["activated_at"])
    publish(
        KeyActivated(
            issuer_id=key.issuer_id,
            key_id=key.key_id,
            actor_id=by.pk if by else None,
        )
    )
    return key
