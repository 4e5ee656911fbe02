"""Every line of the log that changed something can be taken back for 30 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from discussions import communities
from discussions.actions import holds, restricting
from discussions.actions.hiding import cover, turn, uncover
from discussions.actions.notes import CLOSED, SITE, note
from discussions.actions.pins import lock_thread, locked, rename_thread
from discussions.actions.posts import lock
from discussions.actions.settling import settle_appeals
from discussions.errors_care import MovedOn, NotUndoable, TooLateToUndo, UndoneAlready
from discussions.events import MemberRestricted
from discussions.models import (
    Discussion,
    ModerationAction,
    Post,
    Restriction,
    Thread,
)
from discussions.models.care import Verb
from discussions.models.talk import PostState
from discussions.permissions import (
    can_hide_post,
    can_lift_restriction,
    can_moderate,
)
from discussions.rules.holding import Rules
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish

DAYS = 30


@transaction.atomic
def undo(line: ModerationAction, *, by: User, reason: str) -> ModerationAction:
    """Take one line of the log back: what was before stands again, and a line says so.

    Locks the line. Publishes what the way back publishes. Returns the new line. Raises:
        PermissionDenied: `by` may not decide this in its scope.
        NotUndoable: words that were said, a flag's answer, an export.
        TooLateToUndo: after 30 days. UndoneAlready: somebody was faster.
        MovedOn: it has changed since; says what it is now.
    """
    found: ModerationAction = (
        ModerationAction.objects.select_for_update(of=("self",))
        .select_related(
            "discussion__cohort", "post__discussion", "thread__discussion",
            "restriction__user", "restriction__discussion__cohort",
        )
        .get(pk=line.pk)
    )  # fmt: skip
    require(can_undo(by, found))
    if found.verb not in WAYS_BACK:
        raise NotUndoable
    # Asked after the lock: what is joined to a row is as old as the question.
    if ModerationAction.objects.filter(undoes=found).exists():
        raise UndoneAlready
    if clock.now() - found.created_at > dt.timedelta(days=DAYS):
        raise TooLateToUndo
    put_back(found, by=by, reason=reason)
    settle_appeals(by=by, answer=reason, action=found)
    made: ModerationAction = ModerationAction.objects.get(undoes=found)
    return made


def can_undo(user: User, line: ModerationAction) -> bool:
    """Whoever may do the deed in its scope may take it back."""
    if line.post is not None:
        return can_hide_post(user, line.post)
    if line.restriction is not None:
        return can_lift_restriction(user, line.restriction)
    if line.discussion is not None:
        return can_moderate(user, line.discussion)
    return user.is_superuser or (
        line.scope != SITE and communities.looks_after(user, line.scope)
    )


def undoable(lines: Iterable[ModerationAction]) -> list[ModerationAction]:
    """The same lines, each knowing whether there is a way back (`can_be_undone`)."""
    found = list(lines)
    border = clock.now() - dt.timedelta(days=DAYS)
    for line in found:
        has_way = line.verb in WAYS_BACK and not hasattr(line, "undone_by")
        line.can_be_undone = has_way and line.created_at > border
    return found


def put_back(line: ModerationAction, *, by: User, reason: str) -> None:
    """What was before stands again, whoever may do so. Raises MovedOn."""
    WAYS_BACK[line.verb](line, by, reason)


def _post(line: ModerationAction, by: User, reason: str) -> None:
    """A post is again what it was: readable, hidden or held."""
    post = lock(Post(pk=line.post_id))
    after = PostState.HIDDEN if line.verb == Verb.UPHOLD else line.after
    if post.state != after:
        raise MovedOn(_("the post is %(state)s") % {"state": words_of(post.state)})
    before = PostState.VISIBLE if line.verb == Verb.UPHOLD else line.before
    if before == PostState.HIDDEN:
        cover(post, by=by, reason=reason, undoes=line)
    elif after == PostState.HIDDEN:
        uncover(post, by=by, reason=reason, to=before, undoes=line)
    else:
        turn(post, before, Verb.HOLD, by=by, reason=reason, undoes=line)


def words_of(state: str) -> str:
    """A post's state in the middle of a sentence."""
    words: dict[str, str] = {
        PostState.VISIBLE: _("readable"),
        PostState.HIDDEN: _("hidden"),
        PostState.HELD: _("held until somebody has read it"),
        PostState.DELETED: _("taken back by its author"),
    }
    return words[state]


