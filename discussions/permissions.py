"""Who may do what in a room: role in a scope, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Set
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Subquery

from courses.models import CohortMembership, StepPage
from courses.models.cohorts import CohortRole
from courses.permissions import can_facilitate, can_read_step
from discussions import communities
from discussions.communities import keepers_of as keepers_of_community
from discussions.errors import Muted, RoomClosed
from discussions.models import (
    Appeal,
    Discussion,
    ModerationAction,
    Post,
    Restriction,
)
from discussions.models.care import Verb
from discussions.models.rooms import RestrictionKind, restrictions

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

    Reader = User | AnonymousUser

APPEALABLE = frozenset({Verb.HIDE, Verb.UPHOLD, Verb.MUTE, Verb.BAN})


def can_read_room(user: Reader, discussion: Discussion) -> bool:
    """Whether `user` may read the room now: a member who is not banned."""
    return Discussion.objects.open_to(user).filter(pk=discussion.pk).exists()


class Standing(NamedTuple):
    """What somebody who may read a room may do there now."""

    is_closed: bool
    is_muted: bool
    muted_until: dt.datetime | None


def standing_of(user: Reader, discussion: Discussion) -> Standing | None:
    """How somebody stands in a room, in one query; None for whoever may not read it."""
    mute = restrictions(
        discussion.pk,
        user.pk,
        RestrictionKind.MUTE,
        audience=OuterRef("cohort__series__audience"),
    )
    longest = mute.order_by(F("until").desc(nulls_first=True)).values("until")[:1]
    row = (
        Discussion.objects.open_to(user)
        .filter(pk=discussion.pk)
        .annotate(is_muted=Exists(mute), muted_until=Subquery(longest))
        .values_list("locked_at", "cohort__archived_at", "is_muted", "muted_until")
        .first()
    )
    if row is None:
        return None
    locked_at, archived_at, is_muted, until = row
    return Standing(bool(locked_at or archived_at), is_muted, until)


def check_may_post(user: Reader, room: Discussion) -> None:
    """Refuse somebody who may not write here now, with the reason."""
    standing = standing_of(user, room)
    if standing is None:
        raise PermissionDenied
    if standing.is_closed:
        raise RoomClosed
    if standing.is_muted:
        raise Muted(standing.muted_until)


def can_moderate(user: Reader, discussion: Discussion) -> bool:
    """Whether `user` looks after this room: its cohort's facilitator, or the site's."""
    return can_facilitate(user, discussion.cohort_id) and can_read_room(
        user, discussion
    )


def can_hide_post(user: Reader, post: Post) -> bool:
    """A moderator may cover a learner's post; a facilitator's, the site alone. Not one's own."""
    return (
        user.pk != post.author_id
        and can_moderate(user, post.discussion)
        and (user.is_superuser or not looks_after(post.author_id, post.discussion))
    )


def can_restrict_member(user: Reader, discussion: Discussion, member: User) -> bool:
    """A moderator may restrict a learner; a facilitator, the site alone."""
    return (
        user.pk != member.pk
        and not member.is_superuser
        and can_moderate(user, discussion)
        and (user.is_superuser or not looks_after(member.pk, discussion))
    )


def can_change_post(user: Reader, post: Post) -> bool:
    """One's own words may be changed or taken back, as long as they stand."""
    return (
        user.pk == post.author_id
        and post.is_visible
        and can_read_room(user, post.discussion)
    )


def can_flag_post(user: Reader, post: Post) -> bool:
    """Any member may ask for a look at somebody else's words."""
    return (
        user.pk != post.author_id
        and post.is_visible
        and can_read_room(user, post.discussion)
    )


def can_mark_helpful(user: Reader, post: Post) -> bool:
    """Whether `user` may say that this answer helped its thread.

    Whoever opened the thread, or a moderator; beside a step's own prompt, which nobody
    opened, only a moderator. Never one's own answer.
    """
    thread = post.thread
    opened = thread.author_id is not None and thread.author_id == user.pk
    return (
        post.is_visible
        and user.pk != post.author_id
        and (
            (
                opened
                and thread.prompt_id is None
                and can_read_room(user, post.discussion)
            )
            or can_moderate(user, post.discussion)
        )
    )


