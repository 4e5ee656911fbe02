"""Checking a document against what its issuer published, one sentence a check. Pure.

Nothing is called good that was not checked: a credential is good only when every check
ran and passed. Keys come from our own published documents, never from an address that
the credential itself names (security: threat 8). `published` finds the body of a
published document by its address; it never goes over the network.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from credentials.checking.reports import (
    Check,
    Outcome,
    Report,
    Verdict,
    no,
    unchecked,
    yes,
)
from credentials.standards import did, multibase, proofs, schema, statuslist
from credentials.standards.canonical import Json, Unsafe
from credentials.standards.openbadges import CONTEXT

MAX_CHARACTERS = 64_000
Published = Callable[[str], str | None]


NAMES = ("structure", "issuer", "signature", "dates", "status")


def check(
    text: str, *, published: Published, issuers: dict[str, str], now: dt.datetime
) -> Report:
    """Check a credential's text; `issuers` are our DIDs and their documents' addresses.

    A check that cannot be made because an earlier one failed is listed as not made.
    """
    checks: list[Check] = []
    document, structure = read(text)
    checks.append(structure)
    verdict = Verdict.UNREADABLE
    if document is not None and structure.passed:
        verdict = _go_on(document, checks, published, issuers, now)
    made = {c.name for c in checks}
    checks += [
        Check(
            name,
            Outcome.NOT_CHECKED,
            str(_("Not checked, because of what stands above.")),
        )
        for name in NAMES
        if name not in made
    ]
    return Report(tuple(checks), now, document, verdict)


def _go_on(
    document: Json,
    checks: list[Check],
    published: Published,
    issuers: dict[str, str],
    now: dt.datetime,
) -> Verdict:
    keys, issuer = check_issuer(document, published, issuers)
    checks.append(issuer)
    if keys is None:
        return Verdict.NOT_OURS
    signature = check_signature(document, keys)
    checks.append(signature)
    if not signature.passed:
        return Verdict.CHANGED
    dates, status = check_dates(document, now), check_status(document, keys, published)
    checks += [dates, status]
    if status.outcome is Outcome.FAILED:
        return Verdict.REVOKED
    if dates.outcome is Outcome.FAILED:
        is_early = moment(document["validFrom"]) > now
        return Verdict.NOT_YET if is_early else Verdict.EXPIRED
    return Verdict.GOOD if status.passed and dates.passed else Verdict.UNCERTAIN


def read(text: str) -> tuple[Json | None, Check]:
    """The document of a text, and whether it is an Open Badges 3.0 credential."""
    document, problem = _parse(text)
    if document is not None:
        problem = _shape(document)
    if problem:
        return document, no(
            "structure", _("This is not an Open Badges 3.0 credential"), problem
        )
    return document, yes(
        "structure",
        _("It is an Open Badges 3.0 credential"),
        _("All of it could be read, and it follows the published schema."),
    )


def _parse(text: str) -> tuple[Json | None, str]:
    if len(text) > MAX_CHARACTERS:
        return None, _("The file is larger than any credential.")
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError):
        return None, _("The file is not a JSON document.")
    if not isinstance(document, dict):
        return None, _("The file is not a JSON object.")
    return document, ""


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """A JSON object; a member that stands twice could be read in two ways."""
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("A member stands twice")
    return dict(pairs)


def _never(constant: str) -> None:
    raise ValueError(constant)


def _shape(document: Json) -> str:
    if document.get("@context") != CONTEXT or _inner_context(document):
        return _(
            "It names other contexts than Open Badges 3.0.3, so its words could mean anything."
        )
    if found := schema.errors(document):
        return _("It does not follow the schema: %(problem)s") % {
            "problem": found[0][:200]
        }
    if proofs.proof_of(document) is None:
        return _("It carries no signature of the kind that we make (eddsa-rdfc-2022).")
    return ""


def _inner_context(document: Json) -> bool:
    """Whether a part (an endorsement is one) gives words another meaning than ours."""
    inner: list[Any] = [v for k, v in document.items() if k != "@context"]
    while inner:
        value = inner.pop()
        if isinstance(value, dict):
            if value.get("@context", CONTEXT) != CONTEXT:
                return True
            inner += value.values()
        elif isinstance(value, list):
            inner += value
    return False


def check_issuer(
    document: Json, published: Published, issuers: dict[str, str]
) -> tuple[Json | None, Check]:
    """The issuer's published keys, if it is one of ours and the signer's is among them."""
    name = issuer_of(document)
    if name not in issuers:
        return None, no(
            "issuer",
            _("It was not issued here"),
            _(
                "We can only vouch for what we issued. Ask the issuer it names, or use an independent verifier."
            ),
        )
    body = published(issuers[name])
    keys: Json = json.loads(body) if body else {}
    if signer(document, keys) is None:
        return None, no(
            "issuer",
            _("Its key is not one that the issuer publishes"),
            _("The key was withdrawn, or somebody else signed in the issuer's name."),
        )
    return keys, yes(
        "issuer",
        _("The key belongs to the issuer"),
        _("Published at %(url)s") % {"url": issuers[name]},
    )


def issuer_of(document: Json) -> str:
    """Who a document says issued it."""
    issuer = document["issuer"]
    return str(issuer["id"] if isinstance(issuer, dict) else issuer)


def signer(document: Json, keys: Json) -> bytes | None:
    """The public key of a document's proof, if its issuer publishes it."""
    proof = proofs.proof_of(document)
    key = did.published_key(keys, proof["verificationMethod"]) if proof else None
    return multibase.public_of(key) if key else None


