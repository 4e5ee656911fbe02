"""The socket as a browser meets it: order, resume, access, abuse."""

import asyncio
import time
import uuid

import pytest
from asgiref.sync import sync_to_async

from courses.actions.cohorts import leave
from discussions.actions.hiding import hide_post
from discussions.actions.posts import edit_post
from discussions.actions.restricting import lift_restriction, restrict_member
from discussions.live import bus, watch
from discussions.models import Discussion, LiveEvent
from lms.accounts.actions import anonymize_user
from lms.notifications.models import Notification
from tests.discussions.sockets import Socket, cookie_of, listening
from tests.factories.accounts import person
from tests.factories.discussions import lounge, say

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_hub"),
]
posted = sync_to_async(say)


@pytest.fixture
def room(ana, ben, hanne):
    """A room without a course: the socket knows nothing of courses."""
    return lounge(ana, ben, facilitator=hanne)


@pytest.fixture
def stranger(db):
    someone = person("Stranger")
    lounge(someone)
    return someone


def path(room, **query):
    words = "&".join(f"{k}={v}" for k, v in query.items())
    return f"/ws/discussions/{room.pk}/?{words}"


async def test_a_post_arrives_as_the_fragment_of_the_page(room, thread, ana, ben):
    async with listening(path(room), ben) as socket:
        assert (await socket.frame())["type"] == "ready"
        post = await posted(thread, ana, "*Hi*")
        (event,) = await socket.events(1)
        assert (event["kind"], event["seq"], event["post"]) == ("post", 2, post.pk)
        assert "<em>Hi</em>" in event["html"]


async def test_everything_missed_comes_first_then_ready(room, thread, ana, ben):
    for n in range(5):
        await posted(thread, ana, f"Post {n}")
    async with listening(path(room, after=2, epoch=room.epoch), ben) as socket:
        assert [e["seq"] for e in await socket.events(4)] == [3, 4, 5, 6]
        ready = await socket.frame()
        assert (ready["type"], ready["seq"], ready["may_post"]) == ("ready", 6, True)
        await posted(thread, ana)
        assert [e["seq"] for e in await socket.events(1)] == [7]


async def test_nothing_is_lost_doubled_or_out_of_order_while_people_join(
    room, thread, ana, ben
):
    async def poster():
        for n in range(20):
            await posted(thread, ana, f"Post {n}")

    async def joiner(pause):
        await asyncio.sleep(pause)
        async with listening(path(room, after=1), ben) as socket:
            numbers = []
            while not numbers or numbers[-1] < 21:
                frame = await socket.frame(10)
                for event in frame.get("events", [frame]):
                    if event["type"] == "event":
                        numbers.append(event["seq"])
            return numbers

    _, *heard = await asyncio.gather(poster(), *(joiner(n / 20) for n in range(6)))
    assert all(numbers == list(range(2, 22)) for numbers in heard)


async def test_hidden_words_are_not_replayed(room, thread, ana, ben, hanne):
    post = await posted(thread, ana, "canary")
    await sync_to_async(hide_post)(post, by=hanne, reason="Names a child")
    async with listening(path(room, after=0), ben) as socket:
        events = await socket.events(3)
        assert [e["kind"] for e in events] == ["thread", "post", "hide"]
        assert "canary" not in str(events)


async def test_an_edit_is_told(room, thread, ana, ben):
    post = await posted(thread, ana)
    async with listening(path(room), ben) as socket:
        await socket.frame()
        await sync_to_async(edit_post)(post, by=ana, body="Mended")
        (event,) = await socket.events(1)
        assert event["kind"] == "edit"
        assert "Mended" in event["html"]


async def test_a_lost_hint_costs_half_a_second(room, thread, ana, ben, monkeypatch):
    monkeypatch.setattr(bus, "announce", lambda *a: None)
    async with listening(path(room), ben) as socket:
        await socket.frame()
        await posted(thread, ana)
        assert [e["seq"] for e in await socket.events(1, timeout=2)] == [2]


