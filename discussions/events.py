"""Facts about rooms that others may care about. Posts are not published: the room's log
is their outbox."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PostFlagged(Event):
    """Somebody asked for a look at a post. Published by actions.moderation.flag_post."""

    flag_id: int
    post_id: int
    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class PostHidden(Event):
    """A post's words are covered until somebody shows them again.

    Published by actions.moderation; without `actor_id` enough flags did it. `user_id` is
    the author.
    """

    recorded: ClassVar[bool] = True
    post_id: int
    user_id: int
    cohort_id: int
    actor_id: int | None
    scope: str


@dataclass(frozen=True, kw_only=True)
class FlagResolved(Event):
    """A flag was decided. `user_id` is the reporter, who is told the outcome."""

    flag_id: int
    user_id: int
    cohort_id: int
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class MemberRestricted(Event):
    """Somebody may not post, or not enter, any more. Published by actions.moderation."""

    recorded: ClassVar[bool] = True
    restriction_id: int
    user_id: int
    actor_id: int | None
    scope: str
