"""Rooms that go quiet: how lively each is, which could go on together, where to move.

Domain B5: 8 to 15 active people are a good room; under four in 14 days it is offered a
merge. Active is who posted, and still belongs to the cohort.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import Cohort, CohortMembership, CohortSeries
from courses.models.cohorts import CohortKind, CohortRole
from courses.permissions import can_facilitate
from discussions.models import Discussion, MergeOffer, Post, Restriction
from discussions.models.rolling import OfferState
from discussions.models.rooms import member_of
from discussions.models.talk import PostState
from discussions.pages.recaps import comes_late
from lms.accounts.models import User
from lms.core import clock

DAYS = 14
QUIET_UNDER = 4
LIVELY = (8, 15)
DECLINE_DAYS = 30
SERIES_FILLED = 2  # a merged room holds at most so many times the size of its series
SAID = (PostState.VISIBLE, PostState.HELD)

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """How lively a room is: its learners, its places, and who posted in 14 days."""

    room_id: int
    cohort_id: int
    name: str
    learners: int
    capacity: int | None
    active: int
    days: int

    @property
    def is_quiet(self) -> bool:
        """Under four people posted in 14 days."""
        return self.active < QUIET_UNDER

    @property
    def has_place(self) -> bool:
        """Whether one more learner may come."""
        return self.capacity is None or self.learners < self.capacity

    @property
    def may_be_offered(self) -> bool:
        """Quiet, old enough to tell, and with somebody in it to take along."""
        return self.is_quiet and self.days > DAYS and self.learners > 0


def fit(a: Pulse, b: Pulse, size: int) -> bool:
    """Whether two rooms of a series of that size are one good room together.

    Those who still write are within the size; all members are within twice of it, because
    in a quiet room most of them only read by now.
    """
    together = a.learners + b.learners
    return a.active + b.active <= size and together <= SERIES_FILLED * size


def pairs(
    rooms: Iterable[Pulse], size: int, *, not_again: Iterable[Pair] = ()
) -> list[Pair]:
    """Which quiet rooms of one series to offer a merge: each room once at most.

    The two that make the liveliest room come first; between equals, the older. What was
    declined lately is not offered again.
    """
    refused = set(not_again)
    quiet = sorted((r for r in rooms if r.may_be_offered), key=lambda r: r.room_id)
    possible = [
        (a, b)
        for a, b in combinations(quiet, 2)
        if fit(a, b, size) and (a.room_id, b.room_id) not in refused
    ]
    possible.sort(key=lambda p: (-(p[0].active + p[1].active), p[0].room_id))
    taken: set[int] = set()
    chosen = []
    for a, b in possible:
        if taken.isdisjoint((a.room_id, b.room_id)):
            taken |= {a.room_id, b.room_id}
            chosen.append((a.room_id, b.room_id))
    return chosen


def livelier(here: Pulse, others: Iterable[Pulse]) -> Pulse | None:
    """Where somebody would find more talk, if anywhere: a good room before a crowded one.

    Not quiet, livelier than this one, and with a place. Between equals, the oldest.
    """
    better = [
        r for r in others if not r.is_quiet and r.has_place and r.active > here.active
    ]
    low, high = LIVELY

    def away(pulse: Pulse) -> tuple[int, int, int]:
        far = max(low - pulse.active, pulse.active - high, 0)
        return (far, -pulse.active, pulse.room_id)

    return min(better, key=away, default=None)


def pulses(rooms: QuerySet[Discussion]) -> list[Pulse]:
    """How lively these rooms are; one query, and one for who posted."""
    learners = Q(
        cohort__memberships__left_at__isnull=True,
        cohort__memberships__role=CohortRole.LEARNER,
    )
    rows = list(
        rooms.select_related("cohort")
        .annotate(learners=Count("cohort__memberships", filter=learners))
        .order_by("pk")
    )
    active = active_in([r.pk for r in rows])
    today = clock.today()
    return [
        Pulse(
            room_id=room.pk,
            cohort_id=room.cohort_id,
            name=room.cohort.name,
            learners=room.learners,
            capacity=room.cohort.capacity,
            active=active.get(room.pk, 0),
            days=(today - room.cohort.starts_on).days,
        )
        for room in rows
    ]


def active_in(room_ids: Sequence[int]) -> dict[int, int]:
    """How many people who still belong to a room posted there in 14 days."""
    border = clock.now() - dt.timedelta(days=DAYS)
    still = member_of(OuterRef("discussion__cohort"), OuterRef("author"))
    rows = (
        Post.objects.filter(
            Exists(still),
            discussion__in=room_ids,
            created_at__gte=border,
            state__in=SAID,
        )
        .values("discussion")
        .annotate(people=Count("author", distinct=True))
        .values_list("discussion", "people")
    )
    return dict(rows)


def pulse_of(room: Discussion) -> Pulse:
    """How lively one room is."""
    return pulses(Discussion.objects.filter(pk=room.pk))[0]


def current_rooms(series: CohortSeries | int | None) -> QuerySet[Discussion]:
    """The rooms of a series that go on today and take newcomers."""
    rooms: QuerySet[Discussion] = Discussion.objects.filter(
        cohort__in=Cohort.objects.current(),
        cohort__series=series,
        cohort__series__isnull=False,
        cohort__kind=CohortKind.LEARNING,
        locked_at__isnull=True,
    )
    return rooms


def livelier_room(room: Discussion, user: User) -> Pulse | None:
    """The livelier group of the same series to which somebody could move now, if any.

    One series is one audience, so a school's people stay among themselves. A room in
    which the person is muted, or from which they were removed, is none.
    """
    shut = Restriction.objects.in_force().filter(user=user, discussion=OuterRef("pk"))
    others = (
        current_rooms(room.cohort.series_id)
        .exclude(pk=room.pk)
        .exclude(Exists(member_of(OuterRef("cohort"), user.pk)))
        .filter(~Exists(shut))
    )
    return livelier(pulse_of(room), pulses(others))


def learner_here(room: Discussion, user: User) -> CohortMembership | None:
    """The membership of a learner in a room that goes on; facilitators have none."""
    if room.cohort.archived_at is not None or room.cohort.series_id is None:
        return None
    return (
        member_of(room.cohort_id, user.pk)
        .filter(role=CohortRole.LEARNER)
        .select_related("cohort", "user")
        .first()
    )


def moved_lately(membership: CohortMembership) -> bool:
    """Whether somebody left another group of the same series in the last 14 days."""
    border = clock.now() - dt.timedelta(days=DAYS)
    return CohortMembership.objects.filter(
        user=membership.user_id,
        cohort__series=membership.cohort.series_id,
        left_at__gte=border,
    ).exists()


def agreed_rooms(offer: MergeOffer, *speakers: User | None) -> set[int]:
    """For which of the two rooms one of these people may say yes, and so has."""
    return {
        room.pk
        for room in (offer.first, offer.second)
        if any(u is not None and can_facilitate(u, room.cohort_id) for u in speakers)
    }


def deciders(offer: MergeOffer) -> QuerySet[User]:
    """Who is asked about an offer: the facilitators of both rooms.

    Where a room has none, the site's administrators are asked as well.
    """
    cohorts = [offer.first.cohort_id, offer.second.cohort_id]
    rows = CohortMembership.objects.filter(
        cohort__in=cohorts, role=CohortRole.FACILITATOR, left_at__isnull=True
    )
    asked = Q(pk__in=rows.values("user"))
    if rows.values("cohort").distinct().count() < len(cohorts):
        asked |= Q(is_superuser=True)
    return User.objects.filter(asked, is_active=True)


def offers_for(room: Discussion) -> QuerySet[MergeOffer]:
    """Open offers that name a room."""
    return (
        MergeOffer.objects.filter(Q(first=room) | Q(second=room), state=OfferState.OPEN)
        .select_related("first__cohort", "second__cohort", "agreed_by")
        .order_by("pk")
    )


def desk_rolling(room: Discussion, user: User) -> dict[str, Any]:
    """What the desk says of how lively a room is, for `_desk_rolling.html`."""
    return {
        "pulse": pulse_of(room),
        "merge_offers": list(offers_for(room)),
        "lively_from": LIVELY[0],
        "lively_to": LIVELY[1],
    }


def room_lines(room: Discussion, user: User) -> dict[str, Any]:
    """What stands above a room for this reader, for `_recap_line.html`.

    Where a merged room goes on; that it is quiet, to a learner who may move; and a recap,
    to somebody who came late.
    """
    if room.continued_in_id is not None:
        onward = Discussion.objects.open_to(user).filter(pk=room.continued_in_id)
        return {"is_over": True, "goes_on": onward.select_related("cohort").first()}
    learner = learner_here(room, user)
    return {
        "is_quiet": learner is not None and pulse_of(room).is_quiet,
        "comes_late": learner is not None and comes_late(room, user),
    }
