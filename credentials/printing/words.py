"""What stands on the sheets of an award: its snapshot's words, in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from credentials.art import images
from credentials.art.certificate import reach_svg
from credentials.checking.reports import Report, Verdict
from credentials.errors import NotForPaper
from credentials.models import Award
from credentials.pages.history import validity_words
from credentials.printing.sheets import Paper
from credentials.standards.openbadges import hours

REACH, LANE, SWING = 800, 5, 24  # units of the river: its length, a strand, its bends


def words_of(
    award: Award, report: Report, *, paper: Paper, made_on: dt.date, issuers: list[str]
) -> dict[str, Any]:
    """All words and pictures of an award's sheets.

    `report` is what a check of its signed file found just now; `issuers` are the names
    of those who issued it, two for a joint credential.

    Raises:
        NotForPaper: revoked, or not every check passed.
    """
    said = award.snapshot
    achievement, holder = said["achievement"], said["recipient"]["name"]
    strands = images.strands_of(said)
    slugs = strands or (achievement["slug"],)
    river_height = LANE * len(slugs) + SWING
    day = date_format(award.awarded_at, "j F Y")
    names = together(issuers)
    return {
        "paper": paper.value,
        "language": (get_language() or "en").partition("-")[0],
        "title": f"{achievement['name']} · {holder}",
        "authors": issuers,
        "summary": achievement["description"],
        "certifies": _("This certifies that"),
        "holder": holder,
        "has_earned": has_earned(achievement["kind"]),
        "achievement": achievement["name"],
        "description": achievement["description"],
        "facts": facts(award, names, day),
        "status": status(award, report, made_on),
        "check_at": _("Check it at"),
        "address": award.url.partition("://")[2],
        "small_print": is_not(achievement["is_not"]),
        "held_by": _("earned by"),
        "scan": _("Scan to see what it asked for"),
        "issued": _("Issued by %(issuer)s on %(day)s") % {"issuer": names, "day": day},
        "note": "",
        "without_signs": _(
            "Signs that our typefaces do not have are left out; the signed file holds all."
        ),
        "stone_alt": _("Its stone"),
        "qr_alt": _("A code for cameras, with the address that stands beside it"),
        "river_high": river_height / REACH,
        "pictures": {
            "stone": images.stone_of(said),
            "river": reach_svg(slugs, REACH, river_height, for_print=True),
            "qr": images.qr(award.url),
        },
    }


def together(issuers: list[str]) -> str:
    """The names of one or two issuers in one phrase."""
    if len(issuers) == 2:
        first, second = issuers
        return _("%(first)s and %(second)s") % {"first": first, "second": second}
    return issuers[0]


def has_earned(kind: str) -> str:
    """What stands between the holder's name and that of the achievement."""
    if kind == "certificate":
        return _("has earned the certificate")
    if kind == "badge":
        return _("has earned the badge")
    return _("has met the task")


def facts(award: Award, issuers: str, day: str) -> list[tuple[str, str]]:
    """Terms and values below the title, only those that there are."""
    achievement = award.snapshot["achievement"]
    minutes = achievement["minutes"]
    planned = _("%(hours)s hours of study, as planned by the authors")
    return [
        (term, value)
        for term, value in (
            (_("Earned"), day),
            (_("Issued by"), issuers),
            (_("Level"), achievement.get("level", "")),
            (_("Time"), planned % {"hours": hours(minutes)} if minutes else ""),
            (_("Validity"), validity_words(award)),
            (_("Number"), str(award.public_id)),
        )
        if value
    ]


def status(award: Award, report: Report, made_on: dt.date) -> str:
    """What was found on the day of making; paper cannot know more."""
    day = {"day": date_format(made_on, "j F Y")}
    if award.revoked_at or report.verdict is Verdict.REVOKED:
        raise NotForPaper(
            _(
                "This credential was revoked, so there is nothing to print. Its page says when and why."
            )
        )
    if report.verdict is Verdict.EXPIRED or award.superseded_at:
        return (
            _("Genuine, and no longer valid on %(day)s, when this sheet was made.")
            % day
        )
    if not report.is_good:
        raise NotForPaper(
            _(
                "Not every check of this credential passed today, so it is not printed. Its page says which one did not."
            )
        )
    return (
        _(
            "Checked and valid on %(day)s, when this sheet was made. Scan the code to see its status today."
        )
        % day
    )


def is_not(lines: list[str]) -> str:
    """What it does not say, on one line."""
    return _("It is not: %(list)s") % {"list": " ".join(lines)} if lines else ""
