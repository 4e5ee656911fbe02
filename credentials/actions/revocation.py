"""Taking an award back, and letting it stand again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from credentials import tasks
from credentials.actions.awards import lock
from credentials.actions.evaluating import evaluate
from credentials.errors import AwardRevokedAlready, AwardStands
from credentials.events import AwardRestored, AwardRevoked
from credentials.models import Award
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def revoke_award(award: Award, *, by: User | None, reason: str) -> Award:
    """Take an award back. The page stays and says so; the person can earn it again.

    Certificates that counted it stand until they are revoked themselves. Locks the
    person; publishes AwardRevoked. Raises PermissionDenied, AwardRevokedAlready.
    """
    require(can_manage_awards(by), _("Only a site administrator can revoke an award."))
    lock(award.recipient_id)
    award = Award.objects.get(pk=award.pk)
    if award.revoked_at is not None:
        raise AwardRevokedAlready
    award.revoked_at, award.revoked_by, award.revocation_reason = (
        clock.now(),
        by,
        reason,
    )
    award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    publish(AwardRevoked(**_about(award, by)))
    tasks.publish_status.enqueue(award.status_list_id)
    return award


@transaction.atomic
def restore_award(award: Award, *, by: User | None) -> Award:
    """Let a revoked award stand again. Locks the person; publishes AwardRestored.

    Raises PermissionDenied; AwardStands when it is not revoked or was earned again.
    """
    require(can_manage_awards(by), _("Only a site administrator can restore an award."))
    lock(award.recipient_id)
    award = Award.objects.get(pk=award.pk)
    again = Award.objects.held_by(award.recipient_id).filter(
        achievement=award.achievement_id
    )
    if award.revoked_at is None or again.exists():
        raise AwardStands
    award.revoked_at, award.revoked_by, award.revocation_reason = None, None, ""
    award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    publish(AwardRestored(**_about(award, by)))
    tasks.publish_status.enqueue(award.status_list_id)
    evaluate(award.recipient_id, achievement_id=award.achievement_id)
    return award


def _about(award: Award, by: User | None) -> dict[str, Any]:
    return {
        "award_id": award.pk,
        "achievement_id": award.achievement_id,
        "user_id": award.recipient_id,
        "actor_id": by.pk if by else None,
    }
