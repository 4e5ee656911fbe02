"""The inbox, what somebody wants to hear, and the number beside "Inbox"."""

import datetime as dt

import pytest

from discussions.models import RoomReader, ThreadReader
from lms.accounts.actions import anonymize_user
from lms.notifications.models import DeliveryPreference, Notification
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge, say
from tests.notifications.talking import follow_talk, hears, mention, read

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
CHOICE = {
    "digest": "week", "digest_on": "4", "digest_at": "18:30",
    "quiet_from": "21:00", "quiet_until": "07:00",
}  # fmt: skip


@pytest.fixture
def ana(db):
    return person("Ana")


@pytest.fixture
def ben(db):
    return person("Ben")


@pytest.fixture
def room(ana, ben):
    return lounge(ana, ben)


def test_the_inbox_says_in_words_how_much_is_new_and_leads_to_it(
    room, ana, ben, sign_in
):
    hears(ana, room, "all")
    first = say(room, ben, "A secret word")
    say(room, ben), mention(room, ben, ana)
    follow_talk()
    page = sign_in(ana).get("/me/inbox/").text
    assert "2 new in “Say hello”" in page
    assert "Somebody mentions you in “Say hello”" in page
    assert f"/threads/{first.thread_id}/?at={first.seq}#post-{first.pk}" in page
    assert "A secret word" not in page and "2 unread" in page


def test_one_line_or_all_of_them_are_read(room, ana, ben, sign_in):
    hears(ana, room, "all")
    say(room, ben), mention(room, ben, ana)
    follow_talk()
    browser = sign_in(ana)
    one = Notification.objects.filter(recipient=ana).first()
    assert sign_in(ben).post(f"/me/inbox/{one.pk}/reading/").status_code == 302
    assert browser.get("/me/inbox/count/").json() == {"unread": 2}
    browser.post(f"/me/inbox/{one.pk}/reading/")
    assert browser.get("/me/inbox/count/").json() == {"unread": 1}
    browser.post("/me/inbox/reading/")
    assert browser.get("/me/inbox/count/").json() == {"unread": 0}


def test_reading_the_thread_in_the_room_reads_the_line_in_the_inbox(
    room, ana, ben, sign_in
):
    hears(ana, room, "all")
    say(room, ben)
    last = say(room, ben)
    follow_talk()
    read(ana, last)
    assert sign_in(ana).get("/me/inbox/count/").json() == {"unread": 0}
    assert Notification.objects.get().read_at


@pytest.mark.parametrize("threads", [2, 12])
def test_an_inbox_of_many_threads_costs_as_much_as_one_of_few(
    room, ana, ben, sign_in, threads, django_assert_max_num_queries
):
    hears(ana, room, "all")
    for number in range(threads):
        say(room.threads.create(title=f"Thread {number}"), ben)
    follow_talk()
    browser = sign_in(ana)
    with django_assert_max_num_queries(6):
        assert f"Thread {threads - 1}" in browser.get("/me/inbox/").text


def test_choices_are_kept_and_shown(room, ana, sign_in):
    browser = sign_in(ana)
    here = {"next": "/me/hearing/"}
    answer = browser.post(
        f"/discussions/{room.pk}/hearing/", {"level": "mentions", **here}
    )
    assert (answer.status_code, answer.url) == (303, "/me/hearing/")
    thread = hello(room)
    browser.post(f"/threads/{thread.pk}/hearing/", {"level": "all", **here})
    assert browser.post("/me/hearing/delivery/", CHOICE).status_code == 303
    assert RoomReader.objects.get().level == "mentions"
    assert ThreadReader.objects.get().level == "all"
    chosen = DeliveryPreference.objects.get()
    assert (chosen.digest, chosen.digest_on) == ("week", 4)
    assert (chosen.quiet_from, chosen.quiet_until) == (dt.time(21), dt.time(7))
    page = browser.get("/me/hearing/").text
    assert 'value="18:30"' in page and "Say hello" in page
    browser.post(f"/threads/{thread.pk}/hearing/", {"level": "", **here})
    assert ThreadReader.objects.get().level is None


@pytest.mark.parametrize(
    ("field", "value"), [("quiet_until", ""), ("quiet_until", "21:00"), ("digest", "x")]
)
def test_what_cannot_be_meant_is_said_and_nothing_is_kept(ana, sign_in, field, value):
    answer = sign_in(ana).post("/me/hearing/delivery/", {**CHOICE, field: value})
    assert answer.status_code == 422 and "error" in answer.text
    assert not DeliveryPreference.objects.exists()


@pytest.mark.parametrize("place", ["discussions/{room}", "threads/{thread}"])
def test_nobody_chooses_for_a_room_that_is_not_theirs(room, ben, sign_in, place):
    address = place.format(room=room.pk, thread=hello(room).pk)
    answer = sign_in(person()).post(f"/{address}/hearing/", {"level": "all"})
    assert answer.status_code == 404
    assert not RoomReader.objects.exists() and not ThreadReader.objects.exists()


def test_the_way_back_is_a_page_of_this_site(room, ana, sign_in):
    answer = sign_in(ana).post(
        f"/discussions/{room.pk}/hearing/",
        {"level": "off", "next": "https://elsewhere.example/"},
    )
    assert answer.url == f"/discussions/{room.pk}/"


def test_closing_an_account_leaves_neither_inbox_nor_digest(room, ana, ben):
    mention(room, ben, ana)
    follow_talk()
    DeliveryPreference.objects.create(user=ana)
    anonymize_user(ana, by=ana, keeps_credentials=True)
    assert not Notification.objects.filter(recipient=ana).exists()
    assert not DeliveryPreference.objects.filter(user=ana).exists()


def test_the_room_leads_to_the_choices_for_it_and_for_the_open_thread(
    room, ana, sign_in
):
    browser = sign_in(ana)
    thread = hello(room)
    address = f"/threads/{thread.pk}/hearing/"
    assert address in browser.get(f"/threads/{thread.pk}/").text
    page = browser.get(address).text
    assert "Of the thread “Say hello”" in page and "Of the room of Lounge" in page
    assert browser.get(f"/discussions/{room.pk}/hearing/").status_code == 200
    assert not ThreadReader.objects.filter(level__isnull=False).exists()
