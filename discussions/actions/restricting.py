"""Who may not post or enter, how fast, and what is closed: each in its scope.

A cohort's facilitator ends at the cohort, a community's administrator at the community,
a site administrator nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from discussions import communities
from discussions.actions.notes import CLOSED, OPEN, SITE, note, scope_of
from discussions.actions.settling import settle_appeals
from discussions.events import MemberRestricted, RestrictionLifted
from discussions.live import bus, log
from discussions.models import Discussion, ModerationAction, Restriction
from discussions.models.care import Verb
from discussions.models.rooms import FactKind, RestrictionKind
from discussions.permissions import (
    can_lift_restriction,
    can_moderate,
    can_restrict_member,
)
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish

MODERATOR = "moderator"


@transaction.atomic
def restrict_member(
    discussion: Discussion,
    *,
    member: User,
    by: User,
    kind: str,
    reason: str,
    until: datetime | None = None,
) -> Restriction:
    """Mute somebody in a room, or remove them from it, until a moment or until lifted.

    What stood before from the same source is replaced. Locks the room; publishes
    MemberRestricted; the person's sockets follow at once. Raises PermissionDenied.
    """
    require(can_restrict_member(by, discussion, member))
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    return _restrict(
        member, by=by, kind=kind, reason=reason, until=until, room=discussion,
        scope=scope_of(discussion), source=MODERATOR,
    )  # fmt: skip


@transaction.atomic
def restrict_in_community(
    audience: str,
    *,
    member: User,
    by: User,
    kind: str,
    reason: str,
    until: datetime | None = None,
) -> Restriction:
    """Mute somebody in every room of a community, or keep them out of all of them.

    Locks the person. Publishes MemberRestricted. Raises PermissionDenied: `by` does not
    administer it, or `member` does too.
    """
    require(communities.looks_after(by, audience) and by.pk != member.pk)
    require(not member.is_superuser and not communities.looks_after(member, audience))
    return _restrict(
        member, by=by, kind=kind, reason=reason, until=until, audience=audience,
        scope=audience, source=audience,
    )  # fmt: skip


@transaction.atomic
def restrict_everywhere(
    member: User,
    *,
    by: User,
    kind: str = RestrictionKind.BAN,
    reason: str,
    until: datetime | None = None,
) -> Restriction:
    """Keep somebody out of every room of this site, or mute them in all.

    Their courses, records and badges stay theirs. Locks the person. Publishes
    MemberRestricted. Raises PermissionDenied: `by` is no site administrator.
    """
    require(by.is_superuser and by.pk != member.pk and not member.is_superuser)
    return _restrict(
        member, by=by, kind=kind, reason=reason, until=until, scope=SITE, source=SITE
    )


def _restrict(
    member: User,
    *,
    by: User,
    kind: str,
    reason: str,
    until: datetime | None,
    scope: str,
    source: str,
    room: Discussion | None = None,
    audience: str = "",
) -> Restriction:
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    now = clock.now()
    old = Restriction.objects.filter(
        discussion=room, audience=audience, user=member, source=source,
        lifted_at__isnull=True,
    ).first()  # fmt: skip
    if old:
        old.lifted_at, old.lifted_by = now, by
        old.save(update_fields=["lifted_at", "lifted_by"])
    made: Restriction = Restriction.objects.create(
        discussion=room, audience=audience, user=member, kind=kind, source=source,
        until=until, created_at=now,
    )  # fmt: skip
    note(
        room, by=by, verb=Verb.BAN if kind == RestrictionKind.BAN else Verb.MUTE,
        scope=scope, member_id=member.pk, restriction=made, reason=reason,
        before=old.kind if old else "", after=kind,
    )  # fmt: skip
    publish(
        MemberRestricted(
            restriction_id=made.pk, user_id=member.pk, actor_id=by.pk, scope=scope
        )
    )
    recheck(member.pk)
    return made


@transaction.atomic
def lift_restriction(restriction: Restriction, *, by: User, reason: str) -> Restriction:
    """Let somebody take part again. Idempotent; publishes RestrictionLifted.

    Raises PermissionDenied.
    """
    found: Restriction = (
        Restriction.objects.select_for_update(of=("self",))
        .select_related("discussion__cohort", "user")
        .get(pk=restriction.pk)
    )
    require(can_lift_restriction(by, found))
    if found.lifted_at is None:
        lift(found, by=by, reason=reason)
        settle_appeals(by=by, answer=reason, action__restriction=found)
    return found


def lift(
    found: Restriction, *, by: User, reason: str, undoes: ModerationAction | None = None
) -> None:
    """End a locked restriction, whoever may do so. Publishes RestrictionLifted."""
    found.lifted_at, found.lifted_by = clock.now(), by
    found.save(update_fields=["lifted_at", "lifted_by"])
    onward = found.discussion and found.discussion.continued_in_id
    carried = Restriction.objects.filter(
        discussion=onward or 0, user=found.user_id, source=found.source,
        created_at=found.created_at, lifted_at__isnull=True,
    ).select_related("discussion")  # fmt: skip
    for copy in carried:  # what a merge carried over ends with it
        lift(copy, by=by, reason=reason)
    scope = scope_of(found.discussion) if found.discussion else found.audience or SITE
    note(
        found.discussion, by=by, verb=Verb.LIFT, scope=scope, member_id=found.user_id,
        restriction=found, reason=reason, before=found.kind, undoes=undoes,
    )  # fmt: skip
    publish(
        RestrictionLifted(
            restriction_id=found.pk, user_id=found.user_id, actor_id=by.pk, scope=scope
        )
    )
    recheck(found.user_id)


def recheck(user_id: int) -> None:
    """After the commit, ask again what somebody's open sockets may hear."""
    transaction.on_commit(lambda: bus.kick(user_id=user_id), robust=True)


@transaction.atomic
def lock_room(
    discussion: Discussion, *, by: User, reason: str, on: bool = True, **why: Any
) -> None:
    """Close a room for writing, or open it again. Idempotent. Raises PermissionDenied."""
    require(can_moderate(by, discussion))
    room = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    if (room.locked_at is not None) == on:
        return
    room.locked_at = clock.now() if on else None
    room.save(update_fields=["locked_at"])
    note(room, by=by, verb=Verb.LOCK if on else Verb.UNLOCK, reason=reason,
         before=OPEN if on else CLOSED, after=CLOSED if on else OPEN, **why)  # fmt: skip
    log.append(room.pk, FactKind.LOCK, actor=by, data={"locked": on})
    discussion.locked_at = room.locked_at


@transaction.atomic
def slow_room(
    discussion: Discussion, *, by: User, seconds: int, reason: str, **why: Any
) -> None:
    """Let everybody but moderators post once in so many seconds; 0 ends it. Idempotent.

    Raises PermissionDenied.
    """
    require(can_moderate(by, discussion))
    room = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    before, room.slow_mode_seconds = room.slow_mode_seconds, seconds
    if before == seconds:
        return
    room.save(update_fields=["slow_mode_seconds"])
    note(room, by=by, verb=Verb.SLOW, reason=reason, before=str(before),
         after=str(seconds), **why)  # fmt: skip
    discussion.slow_mode_seconds = seconds
