"""A room so far, for whoever comes late: a facilitator's words, and what stands out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from courses.models import CohortMembership
from courses.models.cohorts import CohortRole
from discussions.models import (
    Discussion,
    FacilitatedSession,
    Post,
    Recap,
    Thread,
    ThreadReader,
)
from discussions.models.rooms import member_of
from discussions.models.talk import PostState
from lms.accounts.models import User
from lms.core import clock

BEGUN_DAYS = 7
NEW_DAYS = 30
EACH = 3  # of every kind: a screenful


@dataclass(frozen=True, kw_only=True)
class SoFar:
    """What a room holds that a newcomer should see first; only what may be read now."""

    recaps: list[Recap] = field(default_factory=list)
    pinned: list[Thread] = field(default_factory=list)
    helpful: list[Post] = field(default_factory=list)
    prompts: list[Thread] = field(default_factory=list)
    sessions: list[FacilitatedSession] = field(default_factory=list)
    facilitators: list[User] = field(default_factory=list)
    posts: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that would be worth a summary."""
        return not (self.recaps or self.pinned or self.helpful or self.prompts)


def so_far(room: Discussion) -> SoFar:
    """The recap of a room: seven queries, however much was said."""
    said = Q(posts__state=PostState.VISIBLE)
    talked = (
        room.threads.annotate(answers=Count("posts", filter=said)).filter(answers__gt=0)
    )  # fmt: skip
    readable = Post.objects.readable().filter(discussion=room)
    facilitators = CohortMembership.objects.filter(
        cohort=room.cohort_id, role=CohortRole.FACILITATOR, left_at__isnull=True
    )
    kept = room.sessions.filter(ended_at__isnull=False)
    return SoFar(
        recaps=list(room.recaps.select_related("author").order_by("-pk")[:EACH]),
        pinned=list(
            talked.filter(pinned_at__isnull=False).order_by("-pinned_at")[:EACH]
        ),
        helpful=list(
            readable.filter(helpful_at__isnull=False)
            .select_related("author", "thread")
            .order_by("-helpful_at")[:EACH]
        ),
        prompts=list(
            talked.filter(prompt_id__isnull=False).order_by("-answers", "pk")[:EACH]
        ),
        sessions=list(kept.order_by("-ended_at")[:EACH]),
        facilitators=list(
            User.objects.filter(pk__in=facilitators.values("user")).order_by("pk")
        ),
        posts=readable.count(),
    )


def comes_late(room: Discussion, user: User) -> bool:
    """Whether somebody is new in a room older than a week, and has not read much of it.

    Much is half of what may be read there. Whoever has been there for 30 days needs no
    recap any more; facilitators never do.
    """
    began = room.cohort.starts_on + dt.timedelta(days=BEGUN_DAYS)
    since = max(began, (clock.now() - dt.timedelta(days=NEW_DAYS)).date())
    newcomer = member_of(room.cohort_id, user.pk).filter(
        role=CohortRole.LEARNER, joined_at__date__gte=since
    )
    if room.cohort.archived_at is not None or not newcomer.exists():
        return False
    read = ThreadReader.objects.filter(
        user=user, thread=OuterRef("thread"), last_read_seq__gte=OuterRef("seq")
    )
    counted = (
        Post.objects.readable()
        .filter(discussion=room)
        .annotate(was_read=Exists(read) | Q(author=user))
        .aggregate(total=Count("pk"), read=Count("pk", filter=Q(was_read=True)))
    )
    return bool(counted["total"] > 2 * counted["read"])
