"""What checks of a credential found: one sentence a check, and one verdict. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from credentials.standards.canonical import Json


class Outcome(StrEnum):
    """What one check found."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """What all checks together say."""

    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    CHANGED = "changed"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Check:
    """One question, its answer, and the answer in words."""

    name: str
    outcome: Outcome
    sentence: str
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is yes."""
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True)
class Report:
    """All checks of one document, in order; `document` is set once it could be read."""

    checks: tuple[Check, ...]
    checked_at: dt.datetime
    document: Json | None = field(default=None, compare=False)
    verdict: Verdict = Verdict.UNREADABLE

    @property
    def is_good(self) -> bool:
        """Whether every check ran and passed."""
        return self.verdict is Verdict.GOOD

    @property
    def is_genuine(self) -> bool:
        """Whether what it says was signed by its issuer, valid today or not."""
        return self.verdict in (
            Verdict.GOOD,
            Verdict.REVOKED,
            Verdict.EXPIRED,
            Verdict.NOT_YET,
        )


def yes(name: str, sentence: str, detail: str) -> Check:
    """A check that passed."""
    return Check(name, Outcome.PASSED, sentence, detail)


def no(name: str, sentence: str, detail: str) -> Check:
    """A check that failed."""
    return Check(name, Outcome.FAILED, sentence, detail)


def unchecked(detail: str) -> Check:
    """The status that could not be asked for, and why."""
    return Check(
        "status",
        Outcome.NOT_CHECKED,
        _("Whether it was revoked could not be checked"),
        detail,
    )
