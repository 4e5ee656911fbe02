"""Who may do what in a room: role in a scope, nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery

from courses.models import CohortMembership, StepPage
from courses.models.cohorts import CohortRole
from courses.permissions import can_facilitate, can_read_step
from discussions.models import Discussion, Post
from discussions.models.rooms import RestrictionKind, restrictions

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

    Reader = User | AnonymousUser


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


def can_appeal(user: Reader, post: Post) -> bool:
    """The author of a hidden post may ask for another look."""
    return (
        user.pk == post.author_id
        and post.is_hidden
        and can_read_room(user, post.discussion)
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
