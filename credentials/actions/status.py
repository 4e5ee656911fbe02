"""Status lists: which award holds which entry, and what is published."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction

from credentials.actions.documents import signed_by
from credentials.models import Award, Issuer, PublishedDocument, StatusList
from credentials.standards import proofs, statuslist
from credentials.standards.canonical import dumps
from lms.core import clock


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
