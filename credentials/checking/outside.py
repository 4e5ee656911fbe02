"""Anybody's Open Badge, of 2.0 or 3.0, read and checked. Pure.

What stands inside another credential is checked alone (`parts`).
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from credentials.checking import hosted, tokens
from credentials.checking.examination import Examination
from credentials.checking.reach import Reach
from credentials.checking.reports import Report, Verdict, no
from credentials.checking.texts import (
    Kind,
    Unreadable,
    check_shape,
    check_words,
    kind_of,
    parsed,
)
from credentials.standards.canonical import Json


def examine(
    text: str, reach: Reach, *, only_ours: bool = False, is_part: bool = False
) -> Report:
    """Check the text of a credential: JSON or a token, of whatever issuer.

    `only_ours`: another issuer's is not looked at any further. `is_part`: it stood inside
    another one, and what stands inside it is not looked at.
    """
    text = text.strip().removeprefix("\ufeff").strip()
    try:
        if tokens.is_token(text):
            token = tokens.read(text)
            return _examined(token.document, token, reach, only_ours, is_part)
        return _examined(parsed(text), None, reach, only_ours, is_part)
    except Unreadable as cause:
        return unreadable(cause.sentence, reach)


def unreadable(sentence: str, reach: Reach, document: Json | None = None) -> Report:
    """The report of what is no credential, or none that can be read in one way."""
    first = no("structure", _("This is not a credential that we can read"), sentence)
    return Report((first,), reach.now, document).completed()


def _examined(
    document: Json,
    token: tokens.Token | None,
    reach: Reach,
    only_ours: bool,
    is_part: bool,
) -> Report:
    def look(inside: str | Json) -> Report:
        if isinstance(inside, str):
            return examine(inside, reach, is_part=True)
        return _examined(inside, None, reach, only_ours=False, is_part=True)

    try:
        kind = kind_of(document)
        if kind is Kind.HOSTED and not only_ours:
            return hosted.examine(document, reach)
        check_words(document)
        check_shape(document, kind)
        found = Examination(document, kind, token, reach)
        if found.is_ours:
            found.insist()
    except Unreadable as cause:
        return unreadable(cause.sentence, reach, document)
    return found.report(only_ours=only_ours, look=None if is_part else look)


def only_ours(report: Report) -> Report:
    """A report in which a key that is not the issuer's means: not issued here."""
    if report.verdict is Verdict.NOT_THEIRS:
        return replace(report, verdict=Verdict.NOT_OURS)
    return report
