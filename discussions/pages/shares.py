"""Reads about what somebody has said beside a step, and whether that is enough."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from discussions.models import Discussion, Post
from lms.accounts.models import User
from lms.core import clock

QUIET_DAYS = 7


class Shared(NamedTuple):
    """What somebody has said on a step so far, and what it asks for.

    `is_quiet`: nobody else has written in the cohort for QUIET_DAYS, so that there is
    nobody to answer and the step asks for no replies.
    """

    has_shared: bool
    replies: int
    replies_required: int
    is_quiet: bool = False

    @property
    def is_enough(self) -> bool:
        """Whether the step is done by this."""
        return self.has_shared and not self.replies_left

    @property
    def replies_left(self) -> int:
        """How many posts of others are still to be answered."""
        return 0 if self.is_quiet else max(0, self.replies_required - self.replies)


def shared_by(
    user: User, step_id: int, asked: int, *, room: Discussion | None = None
) -> Shared:
    """What `user` has said beside a step: words of their own, and answers to others.

    Said in any of their rooms, because people move and rooms merge. Hidden and deleted
    posts do not count; two answers to one post count once. `room` is where they would
    find somebody to answer now.
    """
    mine = Post.objects.readable().filter(author=user, thread__step_id=step_id)
    answered = (
        mine.filter(reply_to__isnull=False)
        .exclude(reply_to__author=user)
        .values("reply_to")
        .distinct()
        .count()
    )
    return Shared(
        mine.filter(reply_to__isnull=True).exists(),
        answered,
        asked,
        is_quiet=answered < asked and room is not None and is_quiet_around(user, room),
    )


def is_quiet_around(user: User, room: Discussion) -> bool:
    """Whether nobody but `user` has written in a room for QUIET_DAYS."""
    border = clock.now() - dt.timedelta(days=QUIET_DAYS)
    recent = Post.objects.readable().filter(discussion=room, created_at__gt=border)
    return not recent.exclude(author=user).exists()
