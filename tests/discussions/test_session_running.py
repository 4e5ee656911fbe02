"""A session while it goes on: begun, led through its agenda, ended, remembered."""

import csv
import datetime as dt
import io

import pytest
from django.db import transaction

from discussions.actions import run_sessions
from discussions.actions.attendance import attend, lower_hand, raise_hand
from discussions.actions.session_recaps import write_session_recap
from discussions.actions.session_running import (
    begin_session,
    end_session,
    open_item,
    run_session,
)
from discussions.errors import Muted, NotNext, SessionNotRunning, TooEarly
from discussions.models import Discussion, LiveEvent, Post, RaisedHand, Restriction
from discussions.pages.sessions import now_of, parts_of, skeleton
from discussions.rules import agenda as rules
from lms.core import clock
from tests.factories.discussions import say
from tests.factories.sessions import hour_for, planned


@pytest.fixture
def session(room, hanne):
    return planned(room, by=hanne)


@pytest.fixture
def running(session, hanne):
    """It has begun, and its first item is open; it is one minute past its time."""
    with hour_for(session):
        begin_session(session, by=hanne)
    session.refresh_from_db()
    with hour_for(session, after=1):
        yield session


def opened(session):
    """Titles of the items that were opened, in order."""
    return [i.title for i in session.agenda.all() if i.opened_at]


def prompts(session):
    """What was posted to open items, with its author."""
    said = Post.objects.filter(thread=session.thread).order_by("seq")
    return [
        (p.author.display_name, p.body.split("**")[1]) for p in said if "**" in p.body
    ]


def facts(session):
    """How many pages were told to look again, with the session's name."""
    return LiveEvent.objects.filter(
        discussion=session.discussion_id,
        kind="session",
        data={"session": str(session.public_id)},
    ).count()


def test_it_begins_a_quarter_of_an_hour_early_at_most(session, hanne):
    with hour_for(session, after=-16), pytest.raises(TooEarly):
        begin_session(session, by=hanne)
    with hour_for(session, after=-15):
        begin_session(session, by=hanne)
        begin_session(session, by=hanne)
    assert prompts(session) == [("Hanne", "What happened")]


def test_by_itself_it_begins_at_its_time_goes_through_its_agenda_and_ends(session):
    seen = []
    for minute in (-1, 0, 1, 20, 20, 21, 45, 60, 74, 75, 76):
        with hour_for(session, after=minute):
            run_sessions()
        session.refresh_from_db()
        seen.append((opened(session)[-1:], bool(session.ended_at)))
    first, second = ["What happened"], ["What we try"]
    assert seen == [
        ([], False),
        *[(first, False)] * 2,
        *[(second, False)] * 6,
        *[(second, True)] * 2,
    ]
    assert prompts(session) == [("Hanne", "What happened"), ("Hanne", "What we try")]
    assert session.ended_at == rules.closes_at(session)
    assert facts(session) == 4  # announced, begun, one more item, ended


def test_a_clock_that_slept_opens_one_item_and_gives_it_its_minutes(running):
    with hour_for(running, after=40):
        assert run_session(running) == "open"
        assert run_session(running) == ""
        item = rules.current(list(running.agenda.all()))
        assert item.title == "What we try"
        assert item.opened_at > running.starts_at + dt.timedelta(minutes=39)


def test_a_session_that_nobody_and_no_clock_began_in_its_time_was_missed(session):
    with hour_for(session, after=80):
        assert run_session(session) == ""
        session.refresh_from_db()
        assert rules.state_of(session, clock.now()) == rules.State.MISSED


def test_two_who_press_next_make_one_step(running, hanne, root):
    second = running.agenda.get(position=2)
    stale = running.agenda.get(position=2)
    open_item(second, by=hanne)
    open_item(stale, by=root)
    assert opened(running) == ["What happened", "What we try"]
    assert prompts(running)[1:] == [("Hanne", "What we try")]


