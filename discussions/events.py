"""Facts about rooms that others may care about. Posts are not published: the room's log
is their outbox."""

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PostFlagged(Event):
    """Somebody asked for a look at a post. Published by actions.flags.flag_post."""

    flag_id: int
    post_id: int
    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class PostHidden(Event):
    """A post's words are covered until somebody shows them again.

    Published by actions.hiding; without `actor_id` enough flags did it. `user_id` is the
    author.
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
    """Somebody may not post, or not enter, any more. Published by actions.restricting.

    `/restrictions/<id>/` tells them why, until when, and how to appeal. `scope` is
    "cohort:7", "school:42" or "site".
    """

    recorded: ClassVar[bool] = True
    restriction_id: int
    user_id: int
    actor_id: int | None
    scope: str


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(Event):
    """Somebody takes part again. Published by actions.restricting."""

    recorded: ClassVar[bool] = True
    restriction_id: int
    user_id: int
    actor_id: int | None
    scope: str


@dataclass(frozen=True, kw_only=True)
class PostShown(Event):
    """A hidden post may be read again. Published by actions.hiding; `user_id` is the author."""

    recorded: ClassVar[bool] = True
    post_id: int
    user_id: int
    cohort_id: int
    actor_id: int | None
    scope: str


@dataclass(frozen=True, kw_only=True)
class PostHeld(Event):
    """A rule of the room holds a post back until somebody has read it.

    Published by actions.holds. `user_id` is the author; `why` is "word", "link" or "first".
    """

    post_id: int
    user_id: int
    cohort_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class PostApproved(Event):
    """A held post stands now. Published by actions.hiding; `user_id` is the author."""

    post_id: int
    user_id: int
    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class FlagWaits(Event):
    """A flagged post has waited for 48 hours; told once. Published by actions.flags.

    `user_ids` are who looks after the room, or the site where the cohort has nobody.
    """

    flag_id: int
    post_id: int
    cohort_id: int
    user_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AppealAsked(Event):
    """Whom a decision met asks for another look. Published by actions.appeals.

    `user_ids` are who may decide: never the moderator, nor whoever asks. Its page is
    `/appeals/<id>/`. Without `cohort_id` the decision goes beyond one cohort.
    """

    appeal_id: int
    cohort_id: int | None
    user_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """An appeal has its answer. Published by actions.appeals and actions.settling.

    `user_id` asked, `moderator_id` had decided (None: a rule); both are told.
    """

    appeal_id: int
    user_id: int
    moderator_id: int | None
    cohort_id: int | None
    granted: bool


@dataclass(frozen=True, kw_only=True)
class MemberReminded(Event):
    """A moderator told the author of a post, in private, how we talk here.

    Published by actions.nudges. The words stand on the post's page, for the author alone.
    """

    recorded: ClassVar[bool] = True
    action_id: int
    post_id: int
    user_id: int
    cohort_id: int
    actor_id: int | None
    scope: str


@dataclass(frozen=True, kw_only=True)
class MemberNudged(Event):
    """A facilitator wrote a friendly line to a member. Published by actions.nudges.

    `/nudges/<id>/` shows it to `user_id` alone.
    """

    nudge_id: int
    user_id: int
    cohort_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class CareExported(Event):
    """The record of moderation was exported. Published by actions.exporting."""

    recorded: ClassVar[bool] = True
    scope: str
    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class SessionAnnounced(Event):
    """A facilitated session is planned; its members are told.

    Published by actions.sessions.plan_session.
    """

    session_id: int
    cohort_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class SessionChanged(Event):
    """A session has another time, or was cancelled; its members are told why.

    `sequence` counts the changes. Published by actions.sessions.
    """

    session_id: int
    cohort_id: int
    actor_id: int
    sequence: int
    cancelled: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A session is over; its facilitators are asked for a recap.

    Published by actions.session_running.
    """

    session_id: int
    cohort_id: int


@dataclass(frozen=True, kw_only=True)
class MergeOffered(Event):
    """Two quiet rooms could go on as one. Published by actions.rolling.offer_merges.

    `discussions.pages.rolling.deciders` says who is asked.
    """

    offer_id: int
    first_room_id: int
    second_room_id: int


@dataclass(frozen=True, kw_only=True)
class VoiceAsked(Event):
    """A facilitator asks whether later cohorts may read a post. By actions.voices.ask_voice.

    `user_id` is the author, who answers on the post's own page.
    """

    voice_id: int
    post_id: int
    user_id: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadRead(Event):
    """Somebody has read a thread up to a number. Published by actions.threads.mark_read."""

    thread_id: int
    user_id: int
    seq: int
