"""Whether today lies between a credential's dates. Pure.

Source: W3C VC Data Model 2.0 section 4.9 (validFrom, validUntil), and 1.1 section 4.5
(issuanceDate, expirationDate), which others still use.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from credentials.checking.reports import Check, Verdict, no, yes
from credentials.standards.canonical import Json

SKEW = dt.timedelta(minutes=5)
"""How far another's clock may run ahead of ours, for when it says that it signed."""


def moment(text: Any) -> dt.datetime:
    """A credential's timestamp, aware. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("Not a moment")
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("A moment without a zone")
    return found


def first_day(document: Json) -> Any:
    """From when on it is valid, as it says."""
    return document.get("validFrom", document.get("issuanceDate"))


def last_day(document: Json) -> Any:
    """Until when it is valid, as it says; None when it does not end."""
    return document.get("validUntil", document.get("expirationDate"))


def check_dates(
    document: Json, now: dt.datetime, proof: Json | None = None
) -> tuple[Check, Verdict | None]:
    """Whether today lies between its dates, and what to call it when not.

    Its proof may say when it was made, and until when it counts (Data Integrity 1.0,
    section 2.1: `created`, `expires`).
    """
    since, until = first_day(document), last_day(document)
    signed, counts = ((proof or {}).get(name) for name in ("created", "expires"))
    try:
        if moment(since) > now:
            return no(
                "dates",
                _("It is not valid yet"),
                _("Valid from %(day)s.") % {"day": since[:10]},
            ), Verdict.NOT_YET
        if signed is not None and moment(signed) > now + SKEW:
            return no(
                "dates",
                _("It says that it was signed in the future"),
                _("On %(day)s, by the signer's clock.") % {"day": signed[:10]},
            ), Verdict.NOT_YET
        if until is not None and moment(until) <= now:
            return no(
                "dates",
                _("It has expired"),
                _("It was valid from %(since)s until %(until)s.")
                % {"since": since[:10], "until": until[:10]},
            ), Verdict.EXPIRED
        if counts is not None and moment(counts) <= now:
            return no(
                "dates",
                _("Its signature has expired"),
                _("The signature counted until %(day)s.") % {"day": counts[:10]},
            ), Verdict.EXPIRED
    except ValueError:
        return no("dates", _("Its dates cannot be read")), Verdict.UNCERTAIN
    if until:
        detail = _("Valid until %(day)s.") % {"day": until[:10]}
    else:
        detail = _("This credential has no end date.")
    return yes("dates", _("It has not expired"), detail), None
