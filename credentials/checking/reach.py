"""What a check may ask for: documents by their address, each once. Pure.

`fetch` is the only way out. For what this site publishes it reads rows; for what others
publish it goes through the guarded door, or nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from credentials.checking.texts import Unreadable, parsed
from credentials.standards.canonical import Json
from credentials.standards.did import document_path


@dataclass(frozen=True)
class Fetched:
    """What stands at an address: its bytes, and what its server calls them."""

    body: bytes
    kind: str = "application/json"


class NotFetched(Exception):
    """Nothing could be had from an address; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Gone(NotFetched):
    """The server says that what stood here was taken away (410)."""

    def __init__(self, body: bytes = b"") -> None:
        super().__init__(_("Its issuer took it away."))
        self.body = body


Fetch = Callable[[str], Fetched]
SECONDS = 5.0
_HOST = re.compile(r"(?P<host>[A-Za-z0-9.-]+)(%3[Aa](?P<port>[0-9]{1,5}))?")
_PART = re.compile(r"(?!\.{1,2}$)[^\x00-\x20\x7f/\\?#%]+")
TakenBack = Callable[[str, int], bool]


def nothing_more(url: str, index: int) -> bool:
    """Nothing is known beyond what the published list says."""
    return False


@dataclass(frozen=True)
class Reach:
    """The moment of a check, our own issuers, and the way to documents.

    `ours` are the DIDs of this site's issuers and the addresses of their documents.
    `taken_back` says whether what holds an entry of a list of ours was taken back, though
    the list may not have been published since. `seconds` is how long a check may compute,
    with all that a credential carries: work of its own thread, so that a busy machine
    takes nothing from it. (Waiting for others has a limit of its own, in the door.)
    """

    now: dt.datetime
    fetch: Fetch
    ours: Mapping[str, str] = field(default_factory=dict)
    taken_back: TakenBack = nothing_more
    seconds: float = SECONDS
    begun: float = field(default_factory=time.thread_time)
    _kept: dict[str, Fetched | NotFetched] = field(default_factory=dict)

    def is_spent(self) -> bool:
        """Whether the check has worked as long as it may; what is left is not checked."""
        return time.thread_time() - self.begun > self.seconds

    def get(self, url: str) -> Fetched:
        """What stands at an address, asked for once. Raises NotFetched."""
        if url not in self._kept:
            try:
                self._kept[url] = self.fetch(url)
            except NotFetched as refused:
                self._kept[url] = refused
        found = self._kept[url]
        if isinstance(found, NotFetched):
            raise found
        return found

    def text(self, url: str) -> str:
        """The text at an address. Raises NotFetched."""
        try:
            return self.get(url).body.decode("utf-8-sig").strip()
        except UnicodeDecodeError as cause:
            raise NotFetched(
                _("What stands at %(url)s is not text.") % {"url": url[:200]}
            ) from cause

    def document(self, url: str, *, is_list: bool = False) -> Json:
        """The JSON object at an address; `is_list` as for `parsed`. Raises NotFetched."""
        try:
            return parsed(self.text(url), is_list=is_list)
        except Unreadable as cause:
            raise NotFetched(
                _("What stands at %(url)s cannot be read. %(why)s")
                % {"url": url[:200], "why": cause.sentence}
            ) from cause

    def did_document(self, name: str) -> tuple[Json, str]:
        """A did:web's document, and where it stands. Raises NotFetched."""
        url = self.ours.get(name) or did_web_url(name)
        return self.document(url), url


def did_web_url(name: str) -> str:
    """Where a did:web's document stands, by its method's own rule. Raises NotFetched."""
    host = did_web_host(name)
    path = document_path(name)
    if not host or any(not _PART.fullmatch(part) for part in path[1:].split("/")):
        raise NotFetched(
            _("“%(name)s” is not a name that leads to an address.")
            % {"name": "".join(c for c in name if c.isprintable())[:120]}
        )
    return f"https://{host}{path}"


def did_web_host(name: str) -> str:
    """The host in a did:web, with its port if it has one; empty when it is none.

    Of a host only the colon before a port is written as %3A; whatever else is encoded
    there would become part of the path, or vanish.
    """
    match = _HOST.fullmatch(name.removeprefix("did:web:").partition(":")[0])
    if match is None:
        return ""
    port = f":{match['port']}" if match["port"] else ""
    return f"{match['host'].lower()}{port}"


def nowhere(url: str) -> Fetched:
    """A fetch that knows nothing and asks nobody. Raises NotFetched."""
    raise NotFetched(_("Nothing is published here at %(url)s.") % {"url": url[:200]})


def published_only(published: Callable[[str], str | None], otherwise: Fetch) -> Fetch:
    """A fetch of what `published` knows; all else is asked of `otherwise`."""

    def fetch(url: str) -> Fetched:
        body = published(url)
        return otherwise(url) if body is None else Fetched(body.encode())

    return fetch
