"""The database is the last judge: merge offers, recaps, earlier voices."""

import pytest

from discussions.models import EarlierVoice, MergeOffer, Recap
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say
from tests.factories.refusals import refuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooms():
    return lounge(person()), lounge(person())


def test_an_offer_names_two_rooms_in_order(rooms):
    first, second = rooms
    with refuses("merge_offer_of_two_in_order"):
        MergeOffer.objects.create(first=second, second=first)
    with refuses("merge_offer_of_two_in_order"):
        MergeOffer.objects.create(first=first, second=first)


def test_two_rooms_have_one_open_offer(rooms):
    first, second = rooms
    now = clock.now()
    MergeOffer.objects.create(
        first=first, second=second, state="declined", decided_at=now
    )
    MergeOffer.objects.create(first=first, second=second)
    with refuses("merge_offer_one_open"):
        MergeOffer.objects.create(first=first, second=second)


@pytest.mark.parametrize("state", ["open", "lapsed"])
def test_an_offer_is_dated_when_it_is_decided(rooms, state):
    first, second = rooms
    decided_at = clock.now() if state == "open" else None
    with refuses("merge_offer_decided_iff_not_open"):
        MergeOffer.objects.create(
            first=first, second=second, state=state, decided_at=decided_at
        )


def test_a_recap_says_something(rooms):
    with refuses("recap_says_something"):
        Recap.objects.create(discussion=rooms[0], author=person(), title="x", body="")


@pytest.mark.parametrize("state", ["asked", "given"])
def test_a_voice_is_dated_when_it_is_answered(state):
    post = say(lounge(ana := person()), ana)
    answered_at = clock.now() if state == "asked" else None
    with refuses("voice_answered_iff_not_asked"):
        EarlierVoice.objects.create(
            post=post, asked_by=ana, state=state, answered_at=answered_at
        )


def test_states_are_known(rooms):
    first, second = rooms
    offer = MergeOffer.objects.create(
        first=first, second=second, state="lapsed", decided_at=clock.now()
    )
    post = say(lounge(ana := person()), ana)
    voice = EarlierVoice.objects.create(
        post=post, asked_by=ana, state="given", answered_at=clock.now()
    )
    for name, row in (("merge_offer_state_known", offer), ("voice_state_known", voice)):
        with refuses(name):
            type(row).objects.filter(pk=row.pk).update(state="?")