def _restriction(line: ModerationAction, by: User, reason: str) -> None:
    """A mute or a removal ends; what it replaced holds again."""
    found = _locked_restriction(line)
    if found.lifted_at is not None:
        raise MovedOn(_("it was lifted or replaced"))
    restricting.lift(found, by=by, reason=reason, undoes=line)
    earlier = Restriction.objects.filter(
        discussion=found.discussion_id, audience=found.audience, user=found.user_id,
        source=found.source, lifted_at=found.created_at,
    ).exclude(pk=found.pk)  # fmt: skip
    if line.before and (old := earlier.first()) and _has_time_left(old):
        _revive(old)


def _lifting(line: ModerationAction, by: User, reason: str) -> None:
    """A restriction that was lifted holds again."""
    found = _locked_restriction(line)
    others = Restriction.objects.in_force().filter(
        discussion=found.discussion_id, audience=found.audience, user=found.user_id,
        source=found.source,
    )  # fmt: skip
    if found.lifted_at is None or others.exists():
        raise MovedOn(_("another decision about this person holds"))
    if not _has_time_left(found):
        raise MovedOn(_("its time has run out"))
    _revive(found)
    note(
        found.discussion, by=by, scope=line.scope, reason=reason, restriction=found,
        verb=Verb.MUTE if found.kind == Restriction.Kind.MUTE else Verb.BAN,
        member_id=found.user_id, after=found.kind, undoes=line,
    )  # fmt: skip
    publish(
        MemberRestricted(
            restriction_id=found.pk, user_id=found.user_id, actor_id=by.pk,
            scope=line.scope,
        )
    )  # fmt: skip


def _locked_restriction(line: ModerationAction) -> Restriction:
    found: Restriction = (
        Restriction.objects.select_for_update(of=("self",))
        .select_related("discussion__cohort")
        .get(pk=line.restriction.pk if line.restriction else 0)
    )
    return found


def _has_time_left(found: Restriction) -> bool:
    return found.until is None or found.until > clock.now()


def _revive(found: Restriction) -> None:
    found.lifted_at = found.lifted_by = None
    found.save(update_fields=["lifted_at", "lifted_by"])
    restricting.recheck(found.user_id)


def _lock(line: ModerationAction, by: User, reason: str) -> None:
    """A room or a thread is open, or closed, again."""
    on = line.before == CLOSED
    room = _room(line)
    place = line.thread or room
    place.refresh_from_db(fields=["locked_at"])
    if (place.locked_at is not None) == on:
        raise MovedOn(_("closed for writing") if on else _("open for writing"))
    if line.thread is not None:
        lock_thread(line.thread, by=by, reason=reason, on=on, undoes=line)
    else:
        restricting.lock_room(room, by=by, reason=reason, on=on, undoes=line)


def _title(line: ModerationAction, by: User, reason: str) -> None:
    """A thread has the title again that it had before."""
    thread = locked(Thread(pk=line.thread_id))
    if thread.title != line.after:
        raise MovedOn(_("the title was changed again"))
    rename_thread(thread, by=by, title=line.before, reason=reason, undoes=line)


def _slow(line: ModerationAction, by: User, reason: str) -> None:
    """One may post as often as before."""
    room = _room(line)
    if room.slow_mode_seconds != int(line.after):
        seconds = room.slow_mode_seconds
        raise MovedOn(_("one post in %(seconds)s seconds") % {"seconds": seconds})
    seconds = int(line.before)
    restricting.slow_room(room, by=by, seconds=seconds, reason=reason, undoes=line)


def _rules(line: ModerationAction, by: User, reason: str) -> None:
    """What waits for a look is what waited before."""
    room = _room(line)
    if holds.rules_of(room).dump() != line.after:
        raise MovedOn(_("the rules were changed again"))
    rules = Rules.load(line.before)
    holds.change_rules(room, by=by, rules=rules, reason=reason, undoes=line)


def _room(line: ModerationAction) -> Discussion:
    rooms = Discussion.objects.select_for_update(no_key=True)
    room: Discussion = rooms.get(moderation=line)
    return room


WAYS_BACK: dict[str, Callable[[ModerationAction, User, str], None]] = {
    Verb.HIDE: _post,
    Verb.SHOW: _post,
    Verb.APPROVE: _post,
    Verb.UPHOLD: _post,
    Verb.MUTE: _restriction,
    Verb.BAN: _restriction,
    Verb.LIFT: _lifting,
    Verb.LOCK: _lock,
    Verb.UNLOCK: _lock,
    Verb.RENAME: _title,
    Verb.SLOW: _slow,
    Verb.RULES: _rules,
}
