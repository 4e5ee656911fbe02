"""The sentences of the page that checks credentials without a network."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def words(as_of: dt.datetime, hosts: str) -> dict[str, Any]:
    """What the page can say; `hosts` are where newer keys and lists would stand."""
    day = date_format(as_of, "j F Y")
    where = {"day": day, "hosts": hosts}
    return {
        "working": _("Checking …"),
        "earned": _("Earned"),
        "by": _("by"),
        "issuer": _("Issued by"),
        "on": _("on"),
        "until": _("Valid until"),
        "mind": _(
            "The name is no proof of identity: whether the person before you is the one it names, only you can tell."
        ),
        "nothing": _(
            "There is no credential in this file. Choose a signed file (JSON), or the picture of a badge (PNG or SVG) as it was downloaded."
        ),
        "large": _("Such a file is at most one megabyte large. This one is larger."),
        "marks": {
            "passed": _("Yes"),
            "failed": _("No"),
            "not_checked": _("Not checked"),
        },
        "verdicts": {
            "good": [
                _("Every check held"),
                _(
                    "Key and status list are those of %(day)s. Whether it was revoked later, this page cannot know; ask at %(hosts)s while that answers."
                )
                % where,
            ],
            "revoked": [
                _("This credential was revoked"),
                _("Its issuer took it back: the list of %(day)s says so.") % where,
            ],
            "bad": [
                _("Do not trust this file"),
                _("A check failed. What it says may not be what was issued."),
            ],
            "unknown": [
                _("Not everything could be checked"),
                _(
                    "Nothing was found to be wrong, but what could not be checked is not good either."
                ),
            ],
        },
        "checks": checks(where),
        "why": why(hosts),
    }


def checks(where: dict[str, str]) -> dict[str, dict[str, str]]:
    """One question a line: its topic, and the sentence for yes and for no."""
    return {
        "format": {
            "topic": _("What kind of file it is"),
            "passed": _("It is a badge, certificate or transcript (Open Badges 3.0)"),
            "failed": _("It is no Open Badges 3.0 credential of the kind we know"),
        },
        "issuer": {
            "topic": _("Who issued it"),
            "passed": _("The key that signed belongs to its issuer"),
            "failed": _("It names an issuer or a key that this bundle does not have"),
            "detail": _("By the issuer’s keys as they were published on %(day)s.")
            % where,
        },
        "signature": {
            "topic": _("Whether it was changed"),
            "passed": _("The signature fits every letter"),
            "failed": _("The signature does not fit: it was changed after signing"),
        },
        "dates": {
            "topic": _("Its dates"),
            "passed": _("It is valid today"),
            "failed": _("It is not valid today: it has not begun, or has ended"),
            "detail": _("By this device’s clock."),
        },
        "status": {
            "topic": _("Whether it was revoked"),
            "passed": _("It was not revoked by %(day)s") % where,
            "failed": _("It was revoked"),
            "detail": _("By the issuer’s own signed list, checked too."),
        },
        "members": {
            "topic": _("The badges in this transcript"),
            "passed": _("Every badge in this transcript passed the same checks"),
            "failed": _("A badge in this transcript failed a check: open it alone"),
        },
    }


def why(hosts: str) -> dict[str, str]:
    """Why a question could not be asked."""
    return {
        "browser": _(
            "This browser cannot check Ed25519 signatures. Open this page in a newer one: Firefox 129, Safari 17, Chrome or Edge 137, or later."
        ),
        "list": _(
            "Its status list is not in this bundle, or is not its issuer’s. Ask at %(hosts)s while that answers."
        )
        % {"hosts": hosts},
        "before": _("It was not asked, because of the answer before."),
    }
