"""The two caches that processes share: Redis, or a table, each with what Django's lacks."""

from __future__ import annotations

import base64
import datetime as dt
import pickle
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as DjangoDatabaseCache
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.db import connections, router

_ALIVE = """
SELECT cache_key, value FROM {table} WHERE cache_key IN ({marks}) AND expires >= %s
"""
_ADD = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
 WHERE {table}.expires < %s
RETURNING 1
"""
AWAY_SECONDS = 2.0  # after a failure, so that not every page waits for a dead Redis


class RedisCache(DjangoRedisCache):
    """Django's, but one that is away is an empty cache, not an error on every page.

    Sessions stand in the database, too. What must not be guessed still fails: `add`, by
    which limits count (they count in the process meanwhile), and `delete`.
    """

    _away_until = 0.0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is stored, if Redis is there."""
        ask = super().get
        return self._or(default, lambda: ask(key, default, version))

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Store it, if Redis is there."""
        store = super().set
        self._or(None, lambda: store(key, value, timeout, version))

    def _or(self, otherwise: Any, deed: Callable[[], Any]) -> Any:
        if time.monotonic() < RedisCache._away_until:
            return otherwise
        try:
            return deed()
        except redis_is_away():
            RedisCache._away_until = time.monotonic() + AWAY_SECONDS
            return otherwise


def redis_is_away() -> type[Exception]:
    """What its client raises then; imported only where Redis is used."""
    from redis.exceptions import RedisError

    return RedisError


class DatabaseCache(DjangoDatabaseCache):
    """Django's, with an `add` that only one of many at the same instant wins.

    Django's looks first and writes then: two that find the same expired row both write.
    And whoever reads an expired row deletes it, even when it was written anew meanwhile;
    here it stays until it is written again or culled.
    """

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """What of it is stored and alive; one query."""
        names = {self.make_and_validate_key(k, version=version): k for k in keys}
        connection = connections[router.db_for_read(self.cache_model_class)]
        marks = ", ".join(["%s"] * len(names))
        now = connection.ops.adapt_datetimefield_value(dt.datetime.now(dt.UTC))
        rows: list[tuple[str, str]] = []
        if names:
            with connection.cursor() as cursor:
                table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
                cursor.execute(_ALIVE.format(table=table, marks=marks), [*names, now])
                rows = cursor.fetchall()
        return {
            names[key]: pickle.loads(base64.b64decode(value))  # noqa: S301 our own
            for key, value in rows
        }

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Store a value where there is no living one; whether this call did."""
        key = self.make_and_validate_key(key, version=version)
        connection = connections[router.db_for_write(self.cache_model_class)]
        until = self.get_backend_timeout(timeout)
        expires = (
            dt.datetime.max
            if until is None
            else dt.datetime.fromtimestamp(until, tz=dt.UTC)
        )
        adapt = connection.ops.adapt_datetimefield_value
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        encoded = base64.b64encode(pickle.dumps(value, self.pickle_protocol))
        with connection.cursor() as cursor:
            cursor.execute(
                _ADD.format(table=table),
                [
                    key, encoded.decode("latin1"), adapt(expires),
                    adapt(dt.datetime.now(dt.UTC)),
                ],
            )  # fmt: skip
            return bool(cursor.fetchall())
