"""Who may approve in an issuer's name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from credentials.events import SignatoryAdded, SignatoryRemoved
from credentials.models import Issuer, Signatory
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def add_signatory(issuer: Issuer, user: User, *, by: User | None) -> Signatory:
    """Let somebody approve in an issuer's name; adding twice returns what stands.

    Locks the issuer. Publishes SignatoryAdded. Raises PermissionDenied.
    """
    require(can_manage_awards(by), _("Only a site administrator can name signatories."))
    Issuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    signatory, is_new = Signatory.objects.get_or_create(
        issuer=issuer, user=user, removed_at=None, defaults={"added_at": clock.now()}
    )
    if is_new:
        publish(
            SignatoryAdded(
                issuer_id=issuer.pk, user_id=user.pk, actor_id=by.pk if by else None
            )
        )
    return signatory


@transaction.atomic
def remove_signatory(issuer: Issuer, user: User, *, by: User | None) -> None:
    """Somebody approves for an issuer no more; what they approved stays approved.

    Removing twice changes nothing. Publishes SignatoryRemoved. Raises PermissionDenied.
    """
    require(can_manage_awards(by), _("Only a site administrator can name signatories."))
    removed = Signatory.objects.filter(
        issuer=issuer, user=user, removed_at=None
    ).update(removed_at=clock.now())
    if removed:
        publish(
            SignatoryRemoved(
                issuer_id=issuer.pk, user_id=user.pk, actor_id=by.pk if by else None
            )
        )
