"""Withdrawing all that somebody earned, and taking their name out of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from credentials import tasks
from credentials.actions.awards import lock
from credentials.actions.revocation import withdraw_award
from credentials.models import Award, Candidacy, Transcript
from lms.accounts.models import User
from lms.core import clock


@transaction.atomic
def withdraw_everything(person: User) -> int:
    """Withdraw, close and empty every award of somebody who asked for it; how many.

    Copies that were given out are refused from now on: their bits are set. Awards keep
    their place (what, when, by which rule) without a person to them. Locks the person.
    """
    lock(person.pk)
    Candidacy.objects.filter(person=person, settled_at__isnull=True).delete()
    awards = Award.objects.filter(recipient=person).order_by("pk")
    for award in awards:
        award.refresh_from_db(fields=["revoked_at"])  # its other half may have gone
        if award.revoked_at is None:
            withdraw_award(award, by=person)
        erase_award(award)
    erase_transcripts(person)
    return len(awards)


def erase_award(award: Award) -> None:
    """Close a withdrawn award's page, take the person out of it, delete its files.

    The one place where a snapshot is written twice (decision 0023).
    """
    snapshot = {
        **award.snapshot,
        "recipient": {
            **award.snapshot["recipient"],
            "name": "",
            "salt": "",
            "email_hash": "",
        },
    }
    Award.objects.filter(pk=award.pk).update(snapshot=snapshot, shared_at=None)
    award.documents.all().delete()


def erase_transcripts(person: User) -> None:
    """Revoke and empty the transcripts of somebody who withdraws everything."""
    transcripts = Transcript.objects.filter(holder=person)
    for listed in set(transcripts.values_list("status_list", flat=True)):
        tasks.publish_status.enqueue(listed)
    transcripts.filter(revoked_at__isnull=True).update(
        revoked_at=clock.now(), revocation_reason=_("Withdrawn by its holder.")
    )
    transcripts.update(body="")
