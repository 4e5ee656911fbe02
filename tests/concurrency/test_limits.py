"""A limit holds for many requests at the same instant, whichever cache counts."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import close_old_connections, connection

from lms.core import ratelimit
from lms.core.ratelimit import spend, wait_for

THREADS, LIMIT = 24, 10
REDIS = "django.core.cache.backends.redis.RedisCache"


def at_once(key):
    """How many of THREADS deeds at the same instant were within the limit; the waits."""
    gate = threading.Barrier(THREADS)

    def deed(_):
        gate.wait()
        try:
            return spend(key, limit=LIMIT, seconds=60)
        finally:
            close_old_connections()

    with ThreadPoolExecutor(THREADS) as pool:
        waits = list(pool.map(deed, range(THREADS)))
    return waits.count(0), [w for w in waits if w]


def use(settings, monkeypatch, **config):
    """Let limits be counted in another cache."""
    settings.CACHES = {**settings.CACHES, "counted": config}
    monkeypatch.setattr(ratelimit, "cache", caches["counted"])


def test_in_memory():
    done, waits = at_once("memory")
    assert done == LIMIT
    assert all(1 <= w <= 60 for w in waits)


@pytest.mark.redis
def test_in_redis(settings, monkeypatch, redis_url):
    use(settings, monkeypatch, BACKEND=REDIS, LOCATION=redis_url)
    assert at_once("redis")[0] == LIMIT


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_in_the_database(settings, monkeypatch):
    backend = "lms.core.cache.DatabaseCache"
    use(settings, monkeypatch, BACKEND=backend, LOCATION="limits_in_a_table")
    call_command("createcachetable", "limits_in_a_table", verbosity=0)
    table = caches["counted"]
    try:
        assert at_once("new-rows")[0] == LIMIT
        for n in range(LIMIT):  # what ran out is one deed's place again, not two's
            table.add(f"limit:old-rows:{n}", 0.0, -1)
        assert at_once("old-rows")[0] == LIMIT
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE limits_in_a_table")


def test_without_the_redis_that_is_configured_each_process_counts(
    settings, monkeypatch
):
    use(settings, monkeypatch, BACKEND=REDIS, LOCATION="redis://127.0.0.1:1/0")
    monkeypatch.setattr(ratelimit, "_away_until", 0.0)
    assert [spend("away", limit=2, seconds=60) for _ in range(2)] == [0, 0]
    assert spend("away", limit=2, seconds=60) > 0
    assert wait_for("away", limit=2, seconds=60) > 0
    monkeypatch.setattr(ratelimit, "_away_until", 0.0)


def test_a_look_counts_nothing():
    assert [wait_for("look", limit=1, seconds=60) for _ in range(3)] == [0, 0, 0]
    assert spend("look", limit=1, seconds=60) == 0