def can_talk_beside(user: Reader, step: StepPage) -> bool:
    """Whether `user` may read what is said beside a step, in their own cohort.

    Whoever may read the step, and the facilitators of cohorts that go through its course.
    """
    if can_read_step(user, step):
        return True
    return bool(
        user.is_authenticated
        and CohortMembership.objects.filter(
            user=user,
            role=CohortRole.FACILITATOR,
            left_at__isnull=True,
            cohort__cohort_courses__course__path=step.path[: -2 * StepPage.steplen],
        ).exists()
    )


def looks_after(user_id: int, discussion: Discussion) -> bool:
    """Whether somebody is a facilitator of this room's cohort."""
    return CohortMembership.objects.filter(
        cohort_id=discussion.cohort_id,
        user_id=user_id,
        role=CohortRole.FACILITATOR,
        left_at__isnull=True,
    ).exists()


def facilitators_of(discussion: Discussion) -> set[int]:
    """Ids of the facilitators of this room's cohort who may read it now."""
    banned = restrictions(
        discussion.pk,
        OuterRef("user"),
        RestrictionKind.BAN,
        audience=OuterRef("cohort__series__audience"),
    )
    return set(
        CohortMembership.objects.filter(
            ~Exists(banned),
            cohort_id=discussion.cohort_id,
            role=CohortRole.FACILITATOR,
            left_at__isnull=True,
            user__is_active=True,
        ).values_list("user", flat=True)
    )


def site_keepers() -> set[int]:
    """Ids of the site's administrators, who look after every room."""
    from lms.accounts.models import User

    active = User.objects.filter(is_superuser=True, is_active=True)
    return set(active.values_list("pk", flat=True))


def keepers_of(discussion: Discussion, *, without: Set[int] = frozenset()) -> list[int]:
    """Ids of who is asked to look: the cohort's facilitators, else the site's administrators.

    `without`: who must not decide here, such as the author of the post.
    """
    found = facilitators_of(discussion) - without
    return sorted(found or site_keepers() - without)


def can_lift_restriction(user: Reader, restriction: Restriction) -> bool:
    """Who may decide about somebody in its scope may also end what was decided there."""
    if not user.is_authenticated:
        return False
    if restriction.discussion is not None:
        return can_restrict_member(user, restriction.discussion, restriction.user)
    if restriction.audience:
        return user.is_superuser or communities.looks_after(user, restriction.audience)
    return user.is_superuser


def can_appeal(user: Reader, line: ModerationAction) -> bool:
    """Whom a decision met may ask for another look, also when they may not enter any more."""
    return user.pk == line.member_id and line.verb in APPEALABLE


def deciders(line: ModerationAction, *, appellant: int) -> list[int]:
    """Ids of who may answer an appeal: never who decided, nor who asks.

    Where flags decided, none of those who flagged.

    Other facilitators of the cohort; where there is none, who administers its community;
    else the site's administrators.
    """
    without = {*decided_by(line), appellant}
    circles: list[Callable[[], Iterable[int]]] = []
    if (room := line.discussion) is not None:
        audience = room.cohort.series.audience if room.cohort.series else ""
        circles += [
            lambda: facilitators_of(room),
            lambda: keepers_of_community(audience),
        ]
    elif line.scope != "site":
        circles.append(lambda: keepers_of_community(line.scope))
    for circle in [*circles, site_keepers]:
        if found := set(circle()) - without:
            return sorted(found)
    return []


def decided_by(line: ModerationAction) -> set[int | None]:
    """Ids of whose decision this was: a moderator's, or that of who flagged the post."""
    if line.moderator_id is None and line.post is not None:
        return set(line.post.flags.values_list("reporter", flat=True))
    return {line.moderator_id}


def can_decide_appeal(user: Reader, appeal: Appeal) -> bool:
    """Whether `user` may answer an appeal: one of its deciders, or of the site's keepers."""
    if user.pk in {None, appeal.by_id, *decided_by(appeal.action)}:
        return False
    return user.is_superuser or user.pk in deciders(
        appeal.action, appellant=appeal.by_id
    )
