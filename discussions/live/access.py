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
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from discussions.live.frames import NOT_YOURS, SIGN_IN
from discussions.models import Discussion
from discussions.models.rooms import RestrictionKind, member_of, restrictions
from lms.accounts.models import User
from lms.core import clock


@dataclass(frozen=True)
class Admission:
    """Somebody may listen here; `password` is the stored hash that admitted them."""

    user_id: int
    public_id: UUID
    name: str
    language: str
    password: str
    may_post: bool
    why: str = ""
    until: dt.datetime | None = None


def admit(session_key: str, discussion_id: int) -> Admission | int:
    """Who is behind a session and may enter a room, else the code to close with.

    Two queries. An unknown room and one that is not yours get the same answer.
    """
    user = signed_in(session_key, people(discussion_id))
    if user is None:
        return SIGN_IN
    return admission(user) if may_enter(user) else NOT_YOURS


def admit_to_inbox(session_key: str) -> Admission | int:
    """Who is behind a session, else the code to close with."""
    user = signed_in(session_key, User.objects.filter(is_active=True))
    return inbox_admission(user) if user else SIGN_IN


def signed_in(session_key: str, among: QuerySet[User]) -> User | None:
    """The active person behind a session that is alive and of the present password."""
    data = session_data(session_key)
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    try:
        pk = User._meta.pk.to_python(data.get(SESSION_KEY))
    except ValidationError:
        return None
    user = among.filter(pk=pk).first()
    if user is None:
        return None
    known = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    given = str(data.get(HASH_SESSION_KEY, ""))
    return user if any(constant_time_compare(given, h) for h in known) else None


def session_data(session_key: str) -> dict[str, Any]:
    """What a living session row holds; empty when there is none, or it was tampered with."""
    if not session_key:
        return {}
    rows = Session.objects.filter(
        session_key=session_key, expire_date__gt=clock.now()
    ).values_list("session_data", flat=True)
    raw = rows.first()
    data: dict[str, Any] = _decode()(raw) if raw else {}
    return data


@cache
def _decode() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore().decode


def people(discussion_id: int) -> QuerySet[User]:
    """Active people, with what they are in a room; one query when it is read."""
    room = Discussion.objects.filter(pk=discussion_id)
    cohort = Subquery(room.values("cohort")[:1])
    audience = Subquery(room.values("cohort__series__audience")[:1])
    mute = restrictions(
        discussion_id, OuterRef("pk"), RestrictionKind.MUTE, audience=audience
    ).order_by(F("until").desc(nulls_first=True))
    ban = restrictions(
        discussion_id, OuterRef("pk"), RestrictionKind.BAN, audience=audience
    )
    is_open = room.filter(locked_at__isnull=True, cohort__archived_at__isnull=True)
    return User.objects.filter(is_active=True).annotate(
        room_exists=Exists(room),
        is_member=Exists(member_of(cohort, OuterRef("pk"))),
        is_banned=Exists(ban),
        is_muted=Exists(mute),
        muted_until=Subquery(mute.values("until")[:1]),
        room_open=Exists(is_open),
    )


def may_enter(user: Any) -> bool:
    """Whether an annotated person may read the room."""
    if user.is_superuser:
        return bool(user.room_exists)
    return bool(user.is_member and not user.is_banned)


def admission(user: Any) -> Admission:
    """What an annotated person may do in the room."""
    why = ""
    if not user.room_open:
        why = _("This discussion is closed for writing.")
    elif user.is_muted:
        why = _("You can read here, but not post for now.")
    return Admission(
        user_id=user.pk,
        public_id=user.public_id,
        name=user.display_name,
        language=language_of(user),
        password=user.password,
        may_post=not why,
        why=why,
        until=user.muted_until if why and user.room_open else None,
    )


def inbox_admission(user: User) -> Admission:
    """Somebody's own inbox."""
    return Admission(
        user_id=user.pk,
        public_id=user.public_id,
        name=user.display_name,
        language=language_of(user),
        password=user.password,
        may_post=False,
    )


def language_of(user: User) -> str:
    """The language in which somebody's frames are rendered."""
    known = dict(settings.LANGUAGES)
    return user.locale if user.locale in known else settings.LANGUAGE_CODE


def review(
    discussion_id: int | None, held: Iterable[tuple[str, Admission]]
) -> list[Admission | int]:
    """The same question for those who listen already: still admitted, or the code.

    `held` are session keys with their admissions; two queries for a whole room. Without
    a room it is the inbox.
    """
    held = list(held)
    alive = set(
        Session.objects.filter(
            session_key__in={key for key, _ in held}, expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    ids = {a.user_id for _, a in held}
    users = (
        people(discussion_id)
        if discussion_id is not None
        else User.objects.filter(is_active=True).annotate(is_member=Value(True))
    ).filter(Q(pk__in=ids))
    known = {user.pk: user for user in users}
    return [
        _verdict(discussion_id, a, known.get(a.user_id), key in alive)
        for key, a in held
    ]


def _verdict(
    discussion_id: int | None, before: Admission, user: Any, alive: bool
) -> Admission | int:
    if user is None or not alive or user.password != before.password:
        return SIGN_IN
    if discussion_id is None:
        return before
    return admission(user) if may_enter(user) else NOT_YOURS
