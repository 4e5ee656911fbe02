"""Who may see an award: its holder decides."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from credentials.models import Award
from lms.accounts.events import UserAnonymized
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require


@transaction.atomic
def share_award(award: Award, *, by: User) -> Award:
    """Open an award's page to anyone with its link. Its holder alone decides."""
    require(by.pk == award.recipient_id, _("Only its holder can share a credential."))
    Award.objects.filter(pk=award.pk, shared_at__isnull=True).update(
        shared_at=clock.now()
    )
    award.refresh_from_db(fields=["shared_at"])
    return award


@transaction.atomic
def unshare_award(award: Award, *, by: User) -> Award:
    """Close an award's page again; files that were given out stay checkable."""
    require(by.pk == award.recipient_id, _("Only its holder can close a credential."))
    Award.objects.filter(pk=award.pk).update(shared_at=None)
    award.refresh_from_db(fields=["shared_at"])
    return award


def on_user_anonymized(event: UserAnonymized) -> None:
    """Somebody left for good: close their pages. Files they gave out stay checkable."""
    Award.objects.filter(recipient=event.user_id).update(shared_at=None)