async def test_a_page_that_is_ahead_of_this_process_is_not_sent_away(
    room, thread, ana, ben, hanne, monkeypatch
):
    monkeypatch.setattr(watch, "TICK_SECONDS", 60)
    async with listening(path(room), hanne):
        with monkeypatch.context() as hints:
            hints.setattr(bus, "announce", lambda *a: None)
            said = await posted(thread, ana)
        async with listening(path(room, after=said.seq, epoch=room.epoch), ben) as page:
            assert (await page.frame())["type"] in ("event", "ready")
            again = await posted(thread, ana, "One more")
            while again.seq not in (
                numbers := [e.get("seq") for e in await page.events(1)]
            ):
                assert numbers in ([said.seq], [None])  # what it knows, it drops


async def test_numbers_of_another_epoch_ask_for_the_page(room, ben):
    async with listening(path(room, after=1, epoch=uuid.uuid4()), ben) as socket:
        assert await socket.frame() == {"type": "reload", "why": "epoch"}


async def test_a_number_from_the_future_or_pruned_asks_for_the_page(
    room, thread, ana, ben
):
    await posted(thread, ana)
    async with listening(path(room, after=99), ben) as socket:
        assert await socket.frame() == {"type": "reload", "why": "gap"}
    await LiveEvent.objects.filter(seq__lte=1).adelete()
    await Discussion.objects.filter(pk=room.pk).aupdate(pruned_seq=1)
    async with listening(path(room, after=0), ben) as socket:
        assert await socket.frame() == {"type": "reload", "why": "gap"}


@pytest.mark.parametrize(
    ("who", "code"), [("stranger", 4403), ("nobody", 4401), ("forged", 4401)]
)
async def test_who_is_turned_away(room, stranger, who, code):
    cookie = {"stranger": None, "nobody": "", "forged": "x" * 32}[who]
    user = stranger if who == "stranger" else None
    async with listening(path(room), user, cookie) as socket:
        assert await socket.end() == code


async def test_an_unknown_room_is_the_same_as_one_of_others(room, ana):
    async with listening("/ws/discussions/999999/", ana) as socket:
        assert await socket.end() == 4403


@pytest.mark.parametrize(
    "address", ["/ws/nowhere/at/all", f"/ws/discussions/{'9' * 25}/"]
)
async def test_an_unknown_path_says_so(db, address):
    async with listening(address) as socket:
        assert await socket.end() == 4404


ORIGINS = [
    None, "http://evil.example", "http://localhost:9999", "https://localhost:8000",
    "http://localhost:99999", "http://[::1", "null", "http://localhost:8000.evil.example",
]  # fmt: skip


async def test_a_foreign_or_broken_origin_gets_no_socket(room, ana):
    _, cookie = await cookie_of(ana)
    assert [await Socket(path(room), cookie, o).open() for o in ORIGINS] == [False] * 8


async def lost_by(deed, room, ben, code):
    async with listening(path(room), ben) as socket:
        await socket.frame()
        began = time.monotonic()
        await deed()
        assert await socket.end() == code
        assert time.monotonic() - began < 2.5


async def test_whoever_is_banned_hears_nothing_more(room, ben, hanne):
    ban = sync_to_async(restrict_member)
    await lost_by(
        lambda: ban(room, member=ben, by=hanne, kind="ban", reason="x"), room, ben, 4403
    )


async def test_whoever_leaves_hears_nothing_more_though_the_hint_is_lost(
    room, ben, monkeypatch
):
    monkeypatch.setattr(bus, "kick", lambda **k: None)
    await lost_by(lambda: sync_to_async(leave)(room.cohort, user=ben), room, ben, 4403)


async def test_whoever_signs_out_hears_nothing_more(room, ben):
    client, cookie = await cookie_of(ben)
    async with listening(path(room), cookie=cookie) as socket:
        await socket.frame()
        await sync_to_async(client.logout)()
        assert await socket.end() == 4401


async def test_a_changed_password_ends_the_socket(room, ben):
    async with listening(path(room), ben) as socket:
        await socket.frame()
        ben.set_password("another-river-entirely")
        await ben.asave()
        assert await socket.end() == 4401


