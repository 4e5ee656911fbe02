"""Never an empty room: offers to merge quiet ones, and moving to a livelier one."""

from __future__ import annotations

import datetime as dt
import math

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.actions.cohorts import move
from courses.actions.merging import merge
from courses.events import CohortsMerged
from courses.models import CohortSeries
from discussions.actions.notes import note
from discussions.errors_rolling import (
    MovedLately,
    MovesElsewhere,
    NoLivelierRoom,
    OfferOver,
)
from discussions.events import MergeOffered
from discussions.live import log
from discussions.models import Discussion, MergeOffer, RoomReader
from discussions.models.rolling import OfferState
from discussions.models.rooms import FactKind, Restriction, RestrictionKind
from discussions.pages import rolling
from discussions.pages.decisions import decision_behind
from discussions.permissions import standing_of
from discussions.rules import text
from lms.accounts.models import User
from lms.core import clock
from lms.core.errors import require
from lms.core.events import publish


def offer_merges() -> int:
    """Offer quiet rooms of one series a merge; called every night. How many offers.

    Offers whose rooms came alive again, or ended, lapse. Safe to repeat: a pair has one
    open offer, and one that was declined is not offered again for 30 days.
    """
    return sum(offer_in(pk) for pk in CohortSeries.objects.values_list("pk", flat=True))


@transaction.atomic
def offer_in(series_id: int) -> int:
    """The offers of one series. Locks the series. Publishes MergeOffered."""
    series = CohortSeries.objects.select_for_update(no_key=True).get(pk=series_id)
    pulses = rolling.pulses(rolling.current_rooms(series))
    known = MergeOffer.objects.filter(first__cohort__series=series)
    waiting = lapse(list(known.filter(state=OfferState.OPEN)), pulses)
    border = clock.now() - dt.timedelta(days=rolling.DECLINE_DAYS)
    declined = known.filter(state=OfferState.DECLINED, decided_at__gte=border)
    free = [p for p in pulses if p.room_id not in waiting]
    chosen = rolling.pairs(
        free,
        series.target_size,
        not_again=declined.values_list("first_id", "second_id"),
    )
    for first, second in chosen:
        made = MergeOffer.objects.create(first_id=first, second_id=second)
        publish(
            MergeOffered(offer_id=made.pk, first_room_id=first, second_room_id=second)
        )
    return len(chosen)


def lapse(offers: list[MergeOffer], pulses: list[rolling.Pulse]) -> set[int]:
    """Let offers lapse whose rooms are not both quiet any more; the rooms of the others."""
    quiet = {p.room_id for p in pulses if p.may_be_offered}
    waiting: set[int] = set()
    for offer in offers:
        both = {offer.first_id, offer.second_id}
        if both <= quiet:
            waiting |= both
        else:
            decide(offer, OfferState.LAPSED, by=None)
    return waiting


def decide(offer: MergeOffer, state: str, *, by: User | None) -> None:
    """Close an offer."""
    offer.state, offer.decided_at, offer.decided_by = state, clock.now(), by
    offer.save(update_fields=["state", "decided_at", "decided_by"])


@transaction.atomic
def accept_offer(offer: MergeOffer, *, by: User) -> MergeOffer:
    """Say yes to a merge, for each room that `by` looks after; the last yes merges.

    Where the other room has facilitators of its own, or none at all, it waits for them
    or for a site administrator. Locks the series, then the offer. Publishes what
    `courses.actions.merging.merge` does.

    Raises:
        PermissionDenied: looks after neither room.
        OfferOver: decided already, or lapsed.
        CohortOver: one of the cohorts is archived.
    """
    require(bool(rolling.agreed_rooms(offer, by)))
    series, offer = locked(offer)
    check_open(offer)
    both = {offer.first_id, offer.second_id}
    if rolling.agreed_rooms(offer, by, offer.agreed_by) != both:
        offer.agreed_by = by
        offer.save(update_fields=["agreed_by"])
        return offer
    first, second = offer.first, offer.second
    joint = rolling.pulse_of(first), rolling.pulse_of(second)
    # As many newcomers as there were writers too few: the quiet ones keep their places.
    places = sum(p.learners - p.active for p in joint) + series.target_size
    agreed = (offer.agreed_by,) if offer.agreed_by else ()
    made = merge([first.cohort, second.cohort], by=by, agreed=agreed, capacity=places)
    offer.into = made.discussion
    offer.save(update_fields=["into"])
    decide(offer, OfferState.ACCEPTED, by=by)
    return offer


@transaction.atomic
def decline_offer(offer: MergeOffer, *, by: User) -> MergeOffer:
    """Say no to a merge; for 30 days it is not offered again.

    One no is enough. Declining twice changes nothing. Locks the series, then the offer.
    Raises PermissionDenied, OfferOver.
    """
    require(bool(rolling.agreed_rooms(offer, by)))
    _series, offer = locked(offer)
    if offer.state == OfferState.DECLINED:
        return offer
    check_open(offer)
    decide(offer, OfferState.DECLINED, by=by)
    return offer


