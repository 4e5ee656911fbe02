"""What checks of a credential found: one sentence a check, and one verdict. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from django.utils.translation import gettext as _

from credentials.standards.canonical import Json


class Outcome(StrEnum):
    """What one check found."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Verdict(StrEnum):
    """What all checks together say.

    GOOD is for our own alone. Another issuer's is GOOD_ELSEWHERE when every check passed,
    and NO_LIST when all passed that could be asked and it names no list of revocations.
    PARTLY: it is signed and valid, but something that it carries is not.
    """

    GOOD = "good"
    GOOD_ELSEWHERE = "good_elsewhere"
    NO_LIST = "no_list"
    PARTLY = "partly"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    CHANGED = "changed"
    NOT_THEIRS = "not_theirs"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"
    UNCERTAIN = "uncertain"


GENUINE = frozenset(
    {
        Verdict.GOOD,
        Verdict.GOOD_ELSEWHERE,
        Verdict.NO_LIST,
        Verdict.PARTLY,
        Verdict.REVOKED,
        Verdict.EXPIRED,
        Verdict.NOT_YET,
    }
)


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
    """All checks of one document, in order; `document` is set once it could be read.

    `signer` is whose word it is, for a credential that is not ours: a host, or a key.
    """

    checks: tuple[Check, ...]
    checked_at: dt.datetime
    document: Json | None = field(default=None, compare=False)
    verdict: Verdict = Verdict.UNREADABLE
    signer: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it is ours, and every check ran and passed."""
        return self.verdict is Verdict.GOOD

    @property
    def is_genuine(self) -> bool:
        """Whether what it says is its issuer's own word, valid today or not."""
        return self.verdict in GENUINE

    @property
    def short_signer(self) -> str:
        """Its signer for a heading: a host as it is, of a key both ends."""
        name = self.signer
        return f"{name[:14]}…{name[-6:]}" if self.is_nameless else name

    @property
    def is_nameless(self) -> bool:
        """Whether nothing but a key stands behind it, which could be anybody's."""
        return self.signer.startswith("did:key:")

    def outcome(self, name: str) -> Outcome | None:
        """What the check of this name found, if there was one."""
        return next((c.outcome for c in self.checks if c.name == name), None)

    def completed(self) -> Self:
        """The same, with a line for each of the usual checks that was not made."""
        made = {c.name for c in self.checks}
        left = tuple(not_made(name) for name in NAMES if name not in made)
        return replace(self, checks=(*self.checks, *left))


NAMES = ("structure", "issuer", "signature", "dates", "status")


def yes(name: str, sentence: str, detail: str = "") -> Check:
    """A check that passed."""
    return Check(name, Outcome.PASSED, sentence, detail)


def no(name: str, sentence: str, detail: str = "") -> Check:
    """A check that failed."""
    return Check(name, Outcome.FAILED, sentence, detail)


def open_question(name: str, sentence: str, detail: str = "") -> Check:
    """A check that could not be made."""
    return Check(name, Outcome.NOT_CHECKED, sentence, detail)


def unchecked(detail: str) -> Check:
    """The status that could not be asked for, and why."""
    return open_question(
        "status", _("Whether it was revoked could not be checked"), detail
    )


def not_made(name: str) -> Check:
    """A check that was not made, because one before it failed."""
    questions = {
        "structure": _("What it is"),
        "issuer": _("Who issued it"),
        "signature": _("Whether it was changed"),
        "dates": _("Its dates"),
        "status": _("Whether it was revoked"),
    }
    return open_question(
        name, questions[name], _("Not checked, because of what stands above.")
    )
