"""The text of a credential, read so that nobody could read it in another way. Pure.

What could be taken for two different things is refused: members that stand twice, numbers
that are none, words given a meaning of their own. Source: RFC 8259 section 4 (names should
be unique); W3C VC Data Model 2.0, sections 4 and 11 (contexts as fixed strings).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from credentials.standards import schema
from credentials.standards.canonical import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    FROZEN,
    Json,
)

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 12_000
MAX_PAIRS = 400_000
"""Values of one property that are compared with one another when a document is read as
linked data; without a limit a list of ten thousand takes a minute."""
MAX_LISTED = 200_000
MAX_CONTEXTS, MAX_DIGITS = 6, 30
HOSTED_CONTEXT = "https://w3id.org/openbadges/v2"
DECIDING = {"credentialStatus", "validFrom", "validUntil", "expirationDate"}

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Kind(StrEnum):
    """What a document says that it is."""

    BADGE = "badge"
    TRANSCRIPT = "transcript"
    ENDORSEMENT = "endorsement"
    HOSTED = "hosted"


class Unreadable(Exception):
    """The text is no credential that we can read; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def parsed(text: str, *, is_list: bool = False) -> Json:
    """A JSON object of a sane size, without members that stand twice. Raises Unreadable.

    `is_list`: it only names things, many perhaps, and is never read as linked data.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(_("The file is larger than any credential."))
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    try:
        document = json.loads(
            text, object_pairs_hook=_once, parse_constant=_never, parse_int=_whole
        )
    except RecursionError as cause:
        raise Unreadable(_("It is nested deeper than any credential.")) from cause
    except ValueError as cause:
        raise Unreadable(_not_json(text)) from cause
    if not isinstance(document, dict):
        raise Unreadable(_("The file is not a JSON object."))
    _measure(document, MAX_LISTED if is_list else MAX_VALUES)
    if not is_list and _pairs(document) > MAX_PAIRS:
        raise Unreadable(_("It holds more than any credential does."))
    return document


def _not_json(text: str) -> str:
    if text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        return _(
            "That is a web page, not a credential. Download the signed file from it (JSON, PNG or SVG), and choose that."
        )
    return _("The file is not a JSON document.")


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(
            _("The member “%(name)s” stands in it twice, so it could be read two ways.")
            % {"name": _ODD.sub("", twice)[:40]}
        )
    return found


def _never(constant: str) -> None:
    raise Unreadable(
        _("%(word)s stands in it, which is no number.") % {"word": constant}
    )


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Unreadable(_("It holds a number of more digits than software agrees on."))
    return int(digits)


def _measure(document: Json, limit: int) -> None:
    count = 0
    layers: list[tuple[int, Any]] = [(1, document)]
    while layers:
        depth, value = layers.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise Unreadable(_("It is nested deeper than any credential."))
        if count > limit:
            raise Unreadable(_("It holds more than any credential does."))
        if isinstance(value, dict):
            layers += [(depth + 1, inner) for inner in value.values()]
            for name in value:
                _check_text(name)
        elif isinstance(value, list):
            layers += [(depth + 1, inner) for inner in value]
        elif isinstance(value, str):
            _check_text(value)


def _pairs(document: Json) -> int:
    """How often values of one property of one thing would be compared."""
    widths: Counter[tuple[object, str]] = Counter()
    for part in _objects(document):
        name = part.get("id")
        thing = name if isinstance(name, str) else id(part)
        for member, value in part.items():
            widths[thing, member] += _width(value)
    return sum(width * width for width in widths.values())


def _width(value: Any) -> int:
    return sum(map(_width, value)) if isinstance(value, list) else 1


def _check_text(text: str) -> None:
    if _ODD.search(text):
        raise Unreadable(
            _("It holds control characters, which software reads in different ways.")
        )


def types_of(document: Json) -> list[str]:
    """The types that a document gives itself."""
    found = document.get("type")
    listed = found if isinstance(found, list) else [found]
    return [x for x in listed if isinstance(x, str)]


def kind_of(document: Json) -> Kind:
    """Which kind of credential a document is. Raises Unreadable for any other thing."""
    types = types_of(document)
    if "Assertion" in types and HOSTED_CONTEXT in contexts_of(document):
        return Kind.HOSTED
    if "VerifiableCredential" in types:
        if "ClrCredential" in types:
            return Kind.TRANSCRIPT
        if {"OpenBadgeCredential", "AchievementCredential"} & set(types):
            return Kind.BADGE
        if "EndorsementCredential" in types:
            return Kind.ENDORSEMENT
        raise Unreadable(_("It is a verifiable credential, but not an Open Badge."))
    if "VerifiablePresentation" in types:
        raise Unreadable(
            _(
                "It is a presentation that wraps credentials. Give us the credential itself."
            )
        )
    raise Unreadable(_("It does not say that it is an Open Badge."))


def contexts_of(document: Json) -> list[Any]:
    """Where a document takes its words from."""
    found = document.get("@context")
    return found if isinstance(found, list) else [found]


def check_words(document: Json) -> None:
    """Refuse words whose meaning is not frozen here. Raises Unreadable.

    A context may stand at the top, and inside only on a credential that the document
    carries whole; the meaning of any other part is the one of the top.
    """
    top = contexts_of(document)
    if not top or top[0] not in (CREDENTIALS_V1, CREDENTIALS_V2):
        raise Unreadable(
            _("It does not begin with the words of verifiable credentials (@context).")
        )
    for part in _objects(document):
        for name in part:
            if ":" in name or (name.startswith("@") and name != "@context"):
                raise Unreadable(
                    _("It uses “%(name)s”, which software reads in different ways.")
                    % {"name": name[:60]}
                )
        _check_place(part, document)
        if "@context" in part:
            _check_contexts(part, part is document)


def _check_place(part: Json, document: Json) -> None:
    """What decides stands where we read it, and nowhere else under the same name."""
    if part is document:
        return
    is_credential = "VerifiableCredential" in types_of(part)
    if (is_credential and part.get("id") == document.get("id")) or (
        not is_credential and DECIDING & part.keys()
    ):
        raise Unreadable(
            _("Its dates or its status stand in a place where they do not belong.")
        )


def words_in(document: Json) -> set[str]:
    """Every word that names a member in it."""
    return {name for part in _objects(document) for name in part}


def _check_contexts(part: Json, is_top: bool) -> None:
    named = contexts_of(part)
    if len(named) > MAX_CONTEXTS:
        raise Unreadable(_("It takes its words from more places than any credential."))
    if not is_top and "VerifiableCredential" not in types_of(part):
        raise Unreadable(_("A part of it gives words another meaning (@context)."))
    for url in named:
        if not isinstance(url, str):
            raise Unreadable(_("It gives words a meaning of its own (@context)."))
        if named.count(url) > 1:
            raise Unreadable(_("It names one source of its words twice (@context)."))
        if url not in FROZEN:
            raise Unreadable(
                _("It takes words from %(url)s, which we do not know.")
                % {"url": url[:200]}
            )


def _objects(document: Json) -> Iterator[Json]:
    inner: list[Any] = [document]
    while inner:
        value = inner.pop()
        if isinstance(value, dict):
            yield value
            inner += value.values()
        elif isinstance(value, list):
            inner += value


def check_shape(document: Json, kind: Kind) -> None:
    """Refuse a credential that misses what its standard asks for. Raises Unreadable.

    The schemas are those of the Data Model 2.0; of one on 1.1 only the members are asked
    for that we read.
    """
    if not issuer_of(document) or not isinstance(
        document.get("credentialSubject"), dict
    ):
        raise Unreadable(_("It does not say who issued it, or about whom it is."))
    if contexts_of(document)[0] == CREDENTIALS_V1:
        if not isinstance(document.get("issuanceDate"), str):
            raise Unreadable(_("It does not say when it was issued."))
        return
    name = {
        Kind.TRANSCRIPT: schema.TRANSCRIPT,
        Kind.ENDORSEMENT: schema.ENDORSEMENT,
    }.get(kind, schema.OPEN_BADGE)
    if place := schema.first_fault(document, name):
        raise Unreadable(
            _(
                "It is not built as the standard asks. What is missing or wrong is its part “%(place)s”."
            )
            % {"place": place}
        )


def issuer_of(document: Json) -> str:
    """Who a document says issued it; empty when it does not say."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, dict) else issuer
    return found if isinstance(found, str) else ""


def issuer_name(document: Json) -> str:
    """What a document calls its issuer."""
    issuer = document.get("issuer")
    found = issuer.get("name") if isinstance(issuer, dict) else None
    return found if isinstance(found, str) else issuer_of(document)
