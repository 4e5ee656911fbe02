"""What anybody may know about some issuers, exactly as published: keys, lists, words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from credentials.art import images
from credentials.models import Achievement, Issuer, PublishedDocument, StatusList
from credentials.pages.achievement import as_json, rule_of, stone_of
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
    """The documents by which the credentials of some issuers are checked."""
    dids, files, moments = {}, {}, []
    for issuer in issuers:
        found = PublishedDocument.objects.get(url=issuer.document_url)
        dids[issuer.did] = found.body
        files[path_of(found.url)] = found.body.encode()
        for key in issuer.keys.published():
            jwk = key.public_jwk or okp(key)
            files[f"keys/{key.kid}"] = dumps(jwk).encode()
    rows = PublishedDocument.objects.filter(url__in=[listed.url for listed in lists])
    for found in rows:
        files[path_of(found.url)] = found.body.encode()
        moments.append(found.published_at)
    for achievement in achievements:
        files |= achievement_files(achievement)
    if not moments:
        newest = PublishedDocument.objects.latest("published_at")
        moments.append(newest.published_at)
    lists_by_url = {found.url: found.body for found in rows}
    return Published(min(moments), dids, lists_by_url, files)


def achievement_files(achievement: Achievement) -> dict[str, bytes]:
    """What an achievement asks for, and its stone, where credentials look for them."""
    path = f"achievements/{achievement.public_id}"
    svg = stone_of(achievement, rule_of(achievement))
    return {path: dumps(as_json(achievement)).encode(), f"{path}.png": images.png(svg)}


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
