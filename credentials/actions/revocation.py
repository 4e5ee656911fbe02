"""Taking an award back, and letting it stand again. Each deed keeps its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from credentials import tasks
from credentials.actions.awards import lock, note_change
from credentials.actions.evaluating import evaluate
from credentials.errors import AwardRevokedAlready, AwardStands, WithdrawnForGood
from credentials.events import AwardRestored, AwardRevoked
from credentials.models import Award
from credentials.models.changes import Verb
from credentials.permissions import can_manage_awards
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def revoke_award(award: Award, *, by: User | None, reason: str) -> Award:
    """Take an award back. The page stays and says so; the person can earn it again.

    Both halves of a joint certificate go together. Certificates that counted it stand
    until they are revoked themselves. Locks the person; publishes AwardRevoked (twice
    for a pair). Raises PermissionDenied, AwardRevokedAlready.
    """
    require(can_manage_awards(by), _("Only a site administrator can revoke an award."))
    return _take_back(award, Verb.REVOKED, by=by, reason=reason)


@transaction.atomic
def revoke_awards(awards: Sequence[Award], *, by: User | None, reason: str) -> None:
    """Take awards back together, for one reason: all of them, or none.

    Each as `revoke_award` would. Locks their people in order. Raises PermissionDenied,
    AwardRevokedAlready when one of them was revoked meanwhile.
    """
    for user_id in sorted({award.recipient_id for award in awards}):
        lock(user_id)
    for award in awards:
        revoke_award(award, by=by, reason=reason)


@transaction.atomic
def withdraw_award(award: Award, *, by: User) -> Award:
    """Its own holder takes an award back for good; nobody restores it.

    Both halves of a joint certificate go together. It can be earned anew. Locks the
    person; publishes AwardRevoked. Raises PermissionDenied, AwardRevokedAlready.
    """
    require(by.pk == award.recipient_id, _("Only its holder can take it back."))
    reason = _("Withdrawn by its holder.")
    return _take_back(award, Verb.WITHDRAWN, by=by, reason=reason)


@transaction.atomic
def restore_award(award: Award, *, by: User | None, reason: str) -> Award:
    """Let a revoked award stand again; both halves of a joint certificate.

    Locks the person; publishes AwardRestored (twice for a pair).

    Raises:
        PermissionDenied: `by` is not a site administrator.
        AwardStands: it is not revoked, or was earned again since.
        WithdrawnForGood: its own holder took it back.
    """
    require(can_manage_awards(by), _("Only a site administrator can restore an award."))
    lock(award.recipient_id)
    award = _fresh(award)
    if award.revoked_at is None:
        raise AwardStands
    halves = [half for half in _halves(award) if half.revoked_at is not None]
    for half in halves:
        if half.is_withdrawn:
            raise WithdrawnForGood
        if _stands_already(half):
            raise AwardStands
    for half in halves:
        _mark(half, None, None, "")
        note_change(half, Verb.RESTORED, by=by, reason=reason)
        publish(
            AwardRestored(
                award_id=half.pk,
                achievement_id=half.achievement_id,
                user_id=half.recipient_id,
                actor_id=by.pk if by else None,
            )
        )
    for half in halves:
        evaluate(half.recipient_id, achievement_id=half.achievement_id)
    return halves[0]


def _take_back(award: Award, verb: Verb, *, by: User | None, reason: str) -> Award:
    lock(award.recipient_id)
    award = _fresh(award)
    if award.revoked_at is not None:
        raise AwardRevokedAlready
    for half in _halves(award):
        if half.revoked_at is not None:
            continue
        _mark(half, clock.now(), by, reason)
        note_change(half, verb, by=by, reason=reason)
        publish(
            AwardRevoked(
                award_id=half.pk,
                achievement_id=half.achievement_id,
                user_id=half.recipient_id,
                actor_id=by.pk if by else None,
            )
        )
    return award


def _fresh(award: Award) -> Award:
    found: Award = Award.objects.select_related("joint_with").get(pk=award.pk)
    return found


def _halves(award: Award) -> list[Award]:
    """The award and, of a joint certificate, the other half."""
    return [award, *([award.other_half] if award.other_half else [])]


def _stands_already(award: Award) -> bool:
    """Whether another of the same stands in its place; a superseded one takes none."""
    others = Award.objects.standing().filter(
        achievement=award.achievement_id, recipient=award.recipient_id
    )
    return award.superseded_at is None and bool(others.exists())


def _mark(award: Award, when: datetime | None, by: User | None, reason: str) -> None:
    award.revoked_at, award.revoked_by, award.revocation_reason = when, by, reason
    award.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])
    tasks.publish_status.enqueue(award.status_list_id)
