"""How people stand in a room, asked in SQL: a thousand sockets that come back at once ask.

The ORM needs seven milliseconds of Python to put this question together, the answer takes
one. `Discussion.objects.open_to` and `permissions.standing_of` say the same for pages; a
test compares the two over every way of standing in a room.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime

from lms.core import clock
from lms.core.prepared import planned_cursor

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
ALIVE = "SELECT session_key FROM django_session WHERE session_key {among} AND expire_date > %s"
IN_FORCE = """
    FROM discussions_restriction x
    WHERE x.user_id = u.id AND x.kind = '{kind}' AND x.lifted_at IS NULL
      AND (x.until IS NULL OR x.until > %s)
      AND (x.discussion_id = d.id OR (x.discussion_id IS NULL
                                      AND x.audience IN ('', COALESCE(s.audience, ''))))
"""
PEOPLE = f"""
SELECT u.id, u.public_id, u.display_name, u.locale, u.password, u.is_superuser,
       d.id IS NOT NULL,
       EXISTS (SELECT 1 FROM courses_cohortmembership m
                WHERE m.cohort_id = d.cohort_id AND m.user_id = u.id
                  AND m.left_at IS NULL),
       EXISTS (SELECT 1 {IN_FORCE.format(kind="ban")}),
       EXISTS (SELECT 1 {IN_FORCE.format(kind="mute")}),
       (SELECT x.until {IN_FORCE.format(kind="mute")}
         ORDER BY CASE WHEN x.until IS NULL THEN 0 ELSE 1 END, x.until DESC LIMIT 1),
       d.locked_at IS NULL AND c.archived_at IS NULL
  FROM accounts_user u
  LEFT JOIN discussions_discussion d ON d.id = %s
  LEFT JOIN courses_cohort c ON c.id = d.cohort_id
  LEFT JOIN courses_cohortseries s ON s.id = c.series_id
 WHERE u.is_active AND u.id {{among}}
"""  # noqa: S608 what is formatted in are constants and places for values


class Person(NamedTuple):
    """An active person, and how they stand in one room (in none: nothing of it holds)."""

    id: int
    public_id: UUID
    display_name: str
    locale: str
    password: str
    is_superuser: bool
    room_exists: bool
    is_member: bool
    is_banned: bool
    is_muted: bool
    muted_until: dt.datetime | None
    room_open: bool

    @property
    def may_enter(self) -> bool:
        """Whether they may read the room: a member who is not banned, or the site's own."""
        if self.is_superuser:
            return self.room_exists
        return self.is_member and not self.is_banned


def session(session_key: str) -> str | None:
    """What the row of a session that has not run out holds, as it is stored."""
    with planned_cursor() as cursor:
        cursor.execute(SESSION, [session_key, _value(clock.now())])
        row = cursor.fetchone()
    return row[0] if row else None


def alive(session_keys: Collection[str]) -> set[str]:
    """Which of these sessions have not run out. One query."""
    values = [_many(session_keys), _value(clock.now())]
    with planned_cursor() as cursor:
        cursor.execute(ALIVE.format(among=_among()), values)
        return {key for (key,) in cursor.fetchall()}


def of(people: Collection[int], discussion_id: int | None) -> dict[int, Person]:
    """How people stand in a room, by id; whoever is not active is missing. One query."""
    now = _value(clock.now())
    values = [now, now, now, discussion_id, _many(people)]
    with planned_cursor() as cursor:
        cursor.execute(PEOPLE.format(among=_among()), values)
        rows = cursor.fetchall()
    person = Person._make if connection.vendor == "postgresql" else _person
    return {row[0]: person(row) for row in rows}


def _among() -> str:
    """One place for many values: a thousand places are a thousand to fill in."""
    if connection.vendor == "postgresql":
        return "= ANY(%s)"
    return "IN (SELECT value FROM json_each(%s))"


def _many(values: Collection[Any]) -> Any:
    return (
        list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
    )


def _person(row: tuple[Any, ...]) -> Person:
    """A row of SQLite, which has no types of its own for half of it."""
    public_id, until = row[1], row[10]
    return Person(
        row[0],
        UUID(public_id),
        row[2],
        row[3],
        row[4],
        bool(row[5]),
        bool(row[6]),
        bool(row[7]),
        bool(row[8]),
        bool(row[9]),
        _moment(until),
        bool(row[11]),
    )


def _moment(value: Any) -> dt.datetime | None:
    """SQLite gives text, or a moment without its zone; both are UTC."""
    found = parse_datetime(value) if isinstance(value, str) else value
    if found is not None and found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC)
    return found


def _value(moment: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
