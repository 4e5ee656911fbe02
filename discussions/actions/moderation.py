"""Looking after a room: every deed leaves one line in the log and can be taken back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from discussions import triage
from discussions.actions.posts import lock
from discussions.errors import AlreadyResolved, NoWordsLeft
from discussions.events import FlagResolved, MemberRestricted, PostFlagged, PostHidden
from discussions.live import bus, log
from discussions.models import (
    Discussion,
    Flag,
    ModerationAction,
    Post,
    Restriction,
)
from discussions.models.care import FlagReason, FlagState, Verb
from discussions.models.rooms import FactKind, RestrictionKind
from discussions.models.talk import PostState
from discussions.permissions import (
    can_appeal,
    can_flag_post,
    can_hide_post,
    can_moderate,
    can_restrict_member,
    looks_after,
)
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def hide_post(post: Post, *, by: User | None, reason: str) -> Post:
    """Cover a post's words; the placeholder stays. `by` None: enough flags did it.

    Idempotent. Publishes PostHidden. Raises PermissionDenied, NoWordsLeft (deleted).
    """
    post = lock(post)
    require(by is None or can_hide_post(by, post))
    if post.state == PostState.DELETED:
        raise NoWordsLeft
    if post.state == PostState.HIDDEN:
        return post
    _turn(post, PostState.HIDDEN, FactKind.HIDE, Verb.HIDE, by, reason)
    cohort_id = post.discussion.cohort_id
    publish(
        PostHidden(
            post_id=post.pk,
            user_id=post.author_id,
            cohort_id=cohort_id,
            actor_id=by.pk if by else None,
            scope=f"cohort:{cohort_id}",
        )
    )
    return post


@transaction.atomic
def show_post(post: Post, *, by: User, reason: str) -> Post:
    """Uncover a hidden post. Idempotent. Raises PermissionDenied."""
    post = lock(post)
    require(can_hide_post(by, post))
    if post.state == PostState.HIDDEN:
        _turn(post, PostState.VISIBLE, FactKind.SHOW, Verb.SHOW, by, reason)
    return post


def _turn(
    post: Post, state: str, fact: str, verb: str, by: User | None, reason: str
) -> None:
    before, post.state = post.state, state
    post.save(update_fields=["state"])
    note(
        post.discussion, by=by, verb=verb, post=post, member_id=post.author_id,
        reason=reason, before=before, after=state,
    )  # fmt: skip
    log.append(post.discussion_id, fact, thread=post.thread, post=post, actor=by)


def note(
    room: Discussion,
    *,
    by: User | None,
    verb: str,
    reason: str,
    post: Post | None = None,
    member_id: int | None = None,
    before: str = "",
    after: str = "",
) -> ModerationAction:
    """Write the one line that a moderator's deed leaves."""
    return ModerationAction.objects.create(
        discussion=room,
        moderator=by,
        verb=verb,
        post=post,
        thread=post.thread if post else None,
        member_id=member_id,
        reason=reason[:500],
        before=before[:80],
        after=after[:80],
        created_at=clock.now(),
    )


@transaction.atomic
def flag_post(post: Post, *, by: User, reason: str, words: str = "") -> Flag:
    """Ask for a look at a post; enough flags hide it until it is reviewed.

    Flagging twice returns the first. Publishes PostFlagged, and PostHidden when the rule
    of `triage` hides it. Raises PermissionDenied.
    """
    post = lock(post)
    if already := post.flags.filter(reporter=by).first():
        return already
    require(can_flag_post(by, post))
    flag: Flag = post.flags.create(
        reporter=by, reason=reason, note=words[:500], created_at=clock.now()
    )
    publish(
        PostFlagged(
            flag_id=flag.pk, post_id=post.pk, cohort_id=post.discussion.cohort_id
        )
    )
    waiting = post.flags.filter(state=FlagState.OPEN)
    said = [
        triage.Said(f.reason, looks_after(f.reporter_id, post.discussion))
        for f in waiting
    ]
    if triage.hides(said):
        hide_post(post, by=None, reason=_("Enough members asked for a look."))
    return flag


@transaction.atomic
def appeal_post(post: Post, *, by: User, words: str) -> Flag:
    """The author of a hidden post asks for another look: it waits on the desk as a flag.

    Dismissing it shows the post again. Asking twice returns the first. Publishes
    PostFlagged. Raises PermissionDenied.
    """
    post = lock(post)
    if already := post.flags.filter(reporter=by).first():
        return already
    require(can_appeal(by, post))
    flag: Flag = post.flags.create(
        reporter=by,
        reason=FlagReason.APPEAL,
        note=words[:500],
        created_at=clock.now(),
    )
    publish(
        PostFlagged(
            flag_id=flag.pk, post_id=post.pk, cohort_id=post.discussion.cohort_id
        )
    )
    return flag