def test_a_step_killed_halfway_leaves_nothing_and_is_safe_to_repeat(running, hanne):
    second = running.agenda.get(position=2)

    class Killed(Exception):
        pass

    with pytest.raises(Killed), transaction.atomic():
        open_item(second, by=hanne)
        raise Killed
    assert opened(running) == ["What happened"]
    assert len(prompts(running)) == 1
    # Here the post was stored, and the mark on the item was not.
    open_item(second, by=hanne)
    running.agenda.filter(position=2).update(opened_at=None)
    open_item(running.agenda.get(position=2), by=hanne)
    assert prompts(running) == [("Hanne", "What happened"), ("Hanne", "What we try")]


def test_items_open_in_their_order(room, hanne):
    three = planned(room, by=hanne, items=(("A", 5), ("B", 5), ("C", 5)))
    with hour_for(three):
        begin_session(three, by=hanne)
        with pytest.raises(NotNext):
            open_item(three.agenda.get(position=3), by=hanne)


def test_while_nobody_may_write_in_its_name_the_agenda_waits(session, room, hanne):
    Restriction.objects.create(discussion=room, user=hanne, kind="mute")
    with hour_for(session):
        assert run_sessions() == 0
        with pytest.raises(Muted):
            begin_session(session, by=hanne)
    assert opened(session) == prompts(session) == []


def test_another_facilitator_lends_the_clock_their_name(session, room, hanne, ben):
    Restriction.objects.create(discussion=room, user=hanne, kind="mute")
    room.cohort.memberships.filter(user=ben).update(role="facilitator")
    with hour_for(session):
        run_sessions()
    assert prompts(session) == [("Ben", "What happened")]


def test_hands_are_raised_once_in_order_and_go_down_at_the_end(
    running, hanne, ana, ben
):
    before = facts(running)
    for person in (ben, ana, ben):
        raise_hand(running, by=person)
    assert [h.user for h in now_of(running, hanne).hands] == [ben, ana]
    mine = now_of(running, ana)
    assert (mine.hands, mine.hands_up, mine.has_hand_up) == ([], 2, True)
    lower_hand(running, of=ana, by=ana)
    lower_hand(running, of=ana, by=ana)
    assert facts(running) == before + 3
    end_session(running, by=hanne)
    end_session(running, by=hanne)
    assert not RaisedHand.objects.filter(lowered_at=None).exists()
    with pytest.raises(SessionNotRunning):
        raise_hand(running, by=ana)


def test_a_facilitator_lowers_a_hand_and_a_member_only_their_own(
    running, ana, ben, clients
):
    hand = raise_hand(running, by=ana)
    url = f"/sessions/{running.public_id}/hand/"
    form = {"state": "down", "of": hand.pk}
    assert clients["other"].post(url, form).status_code == 403
    assert clients["facilitator"].post(url, form).status_code == 303
    hand.refresh_from_db()
    assert hand.lowered_at is not None


def test_whoever_wrote_raised_a_hand_or_was_there_is_kept_with_times(
    running, room, hanne, ana, ben, root
):
    say(running.thread, ana, "Ten to seven.")
    with hour_for(running, after=9):
        say(running.thread, ana, "And again.")
        run_sessions()
        attend(running, by=ben)
    with hour_for(running, after=11):
        attend(running, by=ben)
        end_session(running, by=hanne)
    with hour_for(running, after=20):
        say(running.thread, root, "A late word.")
        assert not attend(running, by=root)
        run_sessions()
    there = {
        row.user.display_name: [
            (m - running.starts_at) // dt.timedelta(minutes=1)
            for m in (row.first_seen_at, row.last_seen_at)
        ]
        for row in running.attendance.select_related("user")
    }
    # Hanne's prompts are the clock's words: they do not say that she was there.
    assert there == {"Ana": [1, 9], "Ben": [9, 11]}


