"""Private words: a friendly line to a member, a reminder to an author."""

from __future__ import annotations

from django.db import transaction

from courses.models import CohortMembership
from discussions.actions.notes import note, scope_of
from discussions.actions.posts import lock
from discussions.errors import NoWordsLeft
from discussions.events import MemberNudged, MemberReminded
from discussions.models import Discussion, ModerationAction, Nudge, Post
from discussions.models.care import Verb
from discussions.models.rooms import member_of
from discussions.models.talk import PostState
from discussions.permissions import can_hide_post, can_moderate
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


@transaction.atomic
def nudge(discussion: Discussion, *, to: User, by: User, words: str) -> Nudge:
    """Write a friendly line to a member who went quiet or is stuck.

    They alone read it. Publishes MemberNudged. Raises PermissionDenied: `by` does not
    look after the room, or `to` is no learner of its cohort.
    """
    require(can_moderate(by, discussion) and to.pk != by.pk)
    learners = member_of(discussion.cohort_id, to.pk)
    require(learners.filter(role=CohortMembership.Role.LEARNER).exists())
    made: Nudge = Nudge.objects.create(
        discussion=discussion, to=to, by=by, words=words[:500], created_at=clock.now()
    )
    publish(
        MemberNudged(
            nudge_id=made.pk,
            user_id=to.pk,
            cohort_id=discussion.cohort_id,
            actor_id=by.pk,
        )
    )
    return made


@transaction.atomic
def remind_member(
    post: Post, *, by: User, words: str, rule: str = ""
) -> ModerationAction:
    """Tell the author of a post, in private, how we talk here; the post stays as it is.

    `rule` is the reason of a flag whose sentence of `house_rules` is quoted. The line in
    the log holds the words. Publishes MemberReminded. Raises PermissionDenied, NoWordsLeft.
    """
    post = lock(post)
    require(can_hide_post(by, post))
    if post.state == PostState.DELETED:
        raise NoWordsLeft
    room = post.discussion
    line = note(
        room, by=by, verb=Verb.REMIND, post=post, member_id=post.author_id,
        reason=words, after=rule,
    )  # fmt: skip
    publish(
        MemberReminded(
            action_id=line.pk,
            post_id=post.pk,
            user_id=post.author_id,
            cohort_id=room.cohort_id,
            actor_id=by.pk,
            scope=scope_of(room),
        )
    )
    return line
