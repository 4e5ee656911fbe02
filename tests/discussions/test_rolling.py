"""Quiet rooms: how lively they are, offers to merge them, and moving to a livelier one."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.actions.cohorts import ensure_series, join, leave
from courses.actions.merging import merge
from courses.errors import CohortOver
from discussions.actions import rolling as actions
from discussions.errors import MayNotPost, RoomClosed
from discussions.errors_rolling import OfferOver
from discussions.live.access import Admission, admit
from discussions.live.frames import NOT_YOURS
from discussions.models import (
    Discussion,
    LiveEvent,
    MergeOffer,
    Post,
    Restriction,
    RoomReader,
)
from discussions.pages import rolling
from discussions.pages.rolling import Pulse
from lms.core import clock
from tests.factories.accounts import person, superuser
from tests.factories.courses import course_with_steps
from tests.factories.discussions import days_ago, hello, learners, say

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def pulse(room_id=1, *, learners=5, active=0, days=30, capacity=15):
    return Pulse(
        room_id=room_id, cohort_id=room_id, name="Maple", learners=learners,
        capacity=capacity, active=active, days=days,
    )  # fmt: skip


def test_active_is_who_posted_in_14_days_and_still_belongs(opened):
    room = opened(learners=5)
    ana, ben, gone, late, _ = learners(room)
    with days_ago(15):
        say(hello(room), late)
    for one in (ana, ana, ben, gone):
        say(hello(room), one)
    leave(room.cohort, user=gone)
    assert rolling.pulse_of(room).active == 2
    assert rolling.pulse_of(room).learners == 4


@pytest.mark.parametrize(("active", "quiet"), [(0, True), (3, True), (4, False)])
def test_under_four_is_quiet(active, quiet):
    assert pulse(active=active).is_quiet is quiet


@pytest.mark.parametrize(
    "odd", [{"active": 4}, {"days": 14}, {"learners": 0}], ids=lambda odd: next(iter(odd))
)  # fmt: skip
def test_a_lively_a_young_or_an_empty_room_is_offered_nothing(odd):
    assert rolling.pairs([pulse(1), pulse(2, **odd)], 15) == []
    assert rolling.pairs([pulse(1), pulse(2)], 15) == [(1, 2)]


@given(
    st.lists(
        st.builds(
            pulse, st.integers(1, 40), learners=st.integers(0, 30),
            active=st.integers(0, 5), days=st.integers(0, 40),
        ),
        unique_by=lambda p: p.room_id,
    ),
    st.integers(2, 15),
)  # fmt: skip
def test_every_room_is_in_one_pair_at_most_and_every_pair_fits(rooms, size):
    by_id = {r.room_id: r for r in rooms}
    chosen = rolling.pairs(rooms, size)
    named = [pk for pair in chosen for pk in pair]
    assert len(named) == len(set(named))
    for first, second in chosen:
        assert first < second
        assert rolling.fit(by_id[first], by_id[second], size)
        assert by_id[first].may_be_offered
        assert by_id[second].may_be_offered
    left = [r for r in rooms if r.may_be_offered and r.room_id not in named]
    assert not [1 for a in left for b in left if a is not b and rolling.fit(a, b, size)]


def test_a_good_room_is_shown_before_a_crowded_or_a_thin_one():
    rooms = [pulse(1, active=5), pulse(2, active=20, capacity=None), pulse(3, active=9)]
    assert rolling.livelier(pulse(9), rooms).room_id == 3
    assert rolling.livelier(pulse(9, active=9), rooms).room_id == 2
    assert rolling.livelier(pulse(9), [pulse(1, active=3)]) is None
    assert rolling.livelier(pulse(9), [pulse(1, active=9, learners=15)]) is None


def test_two_quiet_rooms_of_a_series_are_offered_a_merge_once(opened):
    first, second = opened(active=1), opened()
    opened(active=4, learners=4)
    assert actions.offer_merges() == 1
    assert actions.offer_merges() == 0
    offer = MergeOffer.objects.get()
    assert (offer.first, offer.second, offer.state) == (first, second, "open")


def test_rooms_of_different_communities_are_never_offered_one(opened, course):
    opened()
    opened(into=ensure_series([course], name="A series", audience="school:1"))
    opened(into=ensure_series([course], name="A series", audience="school:2"))
    opened(into=ensure_series([course_with_steps(1)], name="Another"))
    assert actions.offer_merges() == 0


def test_an_offer_lapses_when_a_room_comes_alive_or_ends(opened):
    first, second = opened(learners=4), opened()
    actions.offer_merges()
    for one in learners(first):
        say(hello(first), one)
    actions.offer_merges()
    assert MergeOffer.objects.get().state == "lapsed"
    third = opened()
    actions.offer_merges()
    assert MergeOffer.objects.filter(first=second, second=third, state="open").exists()
    third.cohort.ends_on = clock.today() - DAY
    third.cohort.save()
    actions.offer_merges()
    assert not MergeOffer.objects.filter(state="open").exists()


def test_a_no_is_remembered_for_30_days(opened):
    hanne = person()
    opened(hosts=[hanne])
    opened(hosts=[hanne])
    actions.offer_merges()
    offer = MergeOffer.objects.get()
    actions.decline_offer(offer, by=hanne)
    actions.decline_offer(offer, by=hanne)
    assert actions.offer_merges() == 0
    MergeOffer.objects.update(decided_at=clock.now() - 31 * DAY)
    assert actions.offer_merges() == 1


def test_a_facilitator_of_both_merges_them(opened):
    hanne = person()
    first, second = opened(active=2, hosts=[hanne]), opened(hosts=[hanne])
    actions.offer_merges()
    offer = actions.accept_offer(MergeOffer.objects.get(), by=hanne)
    assert (offer.state, offer.decided_by) == ("accepted", hanne)
    assert {u.pk for u in learners(offer.into)} == {
        u.pk for u in learners(first) + learners(second)
    }
    # Four come, and thirteen more may: two of fifteen write by now.
    assert offer.into.cohort.capacity == 4 + 15 - 2
    with pytest.raises(OfferOver):
        actions.accept_offer(offer, by=hanne)
    with pytest.raises(OfferOver):
        actions.decline_offer(offer, by=hanne)


def test_each_rooms_facilitators_say_yes_for_their_own(opened):
    hanne, greta = person(), person()
    opened(hosts=[hanne])
    opened(hosts=[greta])
    actions.offer_merges()
    offer = MergeOffer.objects.get()
    for _ in range(2):
        waiting = actions.accept_offer(offer, by=hanne)
        assert (waiting.state, waiting.agreed_by) == ("open", hanne)
    assert actions.accept_offer(offer, by=greta).state == "accepted"


def test_a_yes_counts_no_longer_than_its_facilitator_does(opened):
    hanne, greta = person(), person()
    first = opened(hosts=[hanne])
    opened(hosts=[greta])
    actions.offer_merges()
    offer = MergeOffer.objects.get()
    actions.accept_offer(offer, by=hanne)
    leave(first.cohort, user=hanne)
    assert actions.accept_offer(offer, by=greta).state == "open"


def test_site_administrators_answer_where_there_is_no_facilitator(opened):
    root, hanne = superuser(), person()
    opened(hosts=[hanne])
    opened()
    actions.offer_merges()
    offer = MergeOffer.objects.get()
    assert set(rolling.deciders(offer)) == {root, hanne}
    assert actions.accept_offer(offer, by=hanne).state == "open"
    assert actions.accept_offer(offer, by=root).state == "accepted"


@pytest.mark.parametrize("deed", [actions.accept_offer, actions.decline_offer])
def test_nobody_else_decides_an_offer(opened, deed):
    first = opened()
    opened()
    elsewhere = person()
    opened(hosts=[elsewhere], active=2, days=2)
    actions.offer_merges()
    for one in (elsewhere, learners(first)[0], person()):
        with pytest.raises(PermissionDenied):
            deed(MergeOffer.objects.get(), by=one)


def test_the_old_rooms_close_name_the_new_one_and_show_nothing_to_new_eyes(
    opened, sign_in
):
    first, second = opened(active=1), opened(active=1)
    ana, ben = learners(first)[0], learners(second)[0]
    new = merge([first.cohort, second.cohort], by=None).discussion
    for room, mine, other in ((first, ana, ben), (second, ben, ana)):
        room.refresh_from_db()
        assert room.continued_in == new
        url = reverse("discussions:room", args=[room.pk])
        member, other_one = sign_in(mine), sign_in(other)
        page = member.get(url).content.decode()
        assert f"Go on in Cohort {new.cohort.name}" in page
        assert other_one.get(url).status_code == 404
        listens = admit(member.session.session_key, room.pk)
        assert isinstance(listens, Admission)
        assert not listens.may_post
        assert admit(other_one.session.session_key, room.pk) == NOT_YOURS
        assert Post.objects.visible_to(mine).filter(discussion=room).exists()
        assert not Post.objects.visible_to(other).filter(discussion=room).exists()
        with pytest.raises(RoomClosed):
            say(hello(room), mine)
        last = LiveEvent.objects.filter(discussion=room).latest("seq")
        assert (last.kind, last.data) == ("lock", {"locked": True})
    assert set(Discussion.objects.open_to(ana)) == {first, new}
    say(hello(new), ana)
    assert not Post.objects.filter(discussion=new).exclude(author=ana).exists()


def test_a_newcomer_of_the_new_room_reads_neither_old_one(opened, course):
    first, second = opened(active=1), opened()
    new = merge([first.cohort, second.cohort], by=None).discussion
    late = person()
    join(new.cohort, user=late)
    assert list(Discussion.objects.open_to(late)) == [new]
    with pytest.raises(CohortOver):
        join(first.cohort, user=late)


def test_what_holds_against_somebody_holds_in_the_new_room(opened):
    first, second = opened(), opened()
    muted, banned = learners(first)
    lifted, both = learners(second)
    join(first.cohort, user=both)

    def restrict(user, room, kind, **more):
        Restriction.objects.create(user=user, discussion=room, kind=kind, **more)

    soon = clock.now() + DAY
    restrict(muted, first, "mute", until=soon)
    restrict(banned, first, "ban")
    restrict(lifted, second, "ban", lifted_at=clock.now())
    restrict(both, first, "ban", until=soon)
    restrict(both, second, "mute")
    new = merge([first.cohort, second.cohort], by=None).discussion
    held = Restriction.objects.filter(discussion=new)
    assert dict(held.values_list("user", "kind")) == {
        muted.pk: "mute", banned.pk: "ban", both.pk: "ban"
    }  # fmt: skip
    assert held.get(user=muted).until == soon
    with pytest.raises(MayNotPost):
        say(hello(new), muted)
    assert new not in Discussion.objects.open_to(banned)


def test_settings_and_levels_go_along(opened):
    first, second = opened(), opened()
    ana = learners(first)[0]
    RoomReader.objects.create(discussion=first, user=ana, level="off")
    Discussion.objects.filter(pk=first.pk).update(
        slow_mode_seconds=30, held_words="casino\nlottery"
    )
    Discussion.objects.filter(pk=second.pk).update(
        holds_links=True, held_words="lottery"
    )
    new = merge([first.cohort, second.cohort], by=None).discussion
    new.refresh_from_db()
    assert new.slow_mode_seconds == 30
    assert new.holds_links
    assert not new.holds_first_posts
    assert new.held_words.split() == ["casino", "lottery"]
    assert RoomReader.objects.get(discussion=new, user=ana).level == "off"
    names = f"{first.cohort.name} and {second.cohort.name}"
    assert names in hello(new).prompt


def test_the_offers_of_merged_rooms_lapse(opened):
    first, second, third = opened(), opened(), opened()
    offer = MergeOffer.objects.create(first=second, second=third)
    merge([first.cohort, second.cohort], by=None)
    offer.refresh_from_db()
    assert offer.state == "lapsed"


@pytest.fixture
def offer(opened):
    hanne = person("Hanne")
    opened("Maple", active=1, hosts=[hanne])
    opened("Alder", hosts=[hanne])
    actions.offer_merges()
    return MergeOffer.objects.get()


def who_are(offer):
    first = offer.first.cohort.memberships
    return {
        "facilitator": first.get(role="facilitator").user,
        "learner": first.filter(role="learner").first().user,
        "stranger": person(),
        "root": superuser(),
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [("facilitator", 200), ("root", 200), ("learner", 404), ("stranger", 404)],
)
def test_who_sees_and_decides_an_offer(offer, sign_in, who, status):
    browser = sign_in(who_are(offer)[who])
    page = browser.get(reverse("discussions:merge_offer", args=[offer.pk]))
    assert page.status_code == status
    decision = reverse("discussions:merge_decision", args=[offer.pk])
    answer = browser.post(decision, {"decision": "decline"})
    assert answer.status_code == (303 if status == 200 else 404)
    offer.refresh_from_db()
    assert offer.state == ("declined" if status == 200 else "open")


def test_the_page_says_what_will_happen_and_does_it(offer, sign_in, client):
    url = reverse("discussions:merge_offer", args=[offer.pk])
    assert client.get(url).status_code == 302
    browser = sign_in(who_are(offer)["facilitator"])
    page = browser.get(url).content.decode()
    for words in (
        "Cohort Maple has 2 learners. 1 person wrote in the last 14 days.",
        "Cohort Alder has 2 learners. Nobody wrote in the last 14 days.",
        "A new cohort opens, with a new and empty room.",
        "nobody’s posts come to new eyes",
    ):
        assert words in page
    decision = reverse("discussions:merge_decision", args=[offer.pk])
    assert browser.post(decision, {"decision": "?"})["Location"] == url
    done = browser.post(decision, {"decision": "accept"})
    offer.refresh_from_db()
    assert done["Location"] == reverse("discussions:room", args=[offer.into.pk])
    assert "Accepted" in browser.get(url).content.decode()
    assert browser.post(decision, {"decision": "decline"}).status_code == 409
