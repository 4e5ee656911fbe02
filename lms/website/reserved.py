"""Addresses that the site itself answers: no page of an author may hide behind them."""

from __future__ import annotations

from django.utils.translation import gettext as _

# First words of our own routes; a page with such an address could never be opened.
RESERVED_SLUGS = frozenset(
    {
        "_util",
        "accounts",
        "achievements",
        "appeals",
        "cms",
        "cohorts",
        "courses",
        "credentials",
        "desk",
        "dev",
        "discussions",
        "documents",
        "flags",
        "go",
        "hand-overs",
        "healthz",
        "invitations",
        "issuers",
        "join",
        "keys",
        "licenses",
        "log",
        "me",
        "media",
        "merge-offers",
        "nudges",
        "ob2",
        "posts",
        "private",
        "recaps",
        "restrictions",
        "schools",
        "search",
        "seats",
        "sessions",
        "static",
        "status",
        "steps",
        "stones",
        "threads",
        "transcripts",
        "unsubscribe",
        "verify",
        "ws",
    }
)


def refusal(slug: str) -> str:
    """The sentence that refuses a slug below the home page; empty when it is free."""
    if slug.lower() not in RESERVED_SLUGS:
        return ""
    return _("The site itself answers at /%(slug)s/. Choose another address.") % {
        "slug": slug
    }
