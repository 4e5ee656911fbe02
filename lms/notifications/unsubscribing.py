"""Links in mails by which somebody stops them: one click, without signing in (RFC 8058).

A token names a person by their public id, and a thread, or the digest. It is signed with a
salt of its own, so that nothing else that this site signs opens it; it does not run out.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from discussions.actions.levels import set_thread_level
from discussions.models import Thread
from discussions.models.talk import ReadLevel
from lms.accounts.models import User
from lms.notifications.delivery import stop_digest

SALT = "lms.notifications.unsubscribing"


class Subscription(NamedTuple):
    """What a token stops: what somebody hears of a thread, or, without one, the digest."""

    user: User
    thread: Thread | None


def token_for(user: User, thread: Thread | None = None) -> str:
    """The signed token for somebody's thread, or their digest."""
    value: Any = [user.public_id.hex, thread.pk if thread else 0]
    return Signer(salt=SALT).sign_object(value)


def read_token(token: str) -> Subscription | None:
    """What a token stops; None for anything that this site did not sign, or that is gone."""
    try:
        public_id, thread_id = Signer(salt=SALT).unsign_object(token)
    except (BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(public_id=public_id).first()
    thread = Thread.objects.filter(pk=thread_id).select_related("discussion__cohort")
    found = thread.first() if thread_id else None
    if user is None or (thread_id and found is None):
        return None
    return Subscription(user, found)


def unsubscribe(subscription: Subscription) -> None:
    """Do what a token says. Idempotent."""
    if subscription.thread is None:
        stop_digest(subscription.user)
    else:
        set_thread_level(subscription.thread, by=subscription.user, level=ReadLevel.OFF)


def address_of(token: str) -> str:
    """Where a token is used."""
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[token])


def headers_for(token: str) -> dict[str, str]:
    """What a mail program needs for its own button, and what no answer is wanted to."""
    return {
        "List-Unsubscribe": f"<{address_of(token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
