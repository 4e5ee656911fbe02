"""A check as this site makes it: what it publishes itself, and the door to the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from credentials.checking.fetching import Door
from credentials.checking.reach import Fetched, Reach, nowhere, published_only
from credentials.models import Issuer, PublishedDocument
from lms.core import clock


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
    )


def hosts(origins: list[str]) -> set[str]:
    """The hosts, with their ports, at which this site answers."""
    return {
        host_of(url) for url in (settings.SITE_URL, settings.CREDENTIALS_URL, *origins)
    }


def host_of(url: str) -> str:
    """Host and port of an address, in small letters; empty when it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def agent() -> str:
    """How this site names itself to others."""
    return f"{settings.WAGTAIL_SITE_NAME} credential check (+{settings.SITE_URL})"
