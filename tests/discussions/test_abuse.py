"""What somebody hostile sends: each gets a documented answer, and nobody else is harmed."""

import asyncio
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.test import Client

from discussions.actions.restricting import restrict_member
from discussions.models import Post
from lms.core import clock
from tests.discussions.sockets import Socket, cookie_of, listening
from tests.factories.accounts import person
from tests.factories.discussions import hello, lounge, say

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_hub"),
]
JSON = {"accept": "application/json"}
said = sync_to_async(say)


@pytest.fixture
def room(ana, ben, hanne):
    return lounge(ana, ben, facilitator=hanne)


@pytest.fixture
def thread(room):
    return hello(room)


def path(room, query=""):
    return f"/ws/discussions/{room.pk}/?{query}"


async def still_hears(socket, thread, author):
    """Somebody who did nothing wrong hears the next post, and only that."""
    post = await said(thread, author, "Good evening")
    (event,) = await socket.events(1)
    assert event["post"] == post.pk


# --- frames and floods, with a witness in the same room


def nested(depth):
    return '{"type":' + "[" * depth + "]" * depth + "}"


HOSTILE = {
    "empty": [""] * 3,
    "not JSON": ["{"] * 3,
    "nested a hundred thousand deep": ["[" * 100_000] * 3,
    "nested, and whole": [nested(20_000)] * 3,
    "just below the limit": [json.dumps({"type": "x" * 65_000})] * 3,
    "far above the limit": ["x" * 2_000_000] * 3,
    "a number that no database holds": ['{"type":"typing","thread":1e400}'] * 3,
    "keys twice": ['{"type":"typing","type":"post"}'] * 3,
}


async def test_hostile_frames_end_their_own_socket_and_no_other(room, thread, ana, ben):
    _, cookie = await cookie_of(ben)
    async with listening(path(room), ana) as witness:
        await witness.frame()
        for name, frames in HOSTILE.items():
            async with listening(path(room), cookie=cookie) as socket:
                await socket.frame()
                for frame in frames:
                    await socket.say(frame)
                assert await socket.end() == 4400, name
        await still_hears(witness, thread, ana)


async def test_a_flood_ends_its_own_socket_and_no_other(room, thread, ana, ben):
    typing = f'{{"type":"typing","thread":{thread.pk}}}'
    async with listening(path(room), ana) as witness:
        await witness.frame()
        async with listening(path(room), ben) as socket:
            await socket.frame()
            for _ in range(500):
                await socket.say(typing)
            assert await socket.end() == 4429
        await still_hears(witness, thread, ana)


@pytest.mark.parametrize(
    "query",
    [
        "after=-1", "after=1e9", "after=" + "9" * 400, "after=%00", "epoch=x&after=0",
        "after=1&after=2", "%ff%fe=%80", "after=\u0663", "&&&===", "after=0x10",
    ],
)  # fmt: skip
async def test_garbage_in_the_address_is_no_number(room, thread, ana, query):
    async with listening(path(room, query), ana) as socket:
        frame = await socket.frame()
        assert frame["type"] in {"ready", "reload", "event", "batch"}


# --- who may not, or not any more


async def test_an_expired_session_hears_nothing(room, ben):
    _, cookie = await cookie_of(ben)
    await Session.objects.filter(session_key=cookie).aupdate(expire_date=clock.now())
    async with listening(path(room), cookie=cookie) as socket:
        assert await socket.end() == 4401


async def test_after_a_ban_neither_socket_nor_post_nor_catch_up(
    room, thread, ana, ben, hanne
):
    client, cookie = await cookie_of(ben)
    await sync_to_async(restrict_member)(
        room, member=ben, by=hanne, kind="ban", reason="Names people."
    )
    async with listening(path(room), cookie=cookie) as socket:
        assert await socket.end() == 4403
    assert await sync_to_async(statuses)(client, room, thread) == [404, 404]
    assert not await Post.objects.filter(author=ben).aexists()


