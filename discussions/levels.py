"""What people want to hear: the thread's own level, else the room's, else a digest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Cohort
from discussions.models import Discussion, RoomReader, ThreadReader
from discussions.models.rooms import RestrictionKind, member_of, restrictions
from discussions.models.talk import ReadLevel
from lms.accounts.models import User

DEFAULT = ReadLevel.DIGEST


@dataclass(frozen=True)
class Levels:
    """What members of one room said they want to hear, where they said anything."""

    of_room: dict[int, str]
    of_thread: dict[tuple[int, int], str]

    def of(self, user_id: int, thread_id: int) -> str:
        """What somebody wants to hear of a thread."""
        own = self.of_thread.get((user_id, thread_id))
        return own or self.of_room.get(user_id, DEFAULT)

    def hear_all(self, thread_id: int) -> set[int]:
        """Who wants every post of a thread as it is said."""
        named = self.of_room.keys() | {u for u, t in self.of_thread if t == thread_id}
        return {u for u in named if self.of(u, thread_id) == ReadLevel.ALL}


def levels_in(discussion_id: int, thread_ids: Collection[int]) -> Levels:
    """What members of a room said about it and about some of its threads: two queries."""
    rooms = RoomReader.objects.filter(discussion=discussion_id)
    threads = ThreadReader.objects.filter(thread__in=thread_ids, level__isnull=False)
    return Levels(
        dict(rooms.values_list("user", "level")),
        {
            (u, t): str(level)
            for u, t, level in threads.values_list("user", "thread", "level")
        },
    )


def readers_among(room: Discussion, user_ids: Collection[int]) -> QuerySet[User]:
    """Those of some people who may read a room now: members who are not banned."""
    cohort = Cohort.objects.filter(pk=room.cohort_id)
    banned = restrictions(
        room.pk,
        OuterRef("pk"),
        RestrictionKind.BAN,
        audience=cohort.values_list("series__audience", flat=True).first() or "",
    )
    return User.objects.filter(
        Q(is_superuser=True)
        | (Exists(member_of(room.cohort_id, OuterRef("pk"))) & ~Exists(banned)),
        pk__in=user_ids,
        is_active=True,
        anonymized_at=None,
    )


def level_of_room(user: User, discussion_id: int) -> str:
    """What somebody wants to hear of a room."""
    mine = RoomReader.objects.filter(discussion=discussion_id, user=user)
    return str(mine.values_list("level", flat=True).first() or DEFAULT)


def own_level_of_thread(user: User, thread_id: int) -> str:
    """What somebody said about a thread; empty when it is as the room."""
    mine = ThreadReader.objects.filter(thread=thread_id, user=user)
    return str(mine.values_list("level", flat=True).first() or "")
