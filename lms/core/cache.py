"""The cache of a site without Redis: a table, with one thing that Django's lacks."""

from __future__ import annotations

import base64
import datetime as dt
import pickle
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache as DjangoDatabaseCache
from django.db import connections, router

_ADD = """
INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
 WHERE {table}.expires < %s
RETURNING 1
"""


class DatabaseCache(DjangoDatabaseCache):
    """Django's, with an `add` that only one of many at the same instant wins.

    Django's looks first and writes then; two that find the same expired row both write.
    """

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
