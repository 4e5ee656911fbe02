"""Flags: what they weigh is kept, who asked stays hidden, one that waits is told once."""

import datetime as dt

import pytest

from courses.actions.cohorts import join
from discussions.actions.flags import (
    FLAGS_AT_ONCE,
    FLAGS_SECONDS,
    flag_post,
    remind_of_flags,
    resolve_flag,
)
from discussions.events import FlagWaits
from lms.core import clock, events
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say


@pytest.fixture
def told(monkeypatch):
    """What is published of a flag that waits."""
    heard = []
    monkeypatch.setitem(events._facts, FlagWaits, [heard.append])
    return heard


def decided(room, reporter, author, hanne, *, uphold, times=3):
    """Flags of somebody's that were decided before."""
    for _ in range(times):
        flag = flag_post(say(room, author), by=reporter, reason="other")
        resolve_flag(flag, by=hanne, uphold=uphold, reason="x")


@pytest.mark.parametrize(("uphold", "weights"), [(True, (3, 6)), (False, (1, 2))])
def test_how_earlier_flags_were_decided_counts_for_the_next(
    room, thread, ana, ben, hanne, uphold, weights
):
    assert flag_post(say(thread, ana), by=ben, reason="other").weight == 2
    decided(room, ben, ana, hanne, uphold=uphold)
    ordinary = flag_post(say(thread, ana), by=ben, reason="unkind")
    serious = flag_post(say(thread, ana), by=ben, reason="danger")
    assert (ordinary.weight, serious.weight) == weights
    assert serious.post.state == "visible"


def test_twenty_flags_an_hour_are_more_than_a_reader_finds(
    clients, room, thread, ana, ben, hanne
):
    for n in range(FLAGS_AT_ONCE):
        post = say(thread, (ana, hanne)[n % 2])
        flag_post(post, by=ben, reason="other")
    assert flag_post(post, by=ben, reason="other").reporter == ben
    after = say(thread, ana)
    answer = clients["other"].post(f"/posts/{after.pk}/flags/", {"reason": "other"})
    assert answer.status_code == 429
    assert "write to one of them" in answer.text
    assert not after.flags.exists()
    with clock.at(clock.now() + dt.timedelta(seconds=FLAGS_SECONDS + 2)):
        assert flag_post(after, by=ben, reason="other").weight == 2


def test_a_facilitators_word_is_enough(thread, ana, hanne):
    post = say(thread, ana)
    assert flag_post(post, by=hanne, reason="other").weight == 6
    post.refresh_from_db()
    assert post.state == "hidden"


def test_who_asked_is_told_to_a_site_administrator_and_to_nobody_else(
    clients, room, thread, ana, ben
):
    ben.display_name = "Reporter Nobody Sees"
    ben.save()
    post = say(thread, ana)
    flag_post(post, by=ben, reason="unkind", words="canary of the note")
    pages = (f"/cohorts/{room.cohort_id}/desk/", f"/posts/{post.pk}/")
    for page in pages:
        main = clients["facilitator"].get(page).text.partition("<main")[2]
        assert "canary of the note" in main
        aside = main.replace("<option", "\n<option").splitlines()  # the list of members
        assert not [x for x in aside if "Nobody Sees" in x and "<option" not in x]
        assert "Nobody Sees" in clients["root"].get(page).text
    assert "canary" not in clients["member"].get(pages[1]).text


def test_a_flag_that_waits_for_two_days_is_told_once_to_who_looks_after_the_room(
    thread, ana, ben, hanne, told
):
    post = say(thread, ana)
    flag = flag_post(post, by=ben, reason="unkind")
    with clock.at(clock.now() + dt.timedelta(hours=47)):
        assert remind_of_flags() == 0
    with clock.at(clock.now() + dt.timedelta(hours=48)):
        assert (remind_of_flags(), remind_of_flags()) == (1, 0)
    assert [(e.flag_id, e.user_ids) for e in told] == [(flag.pk, [hanne.pk])]


def test_where_a_cohort_has_nobody_the_site_is_told(ana, ben, root, told):
    room = lounge(ana, ben)
    flag_post(say(room, ana), by=ben, reason="other")
    with clock.at(clock.now() + dt.timedelta(days=3)):
        remind_of_flags()
    assert [e.user_ids for e in told] == [[root.pk]]


def test_an_author_who_facilitates_is_not_told_of_their_own_post(
    room, thread, hanne, ben, told
):
    second = person("Second")
    join(room.cohort, user=second, role="facilitator")
    flag_post(say(thread, hanne), by=ben, reason="other")
    with clock.at(clock.now() + dt.timedelta(days=3)):
        remind_of_flags()
    assert [e.user_ids for e in told] == [[second.pk]]


def test_a_child_or_a_danger_stands_first_on_the_desk(clients, room, thread, ana, ben):
    old, new = say(thread, ana, "the older words"), say(thread, ana, "the newer words")
    with clock.at(clock.now() - dt.timedelta(days=2)):
        flag_post(old, by=ben, reason="unkind")
    flag_post(new, by=ben, reason="names_child")
    page = clients["facilitator"].get(f"/cohorts/{room.cohort_id}/desk/").text
    flagged = page.split('id="flagged"')[1].split("</section>")[0]
    assert flagged.index("the newer words") < flagged.index("the older words")
    assert "2\xa0days" in flagged
