"""A facilitated session: planned, announced, moved, cancelled; who may do what."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from icalendar import Calendar

from discussions.actions.session_running import begin_session
from discussions.actions.sessions import cancel_session, move_session
from discussions.errors import (
    AgendaTooLong,
    RoomClosed,
    SessionBegan,
    SessionInThePast,
)
from discussions.models import (
    Discussion,
    FacilitatedSession,
    LiveEvent,
    Restriction,
    Thread,
)
from discussions.pages.sessions import coming_sessions, my_sessions
from lms.core import clock
from tests.factories.accounts import person
from tests.factories.discussions import join_room
from tests.factories.sessions import hour_for, planned

NEW = {
    "title": "Ten minutes before bed",
    "day": "2027-03-03",
    "hour": "19:00",
    "minutes": "60",
    "intro": "Bring **one** evening.",
    "agenda-TOTAL_FORMS": "3",
    "agenda-INITIAL_FORMS": "0",
    "agenda-0-title": "What happened",
    "agenda-0-minutes": "20",
    "agenda-0-prompt": "Tell one evening.",
    "agenda-1-title": "What we try",
    "agenda-1-minutes": "30",
    "agenda-1-prompt": "",
    "agenda-2-title": "",
    "agenda-2-minutes": "",
    "agenda-2-prompt": "",
}


def new(**changes):
    """A filled form, with an id of its own."""
    return {**NEW, "public_id": uuid.uuid4(), **changes}


@pytest.fixture
def in_february():
    with clock.at(dt.datetime(2027, 2, 20, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def berlin(hanne):
    hanne.timezone = "Europe/Berlin"
    hanne.save()
    return hanne


def plan_url(room):
    return f"/cohorts/{room.cohort_id}/sessions/new/"


def test_a_facilitator_announces_a_session_in_their_own_time_zone(
    in_february, berlin, room, clients
):
    answer = clients["facilitator"].post(plan_url(room), new())
    made = FacilitatedSession.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/sessions/{made.public_id}/",
    )
    assert made.starts_at == dt.datetime(2027, 3, 3, 18, tzinfo=dt.UTC)
    assert [(i.position, i.title, i.minutes) for i in made.agenda.all()] == [
        (1, "What happened", 20), (2, "What we try", 30),
    ]  # fmt: skip
    kinds = LiveEvent.objects.filter(discussion=room, thread=made.thread)
    assert list(kinds.order_by("seq").values_list("kind", flat=True)) == [
        "thread",
        "session",
    ]
    assert "<strong>one</strong>" in made.thread.prompt_html
    assert f"/sessions/{made.public_id}/" in made.thread.prompt_html


def test_a_double_click_announces_one_session(in_february, berlin, room, clients):
    form = new()
    first, second = (clients["facilitator"].post(plan_url(room), form) for _ in "ab")
    assert first["Location"] == second["Location"]
    assert FacilitatedSession.objects.count() == 1
    assert Thread.objects.filter(title=NEW["title"]).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2027-03-28", "hour": "02:30"}, "2:30 a.m. does not happen"),
        ({"day": "2027-10-31", "hour": "02:30"}, "2:30 a.m. comes twice"),
        ({"day": "2027-02-19"}, "This time is over already"),
        ({"agenda-1-minutes": "50"}, "takes 70 minutes and the session has 60"),
        ({"agenda-2-prompt": "And then?"}, "Give this prompt a title"),
        ({"agenda-0-minutes": ""}, "Give this item its minutes"),
        ({"agenda-TOTAL_FORMS": "40"}, "at most 10"),
        ({"title": "\u3164"}, "Say in a few words"),
        ({"minutes": "5"}, "greater than or equal to 10"),
        ({"intro": "\x07"}, "characters that cannot be stored"),
    ],
)
def test_what_does_not_work_out_is_said_and_what_was_typed_is_kept(
    in_february, berlin, room, clients, changes, sentence
):
    answer = clients["facilitator"].post(plan_url(room), new(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "What happened" in page
    assert not FacilitatedSession.objects.exists()


def test_of_an_hour_that_comes_twice_one_chooses_which(
    in_february, berlin, room, clients
):
    twice = {"day": "2027-10-31", "hour": "02:30"}
    assert (
        "The second"
        in clients["facilitator"].post(plan_url(room), new(**twice)).content.decode()
    )
    clients["facilitator"].post(plan_url(room), new(**twice, which="1"))
    made = FacilitatedSession.objects.get()
    assert made.starts_at == dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC)


def test_one_more_row_comes_back_with_and_without_scripts(berlin, room, clients):
    form = new(more="1", minutes="60")
    for headers, whole in (({}, True), ({"HX-Request": "true"}, False)):
        answer = clients["facilitator"].post(plan_url(room), form, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert ('name="agenda-3-title"' in page, "<html" in page) == (True, whole)
        assert "Together 50 of 60 minutes: 10 minutes are free." in page
    too_many = new(sum="1", **{"agenda-2-minutes": "11"})
    answer = clients["facilitator"].post(
        plan_url(room), too_many, headers={"HX-Request": "true"}
    )
    assert "1 minute too many" in answer.content.decode()
    assert not FacilitatedSession.objects.exists()


def test_its_members_see_it_in_the_room_and_on_my_learning(room, hanne, ana, stranger):
    made = planned(room, by=hanne)
    assert [line.session for line in coming_sessions(room, ana)] == [made]
    assert [line.session for line in my_sessions(ana)] == [made]
    assert coming_sessions(room, stranger) == my_sessions(stranger) == []
    with hour_for(made, after=300):
        assert coming_sessions(room, ana) == []


def test_my_learning_the_room_and_the_desk_lead_to_it(room, hanne, clients):
    made = planned(room, by=hanne)
    link = f'href="/sessions/{made.public_id}/"'
    assert link in clients["member"].get("/me/").content.decode()
    assert link in clients["member"].get(f"/discussions/{room.pk}/").content.decode()
    desk = (
        clients["facilitator"].get(f"/cohorts/{room.cohort_id}/desk/").content.decode()
    )
    assert link in desk
    assert plan_url(room) in desk


def test_the_page_says_what_time_it_is_where_people_are_and_nobodys_name(
    room, hanne, clients
):
    for zone in ("Europe/Berlin", "Europe/Paris", "America/New_York", "Asia/Tokyo"):
        someone = person(f"From {zone.lower()}")
        someone.timezone = zone
        someone.save()
        join_room(room, someone)
    made = planned(room, by=hanne)
    page = clients["member"].get(f"/sessions/{made.public_id}/").content.decode()
    assert "in Berlin, Paris" in page
    assert "in New York" in page
    assert "From asia" not in page


def test_another_time_has_a_reason_and_a_higher_sequence(room, hanne, ana, clients):
    made = planned(room, by=hanne)
    later = made.starts_at + dt.timedelta(days=1)
    with pytest.raises(PermissionDenied):
        move_session(made, by=ana, starts_at=later, timezone="UTC", reason="Mine")
    form = {"day": later.date(), "hour": later.strftime("%H:%M"), "reason": "A storm."}
    assert (
        clients["facilitator"]
        .post(f"/sessions/{made.public_id}/time/", form)
        .status_code
        == 303
    )
    made.refresh_from_db()
    assert (made.starts_at, made.sequence, made.change_reason) == (later, 1, "A storm.")
    again = move_session(
        made, by=hanne, starts_at=later, timezone="UTC", reason="Twice"
    )
    assert again.sequence == 1
    with pytest.raises(SessionInThePast):
        move_session(made, by=hanne, starts_at=clock.now(), timezone="UTC", reason="No")
    assert (
        "A storm."
        in clients["member"].get(f"/sessions/{made.public_id}/").content.decode()
    )


def test_a_cancelled_session_stays_and_says_why(room, hanne, clients):
    made = planned(room, by=hanne)
    url = f"/sessions/{made.public_id}/"
    assert (
        clients["facilitator"].post(f"{url}cancellation/", {"reason": ""}).status_code
        == 422
    )
    for _ in range(2):
        answer = clients["facilitator"].post(
            f"{url}cancellation/", {"reason": "I am ill."}
        )
        assert answer.status_code == 303
    made.refresh_from_db()
    assert made.cancelled_at is not None
    assert made.sequence == 1
    page = clients["member"].get(url).content.decode()
    assert "This session is cancelled." in page
    assert "I am ill." in page


def test_a_session_that_began_is_neither_moved_nor_cancelled(room, hanne):
    made = planned(room, by=hanne)
    with hour_for(made):
        begin_session(made, by=hanne)
        with pytest.raises(SessionBegan):
            cancel_session(made, by=hanne, reason="Late")


def test_nothing_is_announced_in_a_closed_room_or_against_the_plan(room, hanne, ana):
    with pytest.raises(PermissionDenied):
        planned(room, by=ana)
    with pytest.raises(AgendaTooLong):
        planned(room, by=hanne, minutes=20, items=(("A", 15), ("B", 15)))
    Discussion.objects.filter(pk=room.pk).update(locked_at=clock.now())
    with pytest.raises(RoomClosed):
        planned(room, by=hanne)


def test_the_calendar_file_is_read_back_by_its_uid_and_in_utc(room, hanne, clients):
    intro = "Bring; one, evening\nand " + "ü" * 80
    made = planned(room, by=hanne, title="Beds, and; lights\\", intro=intro)
    url = f"/sessions/{made.public_id}.ics"

    def read():
        answer = clients["member"].get(url)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
        lines = answer.content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        calendar = Calendar.from_ical(answer.content)
        assert calendar["METHOD"] == "PUBLISH"
        return calendar.walk("VEVENT")[0]

    event = read()
    assert (
        event["DTSTART"].to_ical() == made.starts_at.strftime("%Y%m%dT%H%M%SZ").encode()
    )
    assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(hours=1)
    assert str(event["SUMMARY"]) == "Beds, and; lights\\"
    assert intro in str(event["DESCRIPTION"])
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    cancel_session(made, by=hanne, reason="I am ill.")
    after = read()
    assert after["UID"] == event["UID"]
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)


GET, POST = "get", "post"
DEEDS = [
    # what, how, member, facilitator, other cohort, muted, anonymous
    ("", GET, 200, 200, 404, 200, 302),
    (".ics", GET, 200, 200, 404, 200, 302),
    ("time/", GET, 404, 200, 404, 404, 302),
    ("cancellation/", GET, 404, 200, 404, 404, 302),
    ("beginning/", POST, 404, 303, 404, 404, 302),
    ("agenda/", POST, 404, 303, 404, 404, 302),
    ("presence/", POST, 303, 303, 404, 303, 302),
    ("hand/", POST, 303, 303, 404, 403, 302),
    ("ending/", POST, 404, 303, 404, 404, 302),
    ("attendance.csv", GET, 404, 200, 404, 404, 302),
    ("recap/", GET, 404, 200, 404, 404, 302),
    ("recap/", POST, 404, 303, 404, 404, 302),
]


def test_who_may_do_what(room, hanne, ben, clients):
    made = planned(room, by=hanne)
    second = made.agenda.get(position=2)
    Restriction.objects.create(discussion=room, user=ben, kind="mute")
    people = ["member", "stranger", "other", "anonymous", "facilitator"]
    expected = {
        (deed, how): dict(zip(["member", "facilitator", "stranger", "other", "anonymous"], row, strict=True))
        for deed, how, *row in DEEDS
    }  # fmt: skip
    form = {"item": second.pk, "state": "up", "body": "What came out."}
    with hour_for(made):
        for (deed, how), answers in expected.items():
            url = f"/sessions/{made.public_id}/{deed}".replace("/.ics", ".ics")
            got = {
                who: getattr(clients[who], how)(
                    url, form if how == POST else {}
                ).status_code
                for who in people
            }
            assert got == answers, (deed, how)
    plan = {
        who: clients[who].get(plan_url(room)).status_code for who in expected[("", GET)]
    }
    assert plan == {
        "member": 404, "facilitator": 200, "stranger": 404, "other": 404, "anonymous": 302,
    }  # fmt: skip
