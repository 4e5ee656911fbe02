"""The guarded door: the only way from this site to an address that somebody else named.

https on port 443, no redirect, no cookie, no header of the asker's. Every address that a
name resolves to must be public, and the connection goes to the very address that was
checked, so a name cannot change its mind in between. Bytes, seconds and fetches are
counted. Source: security threat 24 (server-side request forgery); IANA's special-purpose
address registries.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, Queue
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from credentials.checking.reach import Fetched, Gone, NotFetched

PORT = 443
SECONDS, SECONDS_IN_ALL, FETCHES = 3.0, 5.0, 6
MAX_BYTES = 1_000_000
MAX_URL = 2_000
ACCEPT = "application/vc+ld+json, application/ld+json, application/json, application/jwt, text/plain;q=0.8, image/png;q=0.5, image/svg+xml;q=0.5"
KINDS = re.compile(
    r"(application/([a-z0-9.+-]*\+)?(json|jwt)|application/(vc|did)|text/plain"
    r"|image/png|image/svg\+xml)"
)
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}")
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_TUNNELS = [
    ipaddress.ip_network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_RELAYS = ipaddress.ip_network("192.88.99.0/24")

Resolve = Callable[[str], list[str]]
Connect = Callable[[str, float], socket.socket]

_lookups = threading.BoundedSemaphore(16)


def addresses_of(host: str) -> list[str]:
    """Every address that a name stands for today. Raises OSError."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def connect_to(address: str, seconds: float) -> socket.socket:
    """A connection to an address that was checked. Raises OSError."""
    return socket.create_connection((address, PORT), timeout=seconds)


