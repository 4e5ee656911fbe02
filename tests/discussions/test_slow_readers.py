"""Nobody's slowness is anybody else's."""

import asyncio
import json
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async

from discussions.live.room import BATCH_SECONDS, Room
from lms.asgi import application
from tests.discussions.sockets import ORIGIN, cookie_of, listening
from tests.factories.discussions import hello, lounge, publish

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("quiet_hub"),
]
QUEUE = 64


class Stuck:
    """A peer that takes `reads` messages and then no more, until it is let go on."""

    def __init__(self, room, cookie, reads):
        self.scope = {
            "type": "websocket",
            "path": f"/ws/discussions/{room.pk}/",
            "query_string": b"",
            "headers": [
                (b"cookie", f"sessionid={cookie}".encode()),
                (b"origin", ORIGIN.encode()),
            ],
            "subprotocols": [],
        }
        self.reads, self.sent = reads, []
        self.goes_on, self.inbox = asyncio.Event(), asyncio.Queue()
        self.inbox.put_nowait({"type": "websocket.connect"})

    async def send(self, message):
        if len(self.sent) >= self.reads:
            await self.goes_on.wait()
        self.sent.append(message)

    async def run(self):
        await application(self.scope, self.inbox.get, self.send)

    @property
    def code(self):
        closes = [m for m in self.sent if m["type"] == "websocket.close"]
        return closes[0]["code"] if closes else None


@pytest.fixture
def room(ana, ben):
    return lounge(ana, ben)


async def test_a_peer_that_does_not_read_is_let_go_and_the_others_hear_all(
    room, ana, ben, monkeypatch
):
    monkeypatch.setattr("discussions.actions.posts.POSTS_AT_ONCE", 10_000)
    _, cookie = await cookie_of(ben)
    stuck = Stuck(room, cookie, reads=2)
    running = asyncio.create_task(stuck.run())
    thread = await sync_to_async(hello)(room)
    async with listening(f"/ws/discussions/{room.pk}/", ana) as socket:
        await socket.frame()
        heard = []
        # One frame each: the next post only when the last one has arrived.
        for _ in range(QUEUE + 10):
            await sync_to_async(publish)(thread, ana)
            heard += [e["seq"] for e in await socket.events(1)]
        assert heard == list(range(2, QUEUE + 12))
        stuck.goes_on.set()
        await asyncio.sleep(0.1)
    assert stuck.code == 4408
    told = [m for m in stuck.sent if m["type"] == "websocket.send"]
    assert len(told) < QUEUE
    assert all(json.loads(m["text"]) for m in told)
    stuck.inbox.put_nowait({"type": "websocket.disconnect", "code": 4408})
    await asyncio.wait_for(running, 3)


async def test_a_peer_that_reads_again_in_time_gets_everything_in_order(room, ana, ben):
    _, cookie = await cookie_of(ben)
    stuck = Stuck(room, cookie, reads=2)
    running = asyncio.create_task(stuck.run())
    thread = await sync_to_async(hello)(room)
    async with listening(f"/ws/discussions/{room.pk}/", ana) as socket:
        await socket.frame()
        for _ in range(10):
            await sync_to_async(publish)(thread, ana)
        await socket.events(10)
    stuck.goes_on.set()
    await asyncio.sleep(0.2)
    frames = [
        json.loads(m["text"]) for m in stuck.sent if m["type"] == "websocket.send"
    ]
    events = [e for f in frames for e in f.get("events", [f]) if e["type"] == "event"]
    assert [e["seq"] for e in events] == list(range(2, 12))
    stuck.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait_for(running, 3)


def test_what_reading_takes_is_no_part_of_the_wait_between_two_tellings():
    room = Room(1, 0, uuid4())
    room.take(1, {})
    assert 0.0 < room.pause() <= BATCH_SECONDS
    room.read_in = BATCH_SECONDS
    assert room.pause() == 0.0
