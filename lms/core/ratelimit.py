"""Limits per person: a fixed window of moments in the default cache."""

import math

from django.core.cache import cache

from lms.core import clock


def spend(key: str, *, limit: int, seconds: int) -> int:
    """Count one deed; 0 when it is within `limit` per `seconds`, else the wait in seconds.

    A refused deed is not counted, so waiting always helps.
    """
    moment = clock.now().timestamp()
    name = f"limit:{key}"
    recent = [m for m in cache.get(name, []) if m > moment - seconds]
    if len(recent) >= limit:
        return max(1, math.ceil(recent[0] + seconds - moment))
    cache.set(name, [*recent, moment], seconds)
    return 0
