"""A check as this site makes it: what it publishes itself, and the door to the rest."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

from credentials.checking.fetching import Door
from credentials.checking.reach import Fetched, Reach, nowhere, published_only
from credentials.models import Award, Issuer, PublishedDocument, Transcript
from lms.core import clock

USUAL = {"https": 443, "http": 80}
LIST = re.compile(
    r"(?P<origin>.+)/status/(?P<purpose>[a-z]+)/((?P<slug>.+)-)?(?P<number>[0-9]{1,9})"
)


def reach() -> Reach:
    """What one check on this site may ask for. Reads the issuers.

    Our own documents are read where they are stored; nothing of ours goes over the
    network, so the site never asks itself.
    """
    issuers = list(Issuer.objects.all())
    door = Door(agent=agent())
    here = hosts([issuer.origin for issuer in issuers])

    def outside(url: str) -> Fetched:
        return nowhere(url) if host_of(url) in here else door.fetch(url)

    return Reach(
        clock.now(),
        published_only(PublishedDocument.objects.body_at, outside),
        {issuer.did: issuer.document_url for issuer in issuers},
        taken_back,
    )


def taken_back(url: str, index: int) -> bool:
    """Whether the award or transcript that holds an entry of a list of ours was taken back.

    The row says so at once; the list says so once a task has published it.
    """
    match = LIST.fullmatch(url)
    if match is None:
        return False
    entry = {
        "status_list__issuer__origin": match["origin"],
        "status_list__issuer__slug": match["slug"] or "",
        "status_list__purpose": match["purpose"],
        "status_list__number": int(match["number"]),
        "status_index": index,
        "revoked_at__isnull": False,
    }
    return (
        Award.objects.filter(**entry).exists()
        or Transcript.objects.filter(**entry).exists()
    )


def hosts(origins: list[str]) -> set[str]:
    """The hosts, with their ports, at which this site answers."""
    return {
        host_of(url) for url in (settings.SITE_URL, settings.CREDENTIALS_URL, *origins)
    }


def host_of(url: str) -> str:
    """Host and port of an address, written in one way; empty when it has none.

    Small letters, no dot at the end, no port where it is the usual one.
    """
    try:
        found = urlsplit(url)
        host, port = (found.hostname or "").rstrip("."), found.port
    except ValueError:
        return ""
    is_usual = port in (None, USUAL.get(found.scheme))
    return host if is_usual or not host else f"{host}:{port}"


def agent() -> str:
    """How this site names itself to others."""
    return f"{settings.WAGTAIL_SITE_NAME} credential check (+{settings.SITE_URL})"
