"""Who may listen: asked at connect, again when the bus names somebody, and every 1.5 s.

The session is read from its table, not through a cache that another process fills: a
cached session may have been signed out elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from discussions.live import standing
from discussions.live.frames import NOT_YOURS, SIGN_IN
from discussions.live.standing import Person
from lms.accounts.models import User


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody may listen here; `person` is how they stood when it was found so."""

    user_id: int
    public_id: UUID
    name: str
    language: str
    person: Person
    may_post: bool
    why: str = ""
    until: dt.datetime | None = None


def admit(session_key: str, discussion_id: int) -> Admission | int:
    """Who is behind a session and may enter a room, else the code to close with.

    Two queries. An unknown room and one that is not yours get the same answer.
    """
    person = signed_in(session_key, discussion_id)
    if person is None:
        return SIGN_IN
    return admission(person) if person.may_enter else NOT_YOURS


def admit_to_inbox(session_key: str) -> Admission | int:
    """Who is behind a session, else the code to close with."""
    person = signed_in(session_key, None)
    return inbox_admission(person) if person else SIGN_IN


def signed_in(session_key: str, discussion_id: int | None) -> Person | None:
    """The active person behind a session that is alive and of the present password."""
    data = session_data(session_key)
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        pk = User._meta.pk.to_python(data.get(SESSION_KEY))
    except ValidationError:
        return None
    person = standing.of([pk], discussion_id).get(pk)
    if person is None:
        return None
    user = User(pk=pk, password=person.password)
    known = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    given = str(data.get(HASH_SESSION_KEY, ""))
    return person if any(constant_time_compare(given, h) for h in known) else None


def session_data(session_key: str) -> dict[str, Any]:
    """What a living session row holds; empty when there is none, or it was tampered with."""
    raw = standing.session(session_key) if session_key else None
    data: dict[str, Any] = _decode()(raw) if raw else {}
    return data


@cache
def _decode() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore().decode


def admission(person: Person) -> Admission:
    """What somebody who may enter may do in the room."""
    why = ""
    if not person.room_open:
        why = _("This discussion is closed for writing.")
    elif person.is_muted:
        why = _("You can read here, but not post for now.")
    return Admission(
        user_id=person.id,
        public_id=person.public_id,
        name=person.display_name,
        language=language_of(person),
        person=person,
        may_post=not why,
        why=why,
        until=person.muted_until if why and person.room_open else None,
    )


def inbox_admission(person: Person) -> Admission:
    """Somebody's own inbox."""
    return Admission(
        user_id=person.id,
        public_id=person.public_id,
        name=person.display_name,
        language=language_of(person),
        person=person,
        may_post=False,
    )


def language_of(user: User | Person) -> str:
    """The language in which somebody's frames are rendered."""
    known = dict(settings.LANGUAGES)
    return user.locale if user.locale in known else settings.LANGUAGE_CODE


def review(
    discussion_id: int | None, held: Iterable[tuple[str, Admission]]
) -> list[Admission | int]:
    """The same question for those who listen already: still admitted, or the code.

    `held` are session keys with their admissions; two queries for a whole room. Without
    a room it is the inbox. Whoever stands as before keeps the admission they have.
    """
    held = list(held)
    alive = standing.alive({key for key, _ in held})
    known = standing.of({a.user_id for _, a in held}, discussion_id)
    return [
        _verdict(discussion_id, a, known.get(a.user_id), key in alive)
        for key, a in held
    ]


def _verdict(
    discussion_id: int | None, before: Admission, person: Person | None, alive: bool
) -> Admission | int:
    if person is None or not alive or person.password != before.person.password:
        return SIGN_IN
    if discussion_id is None or person == before.person:
        return before
    return admission(person) if person.may_enter else NOT_YOURS