def locked(offer: MergeOffer) -> tuple[CohortSeries, MergeOffer]:
    """The series of an offer, and the offer as it is now, locked until the commit."""
    series = CohortSeries.objects.select_for_update(no_key=True).get(
        cohorts=offer.first.cohort_id
    )
    found: MergeOffer = (
        MergeOffer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("first__cohort", "second__cohort", "agreed_by")
        .get(pk=offer.pk)
    )
    return series, found


def check_open(offer: MergeOffer) -> None:
    """Refuse an offer that was decided, or lapsed."""
    if offer.state != OfferState.OPEN:
        raise OfferOver


@transaction.atomic
def move_to_livelier(room: Discussion, *, by: User, to: int) -> Discussion:
    """Take a learner from a room to the livelier one that they were shown.

    What they wrote stays where it is. From a quiet room at any time, else once in 14
    days. Locks both cohorts.

    Raises:
        PermissionDenied: not a learner of this room, or removed from it.
        MovesElsewhere: muted here; that is settled first.
        MovedLately: from a lively room, and moved in the last 14 days.
        NoLivelierRoom: that group is not livelier any more, or is full.
        CohortOver: this cohort was merged a moment ago.
    """
    standing, held = standing_of(by, room), rolling.learner_here(room, by)
    if standing is None or held is None:
        raise PermissionDenied
    if standing.is_muted:
        raise MovesElsewhere
    if rolling.moved_lately(held) and not rolling.pulse_of(room).is_quiet:
        raise MovedLately
    there = rolling.livelier_room(room, by)
    if there is None or there.room_id != to:
        raise NoLivelierRoom
    target = Discussion.objects.select_related("cohort").get(pk=to)
    move(held, to=target.cohort)
    return target


def on_cohorts_merged(event: CohortsMerged) -> None:
    """The new room takes over who may not post, how it is moderated and who hears it.

    The old rooms are closed for writing and name the new one; offers that name them
    lapse. Nothing that was said is carried over.
    """
    new = Discussion.objects.get(cohort=event.cohort_id)
    old = list(
        Discussion.objects.filter(cohort__in=event.from_cohort_ids)
        .select_related("cohort")
        .order_by("pk")
    )
    carry_restrictions(old, new)
    carry_settings(old, new)
    carry_levels(old, new)
    greet(old, new)
    known = Q(first__in=old) | Q(second__in=old)
    MergeOffer.objects.filter(known, state=OfferState.OPEN).update(
        state=OfferState.LAPSED, decided_at=clock.now()
    )
    for room in old:
        Discussion.objects.filter(pk=room.pk).update(
            continued_in=new, locked_at=room.locked_at or clock.now()
        )
        log.append(room.pk, FactKind.LOCK, data={"locked": True})


def carry_restrictions(old: list[Discussion], new: Discussion) -> None:
    """Whoever may not post, or not enter, may not in the new room either."""

    def strictness(one: Restriction) -> tuple[bool, float]:
        until = one.until.timestamp() if one.until else math.inf
        return one.kind == RestrictionKind.BAN, until

    found = Restriction.objects.in_force().filter(discussion__in=old)
    strictest_last = sorted(found, key=strictness)
    kept = {(one.user_id, one.source): one for one in strictest_last}
    for one in kept.values():
        made = Restriction.objects.create(
            user_id=one.user_id,
            discussion=new,
            kind=one.kind,
            source=one.source,
            created_at=one.created_at,
            until=one.until,
        )
        if line := decision_behind(one.pk):  # so that it can be appealed there
            note(
                new, by=line.moderator, verb=line.verb, member_id=one.user_id,
                restriction=made, reason=line.reason, after=one.kind,
            )  # fmt: skip


def carry_settings(old: list[Discussion], new: Discussion) -> None:
    """The stricter setting of each kind holds in the new room."""
    words = dict.fromkeys(w for r in old for w in r.held_words.splitlines() if w)
    new.slow_mode_seconds = max(r.slow_mode_seconds for r in old)
    new.holds_links = any(r.holds_links for r in old)
    new.holds_first_posts = any(r.holds_first_posts for r in old)
    new.held_words = "\n".join(words)
    new.save(
        update_fields=[
            "slow_mode_seconds",
            "holds_links",
            "holds_first_posts",
            "held_words",
        ]
    )


def carry_levels(old: list[Discussion], new: Discussion) -> None:
    """What somebody wanted to hear of the old room, they want to hear of the new one."""
    levels: dict[int, str] = {}
    for row in RoomReader.objects.filter(discussion__in=old).order_by("pk"):
        levels.setdefault(row.user_id, row.level)
    RoomReader.objects.bulk_create(
        RoomReader(discussion=new, user_id=user, level=level)
        for user, level in levels.items()
    )


def greet(old: list[Discussion], new: Discussion) -> None:
    """The new room's first thread says who goes on together here."""
    thread = new.threads.filter(step__isnull=True).order_by("pk").first()
    if thread is None:
        return
    names = _(" and ").join(room.cohort.name for room in old)
    words = _(
        "Cohorts %(names)s go on here together. Say hello: who are you, and what are you working on?"
    ) % {"names": names}
    thread.prompt, thread.prompt_html = text.render(words)
    thread.save(update_fields=["prompt", "prompt_html"])