def is_genuine(document: Json, keys: Json) -> bool:
    """Whether one of the issuer's published keys signed exactly this document."""
    key = signer(document, keys)
    try:
        return key is not None and proofs.is_signed_by(document, key)
    except Unsafe:
        return False


def check_signature(document: Json, keys: Json) -> Check:
    """Whether not one letter changed since it was signed."""
    if is_genuine(document, keys):
        return yes(
            "signature",
            _("The signature fits the content"),
            _("Ed25519. Not one letter has changed since it was signed."),
        )
    return no(
        "signature",
        _("The signature does not fit the content"),
        _(
            "Something was changed after it was signed, or somebody else signed it. Ask the holder for the original link or file."
        ),
    )


def check_dates(document: Json, now: dt.datetime) -> Check:
    """Whether today lies between its dates."""
    until = document.get("validUntil")
    try:
        if moment(document["validFrom"]) > now:
            return no(
                "dates",
                _("It is not valid yet"),
                _("Valid from %(day)s.") % {"day": document["validFrom"][:10]},
            )
        if until and moment(until) <= now:
            return no(
                "dates",
                _("It has expired"),
                _("It was valid until %(day)s.") % {"day": until[:10]},
            )
    except ValueError:
        return no("dates", _("Its dates cannot be read"), "")
    if until:
        return yes(
            "dates",
            _("It has not expired"),
            _("Valid until %(day)s.") % {"day": until[:10]},
        )
    return yes("dates", _("It has not expired"), _("This credential has no end date."))


def check_status(document: Json, keys: Json, published: Published) -> Check:
    """Whether the issuer's published list says that it was revoked."""
    status = document.get("credentialStatus")
    if status is None:
        return unchecked(_("It names no list in which a revocation would stand."))
    try:
        url, index = status["statusListCredential"], int(status["statusListIndex"])
        body = published(url)
        if body is None:
            return unchecked(_("The issuer's list could not be read."))
        bits = _bits(json.loads(body), document, url, keys)
        revoked = statuslist.is_set(bits, index)
    except (KeyError, TypeError, ValueError):
        return unchecked(_("The issuer's list could not be read."))
    if revoked:
        return no("status", _("It was revoked"), _("The issuer took it back."))
    return yes(
        "status",
        _("It has not been revoked"),
        _("Entry %(index)s of the issuer's list, read just now.") % {"index": index},
    )


def moment(text: str) -> dt.datetime:
    """A credential's timestamp, aware. Raises ValueError."""
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("A moment without a zone")
    return found


def _bits(listed: Json, document: Json, url: str, keys: Json) -> bytes:
    """The bits of a published list that the credential's own issuer signed."""
    subject = listed["credentialSubject"]
    if (
        listed["id"] != url
        or issuer_of(listed) != issuer_of(document)
        or subject["statusPurpose"] != document["credentialStatus"]["statusPurpose"]
        or "BitstringStatusListCredential" not in listed["type"]
        or not is_genuine(listed, keys)
    ):
        raise ValueError("Another list")
    return statuslist.decode(subject["encodedList"])
