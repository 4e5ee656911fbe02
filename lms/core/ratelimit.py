"""Limits per person: so many deeds in so many seconds, in the default cache.

A deed takes one of `limit` places and leaves it after `seconds`. A place is taken with the
cache's `add`, which one of many at the same instant wins: in Redis, in memory, and in the
database (`lms/core/cache.py`). So no instant sees one deed too many, with any of them.
While Redis is away, every process counts for itself.
"""

import math
import time

from django.core.cache import BaseCache, cache, caches

from lms.core import clock
from lms.core.cache import AWAY_SECONDS, redis_is_away

SLACK_SECONDS = 0.5

_away_until = 0.0


def wait_for(key: str, *, limit: int, seconds: int) -> int:
    """Seconds until one more deed would be within the limit; 0 for now. Counts nothing."""
    return _counted(key, limit, seconds, takes=False)


def spend(key: str, *, limit: int, seconds: int) -> int:
    """Count one deed; 0 when it is within `limit` per `seconds`, else the wait in seconds.

    A refused deed is not counted, so waiting always helps.
    """
    return _counted(key, limit, seconds, takes=True)


def _counted(key: str, limit: int, seconds: int, *, takes: bool) -> int:
    global _away_until  # noqa: PLW0603 what one process knows of its Redis
    if time.monotonic() >= _away_until:
        try:
            return _wait(cache, key, limit, seconds, takes=takes)
        except redis_is_away():
            _away_until = time.monotonic() + AWAY_SECONDS
    return _wait(caches["local"], key, limit, seconds, takes=takes)


def _wait(store: BaseCache, key: str, limit: int, seconds: int, *, takes: bool) -> int:
    moment = clock.now().timestamp()
    first = int(moment * 1_000_000) % limit
    places = [f"limit:{key}:{(first + n) % limit}" for n in range(limit)]
    if takes and store.add(places[0], moment, seconds):
        return 0
    taken = store.get_many(places)
    for place in places:
        if taken.get(place, moment) < moment - seconds - SLACK_SECONDS:
            # Only a clock that was moved finds one: the cache forgets by itself.
            store.delete(place)
            del taken[place]
        if place not in taken and (not takes or store.add(place, moment, seconds)):
            return 0
    oldest = min(store.get_many(places).values(), default=moment - seconds)
    return max(1, math.ceil(oldest + seconds - moment))