async def test_after_signing_out_neither_socket_nor_post_nor_catch_up(
    room, thread, ben
):
    client, cookie = await cookie_of(ben)
    await sync_to_async(client.logout)()
    client.cookies["sessionid"] = cookie  # kept by somebody who should not have it
    async with listening(path(room), cookie=cookie) as socket:
        assert await socket.end() == 4401
    assert await sync_to_async(statuses)(client, room, thread) == [302, 302]


def statuses(client, room, thread):
    """What posting and catching up answer."""
    words = {"body": "Let me in", "client_id": uuid.uuid4()}
    return [
        client.post(f"/threads/{thread.pk}/posts/", words, headers=JSON).status_code,
        client.get(f"/discussions/{room.pk}/events/?after=0").status_code,
    ]


def test_another_cohort_and_no_cohort_get_one_answer(sign_in, room, thread):
    stranger = person("Stranger")
    lounge(stranger)
    client = sign_in(stranger)
    theirs = statuses(client, room, thread)
    thread.pk, room.pk = 10**9, 10**9
    assert theirs == statuses(client, room, thread) == [404, 404]


GARBAGE = [
    {"body": "x", "client_id": "not-a-uuid"},
    {"body": "x"},
    {"body": "x", "client_id": uuid.uuid4(), "reply_to": "1e3"},
    {"body": "x", "client_id": uuid.uuid4(), "reply_to": "9" * 30},
    {"body": "x", "client_id": uuid.uuid4(), "reply_to": 2**62},
    {"body": "\x00", "client_id": uuid.uuid4()},
    {"body": "x" * 100_000, "client_id": uuid.uuid4()},
]


def test_garbage_is_refused_in_words_and_takes_no_number(sign_in, room, thread, ana):
    client = sign_in(ana)
    for fields in GARBAGE:
        answer = client.post(f"/threads/{thread.pk}/posts/", fields, headers=JSON)
        assert answer.status_code == 422, fields
        assert len(answer.json()["error"]) > 10, fields
    room.refresh_from_db()
    assert room.last_seq == 1


# --- how much


def test_the_twenty_first_post_in_five_seconds_is_told_how_long_to_wait(
    sign_in, thread, ana, ben
):
    client, address = sign_in(ana), f"/threads/{thread.pk}/posts/"
    answers = [post(client, address) for _ in range(21)]
    assert [a.status_code for a in answers] == [201] * 20 + [429]
    wait = int(answers[-1]["Retry-After"])
    assert 1 <= wait <= 5
    sentence = answers[-1].json()["error"]
    assert f"{wait} second" in sentence
    assert "your text is still here" in sentence
    assert post(sign_in(ben), address).status_code == 201


@pytest.mark.postgres
def test_forty_posts_at_the_same_instant_are_twenty(sign_in, thread, ana, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one after the other")
    # However slow the machine, they are within the limit's time.
    monkeypatch.setattr("discussions.actions.posts.POSTS_SECONDS", 600)
    cookie = sign_in(ana).cookies["sessionid"].value

    def one(_):
        client = Client()
        client.cookies["sessionid"] = cookie
        try:
            return post(client, f"/threads/{thread.pk}/posts/").status_code
        finally:
            close_old_connections()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(one, range(40)))
    assert sorted(codes) == [201] * 20 + [429] * 20
    assert Post.objects.filter(author=ana).count() == 20


def post(client, address):
    """One more, from the outbox."""
    words = {"body": "Again and again", "client_id": uuid.uuid4()}
    return client.post(address, words, headers=JSON)


async def test_many_sockets_of_one_person_close_with_a_code_and_no_one_elses(
    room, thread, ana, ben
):
    _, cookie = await cookie_of(ben)
    async with listening(path(room), ana) as witness:
        await witness.frame()
        sockets = [Socket(path(room), cookie) for _ in range(60)]
        await asyncio.gather(*(socket.open() for socket in sockets))
        first = await asyncio.gather(*(socket.frame(10) for socket in sockets))
        assert sum(frame is not None for frame in first) <= 10
        assert {s.closed for s in sockets if s.closed} == {4429}
        await still_hears(witness, thread, ana)
        for socket in sockets:
            await socket.leave()
