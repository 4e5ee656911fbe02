"""What became of an award, in sentences, oldest first: the page keeps telling the truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from credentials.models import Award, AwardChange
from credentials.models.changes import Verb
from credentials.pages.renewals import day
from lms.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One sentence; `href` leads to another award that the reader may open."""

    words: str
    href: str = ""
    link: str = ""


def history(award: Award, reader: User | AnonymousUser) -> list[Line]:
    """Since when an award was valid, what was done about it and why, and what followed.

    Never says revoked of one that has expired. At most four queries.
    """
    lines = [Line(validity_words(award)), *_former(award, reader)]
    changes = list(award.changes.order_by("made_at", "pk"))
    for change in changes:
        if change.verb != Verb.RENEWED:
            lines.append(Line(change_words(change, award)))
    if award.revoked_at and not any(
        c.verb in (Verb.REVOKED, Verb.WITHDRAWN) for c in changes
    ):
        # Revoked before there was a log.
        lines.append(Line(_revoked_words(award.revoked_at, award.revocation_reason)))
    return [*lines, *_later(award, reader)]


def validity_words(award: Award) -> str:
    """ "Valid from 3 May 2026." or, when that is over, from when until when."""
    begun, ends = day(award.awarded_at), award.expires_at
    over = award.superseded_at
    if ends is not None and ends <= clock.now():
        over = min(over, ends) if over else ends
    if award.revoked_at is not None or over is not None:
        until = over if over and not _revoked_before(award, over) else award.revoked_at
        return _("Was valid from %(begun)s to %(until)s.") % {
            "begun": begun,
            "until": day(until) if until else "",
        }
    if ends is None:
        return _("Valid from %(begun)s. It does not expire.") % {"begun": begun}
    return _("Valid from %(begun)s to %(until)s.") % {
        "begun": begun,
        "until": day(ends),
    }


def change_words(change: AwardChange, award: Award) -> str:
    """One deed with its day and its reason."""
    values = {"day": day(change.made_at), "reason": change.reason}
    if change.verb == Verb.REVOKED:
        return _revoked_words(change.made_at, change.reason)
    if change.verb == Verb.WITHDRAWN:
        return _("Its holder took it back on %(day)s, for good.") % values
    if change.verb == Verb.RESTORED:
        return (
            _("Stands again since %(day)s. The reason given: “%(reason)s”.") % values
            if award.revoked_at is None
            else _("Stood again from %(day)s. The reason given: “%(reason)s”.") % values
        )
    if change.verb == Verb.REISSUED:
        return _("Signed anew on %(day)s. The reason given: “%(reason)s”.") % values
    return _("Renewed on %(day)s.") % values


def _revoked_before(award: Award, moment: dt.datetime) -> bool:
    return award.revoked_at is not None and award.revoked_at < moment


def _revoked_words(when: dt.datetime, reason: str) -> str:
    return _("Revoked on %(day)s. The reason given: “%(reason)s”.") % {
        "day": day(when),
        "reason": reason,
    }


def _former(award: Award, reader: User | AnonymousUser) -> list[Line]:
    """The award that this one renews."""
    if award.renews is None:
        return []
    words = _("It renews the one of %(day)s.") % {"day": day(award.renews.awarded_at)}
    return [_line(words, award.renews, reader, _("See that one"))]


def _later(award: Award, reader: User | AnonymousUser) -> list[Line]:
    """The award that stands in this one's place."""
    if award.superseded_at is None:
        return []
    words = _("Renewed on %(day)s.") % {"day": day(award.superseded_at)}
    later = award.renewals.order_by("-pk").first()
    if later is None:
        return [Line(words)]
    return [_line(words, later, reader, _("See the current one"))]


def _line(words: str, other: Award, reader: User | AnonymousUser, link: str) -> Line:
    """A sentence about another award, with a link for whoever may open that one."""
    if other.shared_at is None and other.recipient_id != reader.pk:
        return Line(words)
    return Line(words, other.get_absolute_url(), link)