def test_members_see_how_many_and_themselves_facilitators_see_names(
    running, ana, ben, clients
):
    ana.display_name = "=cmd|' /C calc'!A0"
    ana.save()
    attend(running, by=ana)
    attend(running, by=ben)
    url = f"/sessions/{running.public_id}/"
    pages = {
        who: clients[who].get(url, headers={"HX-Request": "true"}).content.decode()
        for who in ("member", "other", "facilitator")
    }
    assert "Ben" in pages["facilitator"]
    assert "Ben" not in pages["member"]
    assert all('<span class="count">2</span>' in page for page in pages.values())
    table = (
        clients["facilitator"].get(f"{url}attendance.csv").content.decode("utf-8-sig")
    )
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[0] for row in rows] == ["Name", "'=cmd|' /C calc'!A0", "Ben"]
    assert rows[1][4] == "UTC"


def test_pressing_i_am_here_counts_and_moves_what_is_due(session, clients):
    url = f"/sessions/{session.public_id}/presence/"
    with hour_for(session):
        assert clients["member"].post(url).status_code == 303
    assert opened(session) == ["What happened"]
    assert session.attendance.count() == 1


def test_the_page_of_a_running_session_has_its_item_its_end_and_the_talk(
    running, ana, clients
):
    say(running.thread, ana, "Ten to seven.")
    page = clients["member"].get(f"/sessions/{running.public_id}/").content.decode()
    until = running.starts_at + dt.timedelta(minutes=20)
    assert f'data-until="{until:%Y-%m-%dT%H:%M}' in page
    assert 'data-state="running"' in page
    assert "Ten to seven." in page
    assert "Raise your hand" in page
    assert "Next: What we try" not in page
    lead = (
        clients["facilitator"].get(f"/sessions/{running.public_id}/").content.decode()
    )
    assert "Next: What we try" in lead


def test_a_recap_begins_with_what_stood_out_and_holds_nobodys_words(
    running, hanne, ana, ben
):
    first = say(running.thread, ana, "Ten to seven.")
    say(running.thread, ben, "Here too.", to=first)
    helpful = say(running.thread, ben, "A timer that *he* sets.")
    say(running.thread, ben, "Nobody answered this.")
    rude = say(running.thread, ben, "Fool.")
    say(running.thread, ana, "Oh.", to=rude)
    Post.objects.filter(pk=rude.pk).update(state="hidden")
    Post.objects.filter(pk=helpful.pk).update(helpful_at=clock.now(), helpful_by=hanne)
    with hour_for(running, after=20):
        open_item(running.agenda.get(position=2), by=hanne)
        end_session(running, by=hanne)
    running.refresh_from_db()
    parts = parts_of(running)
    assert [(p.title, [x.pk for x in p.posts]) for p in parts] == [
        ("What happened", [helpful.pk, first.pk]), ("What we try", []),
    ]  # fmt: skip
    text = skeleton(running, parts, "https://x.example/posts/0/")
    assert f"- [Ben](https://x.example/posts/{helpful.pk}/): " in text
    assert "timer" not in text
    assert text.startswith("2 people were there.")


def test_a_recap_stands_on_the_page_and_is_linked_in_the_thread_once(
    running, hanne, clients
):
    url = f"/sessions/{running.public_id}/"
    end_session(running, by=hanne)
    assert "were there." in clients["facilitator"].get(f"{url}recap/").content.decode()
    for body in ("We **tried** it.", "We tried it twice."):
        answer = clients["facilitator"].post(f"{url}recap/", {"body": body})
        assert answer["Location"] == f"{url}#recap"
    page = clients["member"].get(url).content.decode()
    assert "We tried it twice." in page
    links = Post.objects.filter(thread=running.thread, body__contains="#recap")
    assert links.count() == 1
    assert clients["facilitator"].post(f"{url}recap/", {"body": " "}).status_code == 422


def test_no_recap_before_the_end_and_none_of_a_closed_rooms_link(running, room, hanne):
    with pytest.raises(SessionNotRunning):
        write_session_recap(running, by=hanne, body="Too soon.")
    end_session(running, by=hanne)
    Discussion.objects.filter(pk=room.pk).update(locked_at=clock.now())
    said = Post.objects.count()
    assert write_session_recap(running, by=hanne, body="All the same.").until_seq > 0
    assert Post.objects.count() == said
