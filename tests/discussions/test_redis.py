"""Hints between processes: Redis carries them, and nothing is lost without it."""

import asyncio
import json

import pytest
import redis
from asgiref.sync import sync_to_async

from discussions.live import bus
from tests.discussions.sockets import listening
from tests.factories.discussions import hello, lounge, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(ana, ben, hanne):
    return lounge(ana, ben, facilitator=hanne)


@pytest.fixture
def thread(room):
    return hello(room)


@pytest.fixture
def shared(settings, monkeypatch, redis_url):
    """This process has Redis, as others would."""
    settings.REDIS_URL = redis_url
    monkeypatch.setattr(bus, "_client", None)
    return redis.Redis.from_url(redis_url)


async def heard_by_redis(client):
    """Until this process has subscribed."""
    for _ in range(100):
        if await asyncio.to_thread(client.pubsub_numsub, bus.CHANNEL) != [
            (bus.CHANNEL.encode(), 0)
        ]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


@pytest.mark.redis
async def test_what_another_process_hints_is_heard_here(
    shared, quiet_hub, room, thread, ana, ben
):
    async with listening(f"/ws/discussions/{room.pk}/", ben) as socket:
        await socket.frame()
        await heard_by_redis(shared)
        post = await sync_to_async(say)(thread, ana)
        hint = {"deed": "nudge", "discussion_id": room.pk, "seq": post.seq}
        await asyncio.to_thread(shared.publish, bus.CHANNEL, json.dumps(hint))
        (event,) = await socket.events(1)
        assert event["post"] == post.pk


@pytest.mark.redis
async def test_who_is_here_counts_other_processes(shared, quiet_hub, room, ben):
    async with listening(f"/ws/discussions/{room.pk}/", ben) as socket:
        await socket.frame()
        await heard_by_redis(shared)
        hint = {
            "deed": "here",
            "discussion_id": room.pk,
            "hub": "other",
            "people": {"x": "Ana"},
        }
        await asyncio.to_thread(shared.publish, bus.CHANNEL, json.dumps(hint))
        frame = {}
        while frame.get("count") != 2:
            frame = await socket.frame(skip=("ready",))
        assert frame["names"] == ["Ana", "Ben"]


@pytest.mark.redis
async def test_this_process_tells_the_others(shared, quiet_hub, room, thread, ana):
    ear = shared.pubsub(ignore_subscribe_messages=True)
    ear.subscribe(bus.CHANNEL)
    await sync_to_async(say)(thread, ana)

    def next_hint():
        for _ in range(50):
            if message := ear.get_message(timeout=0.1):
                return json.loads(message["data"])
        return None

    hint = await asyncio.to_thread(next_hint)
    assert hint == {"deed": "nudge", "discussion_id": room.pk, "seq": 2}


async def test_without_the_redis_that_is_configured_posts_still_arrive(
    settings, monkeypatch, quiet_hub, room, thread, ana, ben
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(bus, "_client", None)
    async with listening(f"/ws/discussions/{room.pk}/", ben) as socket:
        await socket.frame()
        post = await sync_to_async(say)(thread, ana)
        (event,) = await socket.events(1)
        assert event["post"] == post.pk
