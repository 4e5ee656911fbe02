"""A question whose SQL is made once and asked many times.

Building a query out of querysets costs more than the database takes to answer it. The
queryset stays the one place that says what is meant; what differs from time to time are
its slots, and the present moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Expression, QuerySet

from lms.core import clock

_MARK = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)


def planned_cursor() -> Any:
    """A cursor for the few statements that run all the time.

    PostgreSQL parses and plans them once a connection instead of at every call, which is
    half of what a post costs it. Elsewhere an ordinary cursor.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    import psycopg

    connection.ensure_connection()
    wrap = (
        connection.make_debug_cursor
        if connection.queries_logged
        else connection.make_cursor
    )
    server: Any = psycopg.Cursor(connection.connection)
    return wrap(server)


class Slot(Expression):
    """A number that is filled in when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """A placeholder, and this slot in the place of its value."""
        return "%s", [self]


class Prepared:
    """`build` makes the queryset (of `values_list`), with Slots where values differ.

    What it compares with `clock.now()` is compared with the moment of asking. Rows come
    as the database gives them: ask for numbers and yes or no.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._made: dict[str, tuple[str, list[Any]]] = {}

    def ask(self, **values: int) -> tuple[Any, ...] | None:
        """The first row, or None; every slot needs its value."""
        if connection.vendor not in self._made:
            self._made[connection.vendor] = self._sql()
        sql, params = self._made[connection.vendor]
        now: Any = clock.now()
        if connection.vendor == "sqlite":
            now = connection.ops.adapt_datetimefield_value(now)
        filled = [
            values[p.name] if isinstance(p, Slot) else now if p is _MARK else p
            for p in params
        ]
        with planned_cursor() as cursor:
            cursor.execute(sql, filled)
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def _sql(self) -> tuple[str, list[Any]]:
        with clock.at(_MARK):
            sql, params = self._build()[:1].query.sql_with_params()
        return sql, [_MARK if _is_moment(p) else p for p in params]


def _is_moment(value: object) -> bool:
    """Whether a parameter is the moment of building, as a datetime or as SQLite's text."""
    return isinstance(value, dt.datetime | str) and str(value).startswith("9000-01-01")
