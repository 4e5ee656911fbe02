"""What a genuine credential says, for people: who, what, when, from whom. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from credentials.checking.dates import first_day
from credentials.checking.reports import Report
from credentials.checking.texts import Kind, Unreadable, issuer_name, kind_of
from credentials.standards.canonical import Json

LONGEST = 300


@dataclass(frozen=True)
class Claims:
    """Who earned what, when and from whom; empty where it does not say.

    `marks` are the holder's e-mail addresses as hashes, each with its salt: whoever knows
    the address can compare it, and nobody can read it.
    """

    kind: Kind
    holder: str
    name: str
    day: str
    issuer: str
    id: str
    marks: tuple[tuple[str, str], ...] = ()

    @property
    def date(self) -> dt.date | None:
        """The day as a date; None when it is none."""
        try:
            return dt.date.fromisoformat(self.day)
        except ValueError:
            return None


def claims(report: Report) -> Claims | None:
    """What a report's document says; None unless it is genuine."""
    document = report.document
    if not report.is_genuine or document is None:
        return None
    try:
        kind = kind_of(document)
    except Unreadable:
        return None
    if kind is Kind.HOSTED:
        return _of_hosted(document)
    subject = document["credentialSubject"]
    achievement = subject.get("achievement")
    named = achievement if isinstance(achievement, dict) else document
    return Claims(
        kind=kind,
        holder=_holder(subject),
        name=_text(named.get("name")) or _text(document.get("name")),
        day=_text(first_day(document))[:10],
        issuer=_text(issuer_name(document)),
        id=_text(document.get("id")),
        marks=_marks(subject.get("identifier"), "identityType", "identityHash"),
    )


def _of_hosted(document: Json) -> Claims:
    badge = document["badge"]
    return Claims(
        kind=Kind.HOSTED,
        holder="",
        name=_text(badge.get("name")),
        day=_text(document.get("issuedOn"))[:10],
        issuer=_text(badge["issuer"].get("name")),
        id=_text(document.get("id")),
        marks=_marks(document.get("recipient"), "type", "identity"),
    )


def _marks(entries: Any, kind: str, value: str) -> tuple[tuple[str, str], ...]:
    """The hashed e-mail addresses among what identifies a holder."""
    return tuple(
        (
            _text(entry.get(value)).removeprefix("sha256$").lower(),
            _text(entry.get("salt")),
        )
        for entry in (entries if isinstance(entries, list) else [entries])
        if isinstance(entry, dict)
        and entry.get("hashed") is True
        and entry.get(kind) in ("emailAddress", "email")
        and _text(entry.get(value)).startswith("sha256$")
    )


def _holder(subject: Json) -> str:
    """The holder's name, where the credential says it in words."""
    entries = subject.get("identifier")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and (
            entry.get("identityType") == "name" and entry.get("hashed") is not True
        ):
            return _text(entry.get("identityHash"))
    return _text(subject.get("name"))


def _text(value: Any) -> str:
    """A short text; of a text in several languages, the first."""
    if isinstance(value, dict):
        value = next(iter(value.values()), "")
    return value[:LONGEST] if isinstance(value, str) else ""
