"""Checking what this site issued against what it publishes, one sentence a check. Pure.

Nothing is called good that was not checked: a credential is good only when every check
ran and passed. Keys come from our own published documents, never from an address that
the credential itself names (security: threat 8). `published` finds the body of a
published document by its address; it never goes over the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from credentials.checking import outside
from credentials.checking.reach import (
    Reach,
    TakenBack,
    nothing_more,
    nowhere,
    published_only,
)
from credentials.checking.reports import Report

Published = Callable[[str], str | None]


def check(
    text: str,
    *,
    published: Published,
    issuers: Mapping[str, str],
    now: dt.datetime,
    taken_back: TakenBack = nothing_more,
) -> Report:
    """Check a credential's text; `issuers` are our DIDs and their documents' addresses.

    `taken_back` knows what we took back and may not have published yet (`Reach`).

    JSON or a token. Another issuer's is not ours, and is not looked at any further. A
    check that cannot be made because an earlier one failed is listed as not made.
    """
    reach = Reach(now, published_only(published, nowhere), issuers, taken_back)
    return outside.only_ours(outside.examine(text, reach, only_ours=True))
