"""Limits per person: a fixed window of moments in the default cache."""

import math

from django.core.cache import cache

from lms.core import clock


def wait_for(key: str, *, limit: int, seconds: int) -> int:
    """Seconds until one more deed would be within the limit; 0 for now. Counts nothing."""
    moment = clock.now().timestamp()
    recent = _recent(key, moment - seconds)
    if len(recent) < limit:
        return 0
    return max(1, math.ceil(recent[0] + seconds - moment))


def spend(key: str, *, limit: int, seconds: int) -> int:
    """Count one deed; 0 when it is within `limit` per `seconds`, else the wait in seconds.

    A refused deed is not counted, so waiting always helps.
    """
    if wait := wait_for(key, limit=limit, seconds=seconds):
        return wait
    moment = clock.now().timestamp()
    recent = _recent(key, moment - seconds)
    cache.set(f"limit:{key}", [*recent, moment], seconds)
    return 0


def _recent(key: str, since: float) -> list[float]:
    return [m for m in cache.get(f"limit:{key}", []) if m > since]