async def test_a_closed_account_ends_the_socket_at_once(room, ben):
    close = sync_to_async(anonymize_user)
    await lost_by(lambda: close(ben, by=ben, keeps_credentials=True), room, ben, 4401)


async def test_a_mute_changes_the_composer_and_not_the_reading(
    room, thread, ana, ben, hanne
):
    async with listening(path(room), ben) as socket:
        await socket.frame()
        mute = await sync_to_async(restrict_member)(
            room, member=ben, by=hanne, kind="mute", reason="x"
        )
        frame = await socket.frame()
        assert (frame["type"], frame["may_post"]) == ("access", False)
        await posted(thread, ana)
        assert (await socket.events(1))[0]["kind"] == "post"
        await sync_to_async(lift_restriction)(mute, by=hanne, reason="Fine")
        assert (await socket.frame())["may_post"] is True


BAD_FRAMES = [
    "{", "", "[]", "null", '"x"', "{}", '{"type":"post","body":"x"}', '{"type":1}',
    '{"type":"typing"}', '{"type":"typing","thread":"7"}', '{"type":"typing","thread":true}',
    '{"type":"typing","thread":-1}', "[" * 2000, "\ud800", "x" * 70_000,
]  # fmt: skip


async def test_a_bad_frame_is_answered_in_words_and_the_third_ends_it(room, ben):
    _, cookie = await cookie_of(ben)
    for text in BAD_FRAMES:
        async with listening(path(room), cookie=cookie) as socket:
            await socket.frame()
            for _ in range(2):
                await socket.say(text)
                frame = await socket.frame()
                assert (frame["type"], frame["code"]) == ("error", "bad_frame"), text
            await socket.say(text)
            assert await socket.end() == 4400, text


async def test_a_flood_of_frames_ends_the_socket(room, thread, ben):
    async with listening(path(room), ben) as socket:
        await socket.frame()
        for _ in range(21):
            await socket.say(f'{{"type":"typing","thread":{thread.pk}}}')
        assert await socket.end() == 4429


async def test_the_eleventh_socket_of_a_person_is_one_too_many(room, ben):
    _, cookie = await cookie_of(ben)
    sockets = [Socket(path(room), cookie) for _ in range(11)]
    for socket in sockets:
        await socket.open()
    first = [await socket.frame() for socket in sockets]
    assert [f["type"] for f in first if f] == ["ready"] * 10
    assert [s.closed for s in sockets if s.closed] == [4429]
    for socket in sockets:
        await socket.leave()


async def test_typing_and_presence_reach_the_others(room, thread, ana, ben):
    async with (
        listening(path(room), ana) as first,
        listening(path(room), ben) as second,
    ):
        await first.frame()
        await second.frame()
        await first.say(f'{{"type":"typing","thread":{thread.pk}}}')
        seen = {}
        while not {"typing", "here"} <= seen.keys():
            frame = await second.frame(skip=())
            seen[frame["type"]] = frame
        assert seen["typing"]["name"] == "Ana"
        assert seen["typing"]["user"] == str(ana.public_id)
        while seen["here"]["count"] < 2:
            seen["here"] = await second.frame(skip=("ready", "typing"))
        assert seen["here"]["names"] == ["Ana", "Ben"]


async def test_an_inbox_hears_its_count_and_nobody_elses(ana, ben):
    async with (
        listening("/ws/inbox/", ana) as hers,
        listening("/ws/inbox/", ben) as his,
    ):
        await asyncio.sleep(0.2)
        bus.whisper_to(ana.pk, {"type": "inbox", "unread": 3})
        assert await hers.frame(skip=()) == {"type": "inbox", "unread": 3}
        assert await his.wire.receive_nothing(0.2)


async def test_without_redis_the_count_follows_what_another_process_stored(ana):
    async with listening("/ws/inbox/", ana) as hers:
        assert await hers.frame(skip=()) == {"type": "inbox", "unread": 0}
        await Notification.objects.acreate(
            recipient=ana, kind="award", dedupe_key="a", url="/", data={"title": "A"}
        )
        assert await hers.frame(skip=()) == {"type": "inbox", "unread": 1}
        assert await hers.wire.receive_nothing(1.7)