@transaction.atomic
def resolve_flag(flag: Flag, *, by: User, uphold: bool, reason: str) -> Flag:
    """Decide all open flags of a post at once: hide it, or let it stand.

    Publishes FlagResolved for each reporter. Raises PermissionDenied, AlreadyResolved.
    """
    post = lock(flag.post)
    require(can_hide_post(by, post))
    waiting = list(post.flags.select_for_update().filter(state=FlagState.OPEN))
    if flag.pk not in {f.pk for f in waiting}:
        raise AlreadyResolved
    state = FlagState.UPHELD if uphold else FlagState.DISMISSED
    post.flags.filter(pk__in=[f.pk for f in waiting]).update(
        state=state, resolved_at=clock.now(), resolved_by=by
    )
    note(
        post.discussion, by=by, verb=Verb.UPHOLD if uphold else Verb.DISMISS, post=post,
        member_id=post.author_id, reason=reason, before=FlagState.OPEN, after=state,
    )  # fmt: skip
    if uphold and post.state == PostState.VISIBLE:
        hide_post(post, by=by, reason=reason)
    elif not uphold and post.state == PostState.HIDDEN:
        show_post(post, by=by, reason=reason)
    for one in waiting:
        publish(
            FlagResolved(
                flag_id=one.pk,
                user_id=one.reporter_id,
                cohort_id=post.discussion.cohort_id,
                upheld=uphold,
            )
        )
    flag.refresh_from_db()
    return flag


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

    What stood before from the same source is replaced. Publishes MemberRestricted; the
    person's sockets follow at once. Raises PermissionDenied.
    """
    require(can_restrict_member(by, discussion, member))
    Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    old = Restriction.objects.filter(
        discussion=discussion, user=member, source="moderator", lifted_at__isnull=True
    ).first()
    if old:
        old.lifted_at, old.lifted_by = clock.now(), by
        old.save(update_fields=["lifted_at", "lifted_by"])
    made: Restriction = Restriction.objects.create(
        discussion=discussion, user=member, kind=kind, until=until,
        created_at=clock.now(),
    )  # fmt: skip
    note(
        discussion, by=by, verb=Verb.BAN if kind == RestrictionKind.BAN else Verb.MUTE,
        member_id=member.pk, reason=reason, before=old.kind if old else "", after=kind,
    )  # fmt: skip
    publish(
        MemberRestricted(
            restriction_id=made.pk,
            user_id=member.pk,
            actor_id=by.pk,
            scope=f"cohort:{discussion.cohort_id}",
        )
    )
    transaction.on_commit(lambda: bus.kick(user_id=member.pk), robust=True)
    return made


@transaction.atomic
def lift_restriction(restriction: Restriction, *, by: User, reason: str) -> Restriction:
    """Let somebody take part again. Idempotent. Raises PermissionDenied."""
    room = restriction.discussion
    if room is None or not can_restrict_member(by, room, restriction.user):
        raise PermissionDenied
    if restriction.lifted_at is None:
        restriction.lifted_at, restriction.lifted_by = clock.now(), by
        restriction.save(update_fields=["lifted_at", "lifted_by"])
        note(
            room, by=by, verb=Verb.LIFT, member_id=restriction.user_id, reason=reason,
            before=restriction.kind,
        )  # fmt: skip
        transaction.on_commit(
            lambda: bus.kick(user_id=restriction.user_id), robust=True
        )
    return restriction


@transaction.atomic
def lock_room(
    discussion: Discussion, *, by: User, reason: str, on: bool = True
) -> None:
    """Close a room for writing, or open it again. Idempotent. Raises PermissionDenied."""
    require(can_moderate(by, discussion))
    room = Discussion.objects.select_for_update(no_key=True).get(pk=discussion.pk)
    if (room.locked_at is not None) == on:
        return
    room.locked_at = clock.now() if on else None
    room.save(update_fields=["locked_at"])
    note(room, by=by, verb=Verb.LOCK if on else Verb.UNLOCK, reason=reason)
    log.append(room.pk, FactKind.LOCK, actor=by, data={"locked": on})
    discussion.locked_at = room.locked_at
