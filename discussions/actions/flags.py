"""Somebody asks for a look at a post, and somebody looks."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from discussions.actions.hiding import hide_post, show_post
from discussions.actions.notes import note
from discussions.actions.posts import lock
from discussions.actions.settling import settle_appeals
from discussions.errors_care import AlreadyResolved, TooManyFlags
from discussions.events import FlagResolved, FlagWaits, PostFlagged
from discussions.models import Flag, Post
from discussions.models.care import FlagState, Verb
from discussions.models.talk import PostState
from discussions.permissions import (
    can_flag_post,
    can_hide_post,
    facilitators_of,
    keepers_of,
    looks_after,
)
from discussions.rules import triage
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish
from lms.core.ratelimit import spend

FLAGS_AT_ONCE, FLAGS_SECONDS = 20, 3600
REMIND_AFTER = dt.timedelta(hours=48)


@transaction.atomic
def flag_post(post: Post, *, by: User, reason: str, words: str = "") -> Flag:
    """Ask for a look at a post; enough flags hide it until it is reviewed.

    What it counts for is kept on the flag. Flagging twice returns the first. Publishes
    PostFlagged, and PostHidden when the rule of `triage` hides it. Raises
    PermissionDenied, TooManyFlags (20 an hour).
    """
    post = lock(post)
    if already := post.flags.filter(reporter=by).first():
        return already
    require(can_flag_post(by, post))
    is_keeper = by.is_superuser or looks_after(by.pk, post.discussion)
    if not is_keeper:
        check_pace(by)
    flag: Flag = post.flags.create(
        reporter=by,
        reason=reason,
        note=words[:500],
        weight=triage.weight(reason, record_of(by), by_facilitator=is_keeper),
        created_at=clock.now(),
    )
    publish(
        PostFlagged(
            flag_id=flag.pk, post_id=post.pk, cohort_id=post.discussion.cohort_id
        )
    )
    keepers = {*facilitators_of(post.discussion), *({by.pk} if is_keeper else ())}
    said = [
        triage.Said(f.weight, f.reporter_id in keepers)
        for f in post.flags.filter(state=FlagState.OPEN)
    ]
    if triage.hides(said):
        hide_post(post, by=None, reason=_("Enough members asked for a look."))
    return flag


def check_pace(reporter: User) -> None:
    """Refuse more flags than somebody finds who reads."""
    if wait := spend(f"flag:{reporter.pk}", limit=FLAGS_AT_ONCE, seconds=FLAGS_SECONDS):
        raise TooManyFlags(wait)


def record_of(reporter: User) -> triage.Record:
    """How somebody's earlier flags were decided, wherever they were made."""
    mine = Flag.objects.filter(reporter=reporter).aggregate(
        upheld=Count("pk", filter=Q(state=FlagState.UPHELD)),
        dismissed=Count("pk", filter=Q(state=FlagState.DISMISSED)),
    )
    return triage.Record(mine["upheld"], mine["dismissed"])


@transaction.atomic
def resolve_flag(flag: Flag, *, by: User, uphold: bool, reason: str) -> Flag:
    """Decide all open flags of a post at once: hide it, or let it stand.

    What its author asked about the rule's hiding is answered by this too. Publishes
    FlagResolved for each reporter. Raises PermissionDenied, AlreadyResolved.
    """
    post = lock(flag.post)
    require(can_hide_post(by, post))
    waiting = list(post.flags.select_for_update().filter(state=FlagState.OPEN))
    if flag.pk not in {f.pk for f in waiting}:
        raise AlreadyResolved
    close_flags(post, waiting, by=by, uphold=uphold)
    state = FlagState.UPHELD if uphold else FlagState.DISMISSED
    note(
        post.discussion, by=by, verb=Verb.UPHOLD if uphold else Verb.DISMISS, post=post,
        member_id=post.author_id, reason=reason, before=FlagState.OPEN, after=state,
    )  # fmt: skip
    if not uphold and post.state == PostState.HIDDEN:
        show_post(post, by=by, reason=reason)
    elif uphold and post.state in (PostState.VISIBLE, PostState.HELD):
        hide_post(post, by=by, reason=reason)
    elif uphold:
        settle_appeals(
            by=by, granted=False, answer=reason, action__post=post,
            action__moderator=None,
        )  # fmt: skip
    flag.refresh_from_db()
    return flag


def close_flags(post: Post, waiting: list[Flag], *, by: User, uphold: bool) -> None:
    """Write the outcome on these flags, for their reporters. Publishes FlagResolved."""
    Flag.objects.filter(pk__in=[f.pk for f in waiting]).update(
        state=FlagState.UPHELD if uphold else FlagState.DISMISSED,
        resolved_at=clock.now(),
        resolved_by=by,
    )
    for one in waiting:
        publish(
            FlagResolved(
                flag_id=one.pk,
                user_id=one.reporter_id,
                cohort_id=post.discussion.cohort_id,
                upheld=uphold,
            )
        )


def remind_of_flags() -> int:
    """Tell who looks after a room, once, of a post that has waited for 48 hours.

    Publishes FlagWaits for each such post; how many there were. Called hourly.
    """
    border = clock.now() - REMIND_AFTER
    late = Flag.objects.filter(
        state=FlagState.OPEN, reminded_at__isnull=True, created_at__lte=border
    )
    posts = late.order_by("post").values_list("post", flat=True).distinct()
    return sum(remind_of(post_id) for post_id in list(posts))


@transaction.atomic
def remind_of(post_id: int) -> bool:
    """Remind of one post's flags; whether this call did it."""
    post = lock(Post(pk=post_id))
    waiting = post.flags.filter(state=FlagState.OPEN)
    first = waiting.filter(reminded_at__isnull=True).order_by("created_at").first()
    if first is None:
        return False
    waiting.update(reminded_at=clock.now())
    publish(
        FlagWaits(
            flag_id=first.pk,
            post_id=post.pk,
            cohort_id=post.discussion.cohort_id,
            user_ids=keepers_of(post.discussion, without={post.author_id}),
        )
    )
    return True
