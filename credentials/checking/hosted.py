"""Open Badges 2.0, hosted: the issuer's own site says it, or it is not so. Pure.

Nothing is signed. The assertion, the badge and the issuer are fetched from their own
addresses, and all three must stand on one host. Source: Open Badges 2.0, section
"Verification of hosted badges"; domain rules on `allowedOrigins` and 410 for revoked ones.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from credentials.checking.dates import moment
from credentials.checking.reach import Gone, NotFetched, Reach
from credentials.checking.reports import (
    Check,
    Report,
    Verdict,
    no,
    open_question,
    yes,
)
from credentials.checking.texts import types_of
from credentials.standards.canonical import Json

TELLING = ("id", "recipient", "badge", "issuedOn", "expires", "type")


class Broken(Exception):
    """The three documents do not make a badge; `sentence` says why."""

    def __init__(self, sentence: str, *, is_foreign: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.is_foreign = is_foreign


def examine(given: Json, reach: Reach) -> Report:
    """Check a hosted assertion against what stands at its own address."""
    checks = [yes("structure", _("It is an Open Badges 2.0 assertion"))]

    def report(
        verdict: Verdict, document: Json | None = None, host: str = ""
    ) -> Report:
        return Report(tuple(checks), reach.now, document, verdict, host).completed()

    url = given.get("id")
    if _method(given) not in ("hosted", "HostedBadge") or not isinstance(url, str):
        checks.append(
            open_question(
                "issuer",
                _("Who issued it"),
                _(
                    "It is not hosted at an address, and of the 2.0 kind we check only hosted ones."
                ),
            )
        )
        return report(Verdict.UNCERTAIN)
    try:
        hosted = reach.document(url)
        badge, issuer = _chain(hosted, url, reach)
    except Gone as gone:
        checks.append(no("status", _("It was revoked"), reason_of(gone.body)))
        return report(Verdict.REVOKED, None, host_of(url))
    except (NotFetched, Broken) as cause:
        is_foreign = isinstance(cause, Broken) and cause.is_foreign
        line = no if is_foreign else open_question
        checks.append(
            line("issuer", _("Its issuer's site does not confirm it"), cause.sentence)
        )
        return report(Verdict.NOT_THEIRS if is_foreign else Verdict.UNCERTAIN)
    checks.append(
        yes(
            "issuer",
            _("It stands at its issuer's own address"),
            _("Assertion, badge and issuer, all read just now from %(host)s.")
            % {"host": host_of(url)},
        )
    )
    checks.append(same := compared(given, hosted))
    if not same.passed:
        return report(Verdict.CHANGED)
    dates, verdict = _dates(hosted, reach)
    checks += [dates, status := _status(hosted)]
    if not status.passed:
        verdict = Verdict.REVOKED
    document = {**hosted, "badge": {**badge, "issuer": issuer}}
    return report(verdict or Verdict.GOOD_ELSEWHERE, document, host_of(url))


def host_of(url: str) -> str:
    """The host of an address, in small letters; empty when it has none."""
    if not url.isprintable():
        return ""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def reason_of(body: bytes) -> str:
    """Why a revoked assertion was taken back, as its site says; or that it was."""
    try:
        reason = json.loads(body).get("revocationReason", "")
    except (ValueError, AttributeError, RecursionError):
        reason = ""
    said = reason[:200] if isinstance(reason, str) and reason.isprintable() else ""
    return said or _("The issuer took it back.")


def _method(given: Json) -> Any:
    method = given.get("verification", given.get("verify"))
    return method.get("type") if isinstance(method, dict) else method


def _chain(hosted: Json, url: str, reach: Reach) -> tuple[Json, Json]:
    """The badge and the issuer of a hosted assertion. Raises Broken or NotFetched."""
    if hosted.get("id") != url or "Assertion" not in types_of(hosted):
        raise Broken(_("What stands at its address is another document."))
    badge = _linked(hosted.get("badge"), "BadgeClass", reach)
    issuer = _linked(badge.get("issuer"), None, reach)
    origins = {host_of(str(issuer["id"]))}
    rules = issuer.get("verification")
    allowed = rules.get("allowedOrigins") if isinstance(rules, dict) else None
    if allowed:
        listed = allowed if isinstance(allowed, list) else [allowed]
        origins = {str(origin) for origin in listed}
    if host_of(url) not in origins or host_of(str(badge["id"])) not in (
        host_of(str(issuer["id"])),
        *origins,
    ):
        raise Broken(
            _("It stands at %(here)s, and its issuer is at %(there)s.")
            % {"here": host_of(url), "there": host_of(str(issuer["id"]))},
            is_foreign=True,
        )
    return badge, issuer


def _linked(named: Any, kind: str | None, reach: Reach) -> Json:
    """The document that another one names, read from its own address."""
    url = named.get("id") if isinstance(named, dict) else named
    if not isinstance(url, str):
        raise Broken(_("It does not say where its badge and its issuer stand."))
    found = reach.document(url)
    wanted = {kind} if kind else {"Issuer", "Profile"}
    if found.get("id") != url or not wanted & set(types_of(found)):
        raise Broken(
            _("What stands at %(url)s is another document.") % {"url": url[:200]}
        )
    return found


def compared(given: Json, hosted: Json) -> Check:
    """Whether a file says what stands at its own address."""
    other = [n for n in TELLING if _plain(given.get(n)) != _plain(hosted.get(n))]
    if other:
        return no(
            "signature",
            _("The file says something else than its issuer's site"),
            _("They differ in: %(names)s.") % {"names": ", ".join(other)},
        )
    return yes("signature", _("The file says what its issuer's site says"))


def _plain(value: Any) -> Any:
    """A linked thing by its address; `badge` may be written out or only named."""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return value["id"]
    return value


def _dates(hosted: Json, reach: Reach) -> tuple[Check, Verdict | None]:
    until = hosted.get("expires")
    try:
        if moment(hosted.get("issuedOn")) > reach.now:
            return no("dates", _("It is not valid yet")), Verdict.NOT_YET
        if until is not None and moment(until) <= reach.now:
            detail = _("It was valid until %(day)s.") % {"day": until[:10]}
            return no("dates", _("It has expired"), detail), Verdict.EXPIRED
    except ValueError:
        return no("dates", _("Its dates cannot be read")), Verdict.UNCERTAIN
    return yes("dates", _("It has not expired")), None


def _status(hosted: Json) -> Check:
    if hosted.get("revoked", False) is not False:
        reason = hosted.get("revocationReason")
        said = reason[:200] if isinstance(reason, str) else ""
        return no("status", _("It was revoked"), said or _("The issuer took it back."))
    return yes(
        "status", _("It has not been revoked"), _("Its issuer's site still shows it.")
    )