def is_public(address: str) -> bool:
    """Whether an address is an ordinary one of the open Internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found not in _GLOBAL_V6 or any(found in block for block in _TUNNELS):
            return False
    elif found in _RELAYS:
        return False
    return found.is_global and not (
        found.is_multicast
        or found.is_reserved
        or found.is_loopback
        or found.is_link_local
        or found.is_private
        or found.is_unspecified
    )


@dataclass
class Door:
    """The door for one check: at most six fetches and five seconds, all together.

    `resolve` and `connect` are the machine's own; what they answer is always checked.
    """

    agent: str
    resolve: Resolve = addresses_of
    connect: Connect = connect_to
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic
    left: int = FETCHES
    until: float = 0.0

    def fetch(self, url: str) -> Fetched:
        """What stands at an address. Raises NotFetched, with a sentence that names it."""
        host, path = parts_of(url)
        self.until = self.until or self.clock() + SECONDS_IN_ALL
        if self.left <= 0:
            raise NotFetched(
                _("It leads to more addresses than we look up for one check.")
            )
        self.left -= 1
        deadline = min(self.until, self.clock() + SECONDS)
        try:
            return self._ask(host, path, deadline)
        except TimeoutError as cause:
            raise NotFetched(
                _("%(host)s did not answer in time.") % {"host": host}
            ) from cause
        except ssl.SSLError as cause:
            raise NotFetched(
                _("%(host)s could not prove that it is %(host)s (its certificate).")
                % {"host": host}
            ) from cause
        except (OSError, http.client.HTTPException) as cause:
            raise NotFetched(
                _("%(host)s could not be reached.") % {"host": host}
            ) from cause

    def _ask(self, host: str, path: str, deadline: float) -> Fetched:
        address = self._checked(host, deadline)
        plain = self.connect(address, self._rest(deadline))
        with plain:
            plain.settimeout(self._rest(deadline))
            with self.context.wrap_socket(plain, server_hostname=host) as line:
                line.settimeout(self._rest(deadline))
                line.sendall(self._request(host, path))
                return _answer(host, _Timed(line, lambda: self._rest(deadline)))

    def _checked(self, host: str, deadline: float) -> str:
        found = self._looked_up(host, self._rest(deadline))
        if not found or not all(is_public(address) for address in found):
            raise NotFetched(
                _(
                    "%(host)s is not an address of the open Internet, so we do not ask it."
                )
                % {"host": host}
            )
        return found[0]

    def _looked_up(self, host: str, seconds: float) -> list[str]:
        """The addresses of a name, or TimeoutError: the machine's resolver has no limit."""
        answer: Queue[list[str] | Exception] = Queue()

        def look() -> None:
            try:
                answer.put(self.resolve(host))
            except (OSError, UnicodeError) as cause:
                answer.put(cause)
            finally:
                _lookups.release()

        if not _lookups.acquire(timeout=seconds):
            raise TimeoutError
        threading.Thread(target=look, daemon=True).start()
        try:
            found = answer.get(timeout=seconds)
        except Empty as cause:
            raise TimeoutError from cause
        if isinstance(found, Exception):
            raise NotFetched(
                _("There is no %(host)s, or its name could not be looked up.")
                % {"host": host}
            ) from found
        return found

    def _rest(self, deadline: float) -> float:
        rest = deadline - self.clock()
        if rest <= 0:
            raise TimeoutError
        return rest

    def _request(self, host: str, path: str) -> bytes:
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            f"User-Agent: {self.agent}",
            f"Accept: {ACCEPT}",
            "Accept-Encoding: identity",
            "Connection: close",
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def parts_of(url: str) -> tuple[str, str]:
    """Host and path of an address that we are ready to ask. Raises NotFetched."""
    try:
        if not url.isprintable():
            raise ValueError("It would be read without what cannot be seen in it")
        found = urlsplit(url)
        port, host = found.port, (found.hostname or "").rstrip(".")
        host = host.encode("idna").decode().lower()
    except (ValueError, UnicodeError) as cause:
        raise NotFetched(_("That is not an address.")) from cause
    if len(url) > MAX_URL or found.scheme != "https":
        raise NotFetched(
            _(
                "“%(url)s” does not begin with https://, so nobody could vouch for the answer."
            )
            % {"url": url[:120]}
        )
    if found.username is not None or found.password is not None:
        raise NotFetched(_("The address holds a name or a password. Take that out."))
    if port not in (None, PORT):
        raise NotFetched(
            _("The address names port %(port)s; we ask only the usual one.")
            % {"port": port}
        )
    if not _HOST.fullmatch(host):
        raise NotFetched(
            _("“%(host)s” is not a name of the open Internet, so we do not ask it.")
            % {"host": host[:120]}
        )
    path = quote(found.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(found.query, safe="/%:@!$&'()*+,;=-._~?")
    return host, f"{path}?{query}" if query else path


def _answer(host: str, line: _Timed) -> Fetched:
    response = http.client.HTTPResponse(line, method="GET")  # type: ignore[arg-type]
    response.begin()
    kind = (response.headers.get_content_type() or "").lower()
    if response.status == http.HTTPStatus.GONE:
        raise Gone(response.read(MAX_BYTES))
    if 300 <= response.status < 400:
        raise NotFetched(
            _(
                "%(host)s sends us on to another address. We follow no such sign; give us the last address."
            )
            % {"host": host}
        )
    if response.status != http.HTTPStatus.OK:
        raise NotFetched(
            _("%(host)s has nothing there (it answered %(status)s).")
            % {"host": host, "status": response.status}
        )
    if kind in ("text/html", "application/xhtml+xml"):
        raise NotFetched(
            _(
                "At %(host)s stands a web page, not a signed file. Open it, download the credential (JSON, PNG or SVG), and choose that file here."
            )
            % {"host": host}
        )
    if not KINDS.fullmatch(kind) or response.headers.get("Content-Encoding"):
        raise NotFetched(
            _("%(host)s answers with something that is no credential (%(kind)s).")
            % {"host": host, "kind": kind[:60]}
        )
    body = response.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NotFetched(_("What %(host)s sends is larger than 1 MB.") % {"host": host})
    return Fetched(body, kind)


class _Timed(io.RawIOBase):
    """A connection that ends at the deadline, however slowly bytes drip out of it."""

    def __init__(self, line: ssl.SSLSocket, rest: Callable[[], float]) -> None:
        self.line = line
        self.rest = rest

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `HTTPResponse` reads from."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is read, never written."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes, if they come before the deadline. Raises TimeoutError."""
        self.line.settimeout(self.rest())
        return self.line.recv_into(buffer)
