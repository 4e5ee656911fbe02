"""What a credential carries inside: the badges of a learner record, and endorsements. Pure.

Each is checked alone and gets one line. Sources: CLR 2.0 (ClrSubject.verifiableCredential),
Open Badges 3.0 (endorsement, endorsementJwt).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from credentials.checking.claims import claims
from credentials.checking.reports import (
    Check,
    Outcome,
    Report,
    Verdict,
    open_question,
)
from credentials.checking.texts import Kind, issuer_name, issuer_of
from credentials.standards.canonical import Json, never

MAX_MEMBERS = 50
MAX_ENDORSEMENTS = 10
MEMBER, ENDORSEMENT = "member", "endorsement"

Look = Callable[[str | Json], Report]


def check(
    document: Json, kind: Kind, look: Look, is_spent: Callable[[], bool] = never
) -> list[Check]:
    """A line for each member and each endorsement; what no time is left for is counted."""
    lines: list[Check] = []

    def add(
        name: str, given: list[Any], limit: int, line: Callable[..., Check]
    ) -> None:
        for n, one in enumerate(given):
            if n == limit or is_spent():
                lines.append(_too_many(name, len(given) - n))
                return
            lines.append(line(one, look))

    if kind is Kind.TRANSCRIPT:
        inside = _list(document["credentialSubject"].get("verifiableCredential"))
        add(MEMBER, inside, MAX_MEMBERS, _member)
    add(ENDORSEMENT, list(_endorsements(document)), MAX_ENDORSEMENTS, _endorsement)
    return lines


def spoils(lines: Sequence[Check], verdict: Verdict) -> bool:
    """Whether what is inside forbids to call the whole what it would be called alone."""
    return any(
        line.outcome is Outcome.FAILED
        or (
            line.outcome is Outcome.NOT_CHECKED
            and line.name == MEMBER
            and verdict is not Verdict.NO_LIST
        )
        for line in lines
    )


def _member(inside: Any, look: Look) -> Check:
    if not isinstance(inside, (str, dict)):
        return open_question(MEMBER, _("One part of it cannot be read"))
    report = look(inside)
    said = claims(report)
    name = said.name if said else _("A part of it")
    issuer = _whose(report)
    sentence = f"“{name}”, {issuer}: " if issuer else f"{name}: "
    return Check(
        MEMBER, _outcome(report), sentence + _words(report.verdict), _why(report)
    )


def _endorsement(found: tuple[Any, set[str]], look: Look) -> Check:
    inside, about = found
    if not isinstance(inside, (str, dict)):
        return open_question(ENDORSEMENT, _("An endorsement of it cannot be read"))
    report = look(inside)
    document = report.document or {}
    by = _whose(report) or _("somebody")
    outcome, words = _outcome(report), _words(report.verdict)
    subject = document.get("credentialSubject")
    if report.is_genuine and isinstance(subject, dict):
        if subject.get("id") not in about:
            outcome, words = Outcome.FAILED, _("it endorses something else")
        elif report.verdict is Verdict.NO_LIST:
            outcome, words = Outcome.PASSED, _("the signature holds")
    sentence = _("Endorsed by %(by)s: %(words)s") % {"by": by, "words": words}
    return Check(ENDORSEMENT, outcome, sentence, _why(report))


def _whose(report: Report) -> str:
    """Whose word a part is: a host, or a key; of ours the name. Empty unless genuine.

    What somebody calls themselves nobody checked, so it never stands beside a mark.
    """
    if not report.is_genuine:
        return ""
    return report.short_signer or issuer_name(report.document or {})[:120]


def _endorsements(document: Json) -> Iterator[tuple[Any, set[str]]]:
    """Every endorsement, and what it may be about."""
    subject = document["credentialSubject"]
    achievement = subject.get("achievement")
    issuer = document.get("issuer")
    whole = {document.get("id"), subject.get("id"), issuer_of(document)}
    inner = achievement.get("id") if isinstance(achievement, dict) else None
    about = {x for x in (*whole, inner) if isinstance(x, str)}
    for place in (document, achievement, issuer):
        if isinstance(place, dict):
            for name in ("endorsement", "endorsementJwt"):
                yield from ((x, about) for x in _list(place.get(name)))


def _list(found: Any) -> list[Any]:
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def _outcome(report: Report) -> Outcome:
    if report.verdict in (Verdict.GOOD, Verdict.GOOD_ELSEWHERE):
        return Outcome.PASSED
    if report.verdict in (Verdict.NO_LIST, Verdict.UNCERTAIN):
        return Outcome.NOT_CHECKED
    return Outcome.FAILED


def _why(report: Report) -> str:
    """The first thing that was not in order, in words."""
    for check in report.checks:
        if not check.passed:
            return f"{check.sentence}. {check.detail}".strip()
    return _("Signature, issuer, dates and status agree.")


def _words(verdict: Verdict) -> str:
    return {
        Verdict.GOOD: _("genuine, and valid today"),
        Verdict.GOOD_ELSEWHERE: _("the signature holds, and it is valid today"),
        Verdict.NO_LIST: _("the signature holds; nothing says whether it was revoked"),
        Verdict.REVOKED: _("revoked"),
        Verdict.EXPIRED: _("expired"),
        Verdict.NOT_YET: _("not valid yet"),
        Verdict.CHANGED: _("changed after it was signed"),
        Verdict.NOT_THEIRS: _("not signed by the issuer it names"),
        Verdict.UNCERTAIN: _("could not be checked"),
    }.get(verdict, _("not a credential that we can read"))


def _too_many(name: str, count: int) -> Check:
    return open_question(name, _("%(count)s more were not checked") % {"count": count})
