"""Withdrawing all that somebody earned, and taking their name out of it."""

from __future__ import annotations

from django.db import transaction

from credentials.actions.awards import lock
from credentials.actions.revocation import withdraw_award
from credentials.models import Award, Candidacy
from lms.accounts.models import User


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
