"""Whether a credential was taken back: its issuer's list, fetched, checked, read. Pure.

A list counts only when the same issuer signed it; of ours, what we took back counts even
before the list says so. What cannot be read is not checked, and
the sentence says why. Sources: W3C Bitstring Status List 1.0; Status List 2021; Open
Badges 3.0 Revocation List 1.0.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from credentials.checking import signatures, tokens
from credentials.checking.dates import first_day, last_day, moment
from credentials.checking.keys import NoKey, find
from credentials.checking.reach import Gone, NotFetched, Reach
from credentials.checking.reports import Check, Outcome, no, unchecked, yes
from credentials.checking.texts import (
    Unreadable,
    check_words,
    issuer_of,
    parsed,
    types_of,
)
from credentials.standards import statuslist
from credentials.standards.canonical import Json, OutOfTime, Unsafe

MAX_ENTRIES = 4
BITSTRINGS = {
    "BitstringStatusListEntry": "BitstringStatusListCredential",
    "StatusList2021Entry": "StatusList2021Credential",
}
PURPOSES = ("revocation", "suspension")


class NotListed(Exception):
    """The list cannot be used; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_status(document: Json, reach: Reach) -> Check | None:
    """What the issuer's lists say; None when the credential names none."""
    status = document.get("credentialStatus")
    if status is None or status == []:
        return None
    entries = status if isinstance(status, list) else [status]
    if len(entries) > MAX_ENTRIES or not all(isinstance(x, dict) for x in entries):
        return unchecked(_("It names its status in a way that we cannot read."))
    found = [_check_entry(entry, document, reach) for entry in entries]
    for outcome in (Outcome.FAILED, Outcome.NOT_CHECKED):
        if worst := next((c for c in found if c.outcome is outcome), None):
            return worst
    return found[0]


def _check_entry(entry: Json, document: Json, reach: Reach) -> Check:
    kinds = types_of(entry)
    try:
        if "1EdTechRevocationList" in kinds:
            return _listed_by_name(entry, document, reach)
        kind = next((k for k in kinds if k in BITSTRINGS), None)
        if kind is None:
            return unchecked(
                _("Its status is of the kind “%(kind)s”, which we cannot read.")
                % {"kind": (kinds or ["?"])[0][:60]}
            )
        return _listed_by_bit(entry, kind, document, reach)
    except (NotFetched, NotListed, Unreadable, NoKey) as cause:
        return unchecked(cause.sentence)
    except (KeyError, TypeError, ValueError, AttributeError):
        return unchecked(_("The issuer's list could not be read."))


def _listed_by_bit(entry: Json, kind: str, document: Json, reach: Reach) -> Check:
    purpose, url = entry["statusPurpose"], entry["statusListCredential"]
    if purpose not in PURPOSES or entry.get("statusSize", 1) != 1:
        raise NotListed(
            _("Its list is kept for “%(purpose)s”, which we cannot read.")
            % {"purpose": purpose[:60] if isinstance(purpose, str) else "?"}
        )
    index = _index(entry["statusListIndex"])
    listed = _signed_list(url, kind, document, reach)
    bits = _bits(listed["credentialSubject"], kind, purpose)
    try:
        is_set = statuslist.is_set(bits, index)
    except ValueError as cause:
        raise NotListed(
            _("The issuer's list ends before entry %(index)s.") % {"index": index}
        ) from cause
    if not is_set and issuer_of(document) in reach.ours:
        is_set = reach.taken_back(url, index)
    if not is_set:
        return yes(
            "status",
            _("It has not been revoked"),
            _("Entry %(index)s of the issuer's list, read just now.")
            % {"index": index},
        )
    if purpose == "suspension":
        return no("status", _("It is suspended"), _("The issuer suspended it."))
    return _revoked()


def _revoked(reason: str = "") -> Check:
    detail = _("The issuer took it back.")
    return no("status", _("It was revoked"), f"{detail} {reason}".strip())


def _index(written: Any) -> int:
    if isinstance(written, bool) or not str(written).isascii():
        raise ValueError("Not an index")
    return int(written)


def _signed_list(url: str, kind: str, document: Json, reach: Reach) -> Json:
    """The list at an address, once it is sure that the same issuer signed it for today."""
    text = reach.text(url)
    token = tokens.read(text) if tokens.is_token(text) else None
    listed = token.document if token else parsed(text)
    if issuer_of(listed) != issuer_of(document):
        raise NotListed(_("The list that it names belongs to another issuer."))
    # its own name may differ from its address (section 2.2 says MAY); ours never does
    is_ours = issuer_of(listed) in reach.ours
    is_other = is_ours and listed.get("id") != url
    if is_other or BITSTRINGS[kind] not in types_of(listed):
        raise NotListed(_("What stands at the list's address is another document."))
    if not (_token_holds(token, reach) if token else _proof_holds(listed, reach)):
        raise NotListed(_("The list is not signed by the issuer of the credential."))
    since, until = first_day(listed), last_day(listed)
    if since is not None and moment(since) > reach.now:
        raise NotListed(_("The list is dated in the future."))
    if until is not None and moment(until) <= reach.now:
        raise NotListed(
            _("The list is out of date: it was valid until %(day)s.")
            % {"day": until[:10]}
        )
    return listed


def _token_holds(token: tokens.Token, reach: Reach) -> bool:
    if tokens.refusal(token) or tokens.contradiction(token) or not token.method:
        return False
    return tokens.holds(token, find(token.method, issuer_of(token.document), reach))


def _proof_holds(listed: Json, reach: Reach) -> bool:
    check_words(listed)
    found = [p for p in signatures.proofs_of(listed) if signatures.is_checkable(p)]
    if len(found) != 1:
        return False
    ends = found[0].get("expires")
    if ends is not None and moment(ends) <= reach.now:
        raise NotListed(_("The signature of the list has expired."))
    key = find(found[0]["verificationMethod"], issuer_of(listed), reach)
    try:
        return signatures.holds(listed, found[0], key, is_spent=reach.is_spent)
    except OutOfTime as cause:
        raise NotListed(_("The time for this check was over.")) from cause
    except Unsafe:
        return False


def _bits(subject: Json, kind: str, purpose: str) -> bytes:
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise NotListed(_("The list that it names is kept for another purpose."))
    encoded = subject["encodedList"]
    if kind == "StatusList2021Entry" and not encoded.startswith("u"):
        encoded = f"u{encoded}"
    try:
        return statuslist.decode(encoded)
    except ValueError as cause:
        raise NotListed(
            _("The issuer's list is damaged, or not of a size that lists have.")
        ) from cause


def _listed_by_name(entry: Json, document: Json, reach: Reach) -> Check:
    """1EdTech's list names credentials; it is not signed, its address vouches for it."""
    try:
        listed = reach.document(entry["id"], is_list=True)
    except Gone:
        raise NotListed(_("The issuer took its list away.")) from None
    if listed["issuer"] != issuer_of(document):
        raise NotListed(_("The list that it names belongs to another issuer."))
    for line in listed["revokedCredential"]:
        if line["id"] == document.get("id") and line.get("revoked", True) is not False:
            return _revoked(str(line.get("revocationReason", ""))[:200])
    return yes(
        "status",
        _("It has not been revoked"),
        _("The issuer's list of revoked credentials does not name it."),
    )
