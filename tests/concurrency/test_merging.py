"""Two at once: merges, moves and newcomers around a cohort that is being archived."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections

from courses.actions.cohorts import join, move, open_cohort, place_in_cohort
from courses.actions.merging import merge
from courses.errors import CohortOver
from courses.models import Cohort, CohortMembership
from discussions.actions import rolling
from discussions.errors import RoomClosed
from discussions.errors_rolling import OfferOver
from discussions.models import Discussion, MergeOffer, Post
from lms.core.errors import DomainError
from tests.factories.accounts import person, superuser
from tests.factories.courses import cohort_of, course_with_steps
from tests.factories.discussions import hello, say

ROUNDS = 3

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*deeds):
    """What each deed returned, or the refusal that it met; all begin together."""
    gate = threading.Barrier(len(deeds))

    def run(deed):
        gate.wait(20)
        try:
            return deed()
        except DomainError as refusal:
            return refusal
        finally:
            close_old_connections()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def course():
    return course_with_steps(1)


@pytest.fixture
def three(course):
    """`three()`: three cohorts of one series, with two learners each."""

    def made():
        first = cohort_of([course])
        cohorts = [first, open_cohort(first.series), open_cohort(first.series)]
        for cohort in cohorts:
            for _ in range(2):
                join(cohort, user=person())
        return cohorts

    return made


def open_in(cohort):
    return set(cohort.memberships.filter(left_at=None).values_list("user", flat=True))


def test_of_two_merges_at_once_exactly_one_wins(three):
    for _ in range(ROUNDS):
        maple, alder, birch = three()
        before = Cohort.objects.count()
        said = at_once(
            lambda a=maple, b=alder: merge([a, b], by=None),
            lambda a=alder, b=birch: merge([a, b], by=None),
            lambda a=birch, b=maple: merge([b, a], by=None),
        )
        made = [s for s in said if isinstance(s, Cohort)]
        assert len(made) == 1
        assert sum(isinstance(s, CohortOver) for s in said) == 2
        assert Cohort.objects.count() == before + 1
        assert len(open_in(made[0])) == 4


def test_a_newcomer_never_lands_in_an_archived_cohort(three, course):
    for _ in range(ROUNDS):
        maple, alder, _ = three()
        newcomers = [person() for _ in range(3)]
        at_once(
            lambda a=maple, b=alder: merge([a, b], by=None),
            *[lambda u=u: place_in_cohort(u, course) for u in newcomers],
        )
        for one in newcomers:
            held = CohortMembership.objects.filter(user=one, left_at=None)
            assert held.filter(cohort__archived_at=None).count() == 1
            # Whoever came a moment earlier went along, and still reads where they were.
            archived = held.filter(cohort__archived_at__isnull=False)
            assert archived.count() == held.count() - 1


def test_somebody_who_moves_during_a_merge_is_in_one_cohort_that_goes_on(three):
    for _ in range(ROUNDS):
        maple, alder, birch = three()
        out = maple.memberships.first()
        back = birch.memberships.first()
        at_once(
            lambda a=maple, b=alder: merge([a, b], by=None),
            lambda m=out, c=birch: move(m, to=c),
            lambda m=back, c=alder: move(m, to=c),
        )
        for one in (out.user_id, back.user_id):
            here = CohortMembership.objects.filter(user=one, left_at=None)
            assert here.filter(cohort__archived_at=None).count() == 1


def test_two_moves_of_one_person_at_once_are_one(three):
    for _ in range(ROUNDS):
        maple, alder, birch = three()
        held = maple.memberships.first()
        at_once(
            lambda m=held.pk, c=alder: move(CohortMembership.objects.get(pk=m), to=c),
            lambda m=held.pk, c=birch: move(CohortMembership.objects.get(pk=m), to=c),
        )
        here = CohortMembership.objects.filter(user=held.user, left_at=None)
        assert here.count() == 1


def test_a_post_during_a_merge_is_stored_before_it_or_refused(three):
    for _ in range(ROUNDS):
        maple, alder, _ = three()
        room, ana = maple.discussion, maple.memberships.first().user
        said = at_once(
            lambda a=maple, b=alder: merge([a, b], by=None),
            *[lambda n=n, r=room, u=ana: say(hello(r), u, f"{n}") for n in range(3)],
        )
        stored = [s for s in said if isinstance(s, Post)]
        assert len(stored) + sum(isinstance(s, RoomClosed) for s in said) == 3
        room.refresh_from_db()
        closing = room.events.get(kind="lock")
        assert closing.seq == room.last_seq
        assert all(p.seq < closing.seq for p in stored)


def test_two_yeses_and_a_no_at_once_end_in_one_decision(three):
    root = superuser()
    for _ in range(ROUNDS):
        rooms = Discussion.objects.filter(cohort__in=three()).order_by("pk")
        first, second, third = rooms
        offers = [
            MergeOffer.objects.create(first=first, second=second),
            MergeOffer.objects.create(first=second, second=third),
        ]
        before = Cohort.objects.count()
        said = at_once(
            lambda o=offers[0]: rolling.accept_offer(o, by=root),
            lambda o=offers[0]: rolling.decline_offer(o, by=root),
            lambda o=offers[1]: rolling.accept_offer(o, by=root),
            lambda o=offers[1]: rolling.accept_offer(o, by=root),
        )
        accepted = [s for s in said if isinstance(s, MergeOffer) and s.into_id]
        assert len(accepted) == Cohort.objects.count() - before == 1
        others = [s for s in said if s not in accepted]
        assert all(isinstance(s, OfferOver) or s.state == "declined" for s in others)
        assert not MergeOffer.objects.filter(
            pk__in=[o.pk for o in offers], state="open"
        )


def test_two_nights_at_once_make_each_offer_once(three):
    cohorts = three()
    Cohort.objects.filter(pk__in=[c.pk for c in cohorts]).update(starts_on="2026-01-01")
    made = at_once(rolling.offer_merges, rolling.offer_merges)
    assert sorted(made) == [0, 1]
    assert MergeOffer.objects.count() == 1
