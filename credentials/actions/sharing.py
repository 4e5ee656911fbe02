"""Who may see an award: its holder decides."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from credentials.actions.erasure import withdraw_everything
from credentials.actions.signatories import remove_signatory
from credentials.models import Award, ProgramInterest, Signatory
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


@transaction.atomic
def share_award(award: Award, *, by: User) -> Award:
    """Open an award's page to anyone with its link. Its holder alone decides.

    Both halves of a joint certificate have one page: they open together.
    """
    require(by.pk == award.recipient_id, _("Only its holder can share a credential."))
    _whole(award).filter(shared_at__isnull=True).update(shared_at=clock.now())
    award.refresh_from_db(fields=["shared_at"])
    return award


@transaction.atomic
def unshare_award(award: Award, *, by: User) -> Award:
    """Close an award's page again; files that were given out stay checkable.

    Both halves of a joint certificate close together.
    """
    require(by.pk == award.recipient_id, _("Only its holder can close a credential."))
    _whole(award).update(shared_at=None)
    award.refresh_from_db(fields=["shared_at"])
    return award


def _whole(award: Award) -> QuerySet[Award]:
    """An award and, of a joint certificate, the other half."""
    halves = [award.pk, *([award.other_half.pk] if award.other_half else [])]
    found: QuerySet[Award] = Award.objects.filter(pk__in=halves)
    return found


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody left for good: keep what they earned as it is, or withdraw all of it.

    What was shared stays shared, and what was closed stays closed: nobody else may
    decide that. Nobody asks, or signs for an issuer, any more.
    """
    ProgramInterest.objects.filter(user=event.user_id).delete()
    person = User.objects.get(pk=event.user_id)
    for signatory in Signatory.objects.filter(user=person, removed_at__isnull=True):
        remove_signatory(signatory.issuer, person, by=None)
    if not event.keeps_credentials:
        withdraw_everything(person)
