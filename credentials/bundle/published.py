"""What anybody may know about some issuers, exactly as published: keys, lists, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from credentials.art import images
from credentials.models import (
    Achievement,
    Issuer,
    ProgramRule,
    PublishedDocument,
    SigningKey,
    StatusList,
)
from credentials.pages.achievement import as_json, rules_of, stone_of
from credentials.standards.canonical import dumps
from credentials.views.ob2 import badge_class, profile
from credentials.views.published import okp


@dataclass(frozen=True)
class Published:
    """Public documents with their addresses.

    `as_of` is the day up to which the oldest list is known to be right: a list is signed
    anew after every revocation and every night. `dids` and `lists` are texts by DID and
    by address.
    """

    as_of: dt.datetime
    dids: dict[str, str]
    lists: dict[str, str]
    files: dict[str, bytes]


def published_of(
    issuers: Iterable[Issuer],
    lists: Iterable[StatusList],
    achievements: Iterable[Achievement],
) -> Published:
    """The documents by which the credentials of some issuers are checked.

    As many queries however many there are. Raises PublishedDocument.DoesNotExist.
    """
    issuers, achievements = list(issuers), list(achievements)
    keys = SigningKey.objects.published().filter(issuer__in=issuers)
    files = {
        f"keys/{key.kid}": dumps(key.public_jwk or okp(key)).encode() for key in keys
    }
    addresses = {issuer.did: issuer.document_url for issuer in issuers}
    rows = at(addresses.values())
    if lacking := set(addresses.values()) - rows.keys():
        raise PublishedDocument.DoesNotExist(", ".join(sorted(lacking)))
    listed = at([each.url for each in lists])
    for found in (*rows.values(), *listed.values()):
        files[path_of(found.url)] = found.body.encode()
    rules = rules_of(achievements)
    for achievement in achievements:
        files |= achievement_files(achievement, rules.get(achievement.pk))
    moments = [found.published_at for found in listed.values()]
    return Published(
        min(moments) if moments else latest(),
        {name: rows[url].body for name, url in addresses.items()},
        {url: found.body for url, found in listed.items()},
        files,
    )


def at(urls: Iterable[str]) -> dict[str, PublishedDocument]:
    """What is published at some addresses: one query."""
    return {
        found.url: found
        for found in PublishedDocument.objects.filter(url__in=list(urls)).order_by("pk")
    }


def latest() -> dt.datetime:
    """When anything was published last."""
    moment: dt.datetime = PublishedDocument.objects.latest("published_at").published_at
    return moment


def achievement_files(
    achievement: Achievement, rule: ProgramRule | None
) -> dict[str, bytes]:
    """What an achievement asks for, and its stone, where credentials look for them."""
    path, svg = f"achievements/{achievement.public_id}", stone_of(achievement, rule)
    return {
        path: dumps(as_json(achievement, rule)).encode(),
        f"{path}.png": images.png(svg),
    }


def hosted_files(
    issuers: Iterable[Issuer], achievements: Iterable[Achievement]
) -> dict[str, bytes]:
    """Profiles and badge classes that hosted Open Badges 2.0 assertions point to."""
    documents = [profile(issuer) for issuer in issuers]
    documents += [badge_class(achievement) for achievement in achievements]
    return {path_of(d["id"]): dumps(d).encode() for d in documents}


def path_of(url: str) -> str:
    """Where a public address stands below a web root."""
    return urlsplit(url).path.lstrip("/")
