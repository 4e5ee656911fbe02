"""JSON-LD to canonical N-Quads (RDFC-1.0), safely.

Safe means: whatever another verifier would drop, resolve elsewhere or read differently
is refused here instead of signed. Contexts are frozen in this package; nothing is ever
fetched. Source: W3C vc-di-eddsa section 3.2; JSON-LD 1.1 API "safe mode".
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015
from pyld.context_resolver import ContextResolver

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

FOLDER = Path(__file__).parent / "contexts"
FROZEN = {
    CREDENTIALS_V2: (
        "credentials-v2.jsonld",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    # The copy of 2025. A later one at the same address adds terms that verifiers with
    # the older copy refuse; with this copy our own check refuses them too.
    OPEN_BADGES: (
        "ob-context-3.0.3.json",
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761",
    ),
    CLR: (
        "clr-context-2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
    # What others sign with; we only read these.
    CREDENTIALS_V1: (
        "credentials-v1.jsonld",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "ob-context-3.0.1.json",
        "cfc147db5fd5e3575b06bd471fe04784e92de69296f64a351b8dff0ec3372e9c",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "ob-context-3.0.2.json",
        "bba433989e1e700ca60838a3c22378e7d8381aeb0c9590f9ddf84d1714f10296",
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "ob-extensions.json",
        "146f85aa16effd7ca1da8056eb443f53ce1eca8a34186cb062832c0a97d889c3",
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "data-integrity-v1.jsonld",
        "c6e5073f4bd4bf6d08f245736e6f32c29b012860b18583644b2d71e1de862669",
    ),
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
    "https://www.w3.org/ns/credentials/status/v1": (
        "bitstring-status-list-v1.jsonld",
        "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7",
    ),
}
# The copy that stands at the same address since June 2026; only to check what others made.
NEWER = {
    OPEN_BADGES: (
        "ob-context-3.0.3-2026.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}
MAX_WORK = 4_000
"""Orders that the costly half of RDFC may try for one document (ours take none)."""
MAX_ALIKE = 6

Json = dict[str, Any]
_Load = Callable[[str, Mapping[str, Any]], Json]

_idle: list[Json] = []
"""What calls before kept of the frozen contexts, as many as ran at once."""
_NOWHERE = "https://relative.invalid/"
_UNSIGNABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unsafe(Exception):
    """The document cannot be signed or checked so that everybody reads it alike."""


class UnknownContext(Unsafe):
    """The document takes its words from an address that is not frozen here."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Unknown context {url}")
        self.url = url


class Undefined(Unsafe):
    """A word in the document means nothing, so that others would leave it out."""

    def __init__(self, name: object) -> None:
        super().__init__(f"Undefined term {name}")
        self.name = str(name)


class TooCostly(Unsafe):
    """The document was made so that reading it would take years."""

    def __init__(self) -> None:
        super().__init__("Too costly to canonicalize")


class OutOfTime(Unsafe):
    """The time for it was over before the document was read; nothing is known of it."""

    def __init__(self) -> None:
        super().__init__("Out of time")


def context(url: str) -> Json:
    """A frozen context. Raises Unsafe for any other address or changed file."""
    if url not in FROZEN:
        raise UnknownContext(url)
    return _frozen(*FROZEN[url])


def newer_context(url: str) -> Json:
    """A frozen context in the newest copy we know. Raises Unsafe as `context` does."""
    return _frozen(*NEWER[url]) if url in NEWER else context(url)


@cache
def _frozen(name: str, digest: str) -> Json:
    data = (FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Unsafe(f"The frozen context {name} was changed")
    document: Json = json.loads(data)
    return document


def words_added(url: str) -> set[str]:
    """The words that only the newest copy of a context knows."""
    if url not in NEWER:
        return set()
    return set(newer_context(url)["@context"]) - set(context(url)["@context"])


def never() -> bool:
    """Time without end: for what we sign ourselves."""
    return False


def rdfc(
    document: Json,
    load: Callable[[str], Json] = context,
    is_spent: Callable[[], bool] = never,
) -> str:
    """Canonical N-Quads of a document. Raises Unsafe; OutOfTime once `is_spent` says so.

    The library's one cache of contexts is not made for threads; here each call has one to
    itself, and leaves it to the next.
    """
    for value in _values(document):
        _check(value)
    try:
        kept = _idle.pop()
    except IndexError:  # all are in use: one more thread than ever before
        kept = {}
    try:
        return _rdfc(document, _loader(load), kept, is_spent)
    except (jsonld.JsonLdError, RecursionError, TypeError, KeyError) as cause:
        raise Unsafe("Not one way to read it") from cause
    finally:
        _idle.append(kept)


def _rdfc(document: Json, load: _Load, kept: Json, is_spent: Callable[[], bool]) -> str:
    options = {
        "documentLoader": load,
        "contextResolver": ContextResolver(kept, load),
        "base": _NOWHERE,
    }
    expanded = _Watched(is_spent).expand(document, options)
    for value in _values(expanded):
        if isinstance(value, str) and value.startswith((_NOWHERE, "_:")):
            raise Unsafe("A relative or private identifier")
    dataset = _Expanded(is_spent).to_rdf(
        expanded, {**options, "produceGeneralizedRdf": False}
    )
    canonical = _Bounded()
    canonical.is_spent = is_spent
    return str(canonical.main(dataset, {"format": "application/n-quads"}))


def dumps(document: Json) -> str:
    """JSON as it is stored, signed and served: compact, UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class _Watched(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """Drops no word, and stops when its time is over."""

    def __init__(self, is_spent: Callable[[], bool]) -> None:
        super().__init__(on_property_dropped=_refuse)
        self.is_spent = is_spent

    def _expand(self, *given: Any, **options: Any) -> Any:
        self._go_on()
        return super()._expand(*given, **options)

    def _process_context(self, *given: Any, **options: Any) -> Any:
        self._go_on()
        return super()._process_context(*given, **options)

    def _create_node_map(self, *given: Any, **options: Any) -> Any:
        self._go_on()
        return super()._create_node_map(*given, **options)

    def _go_on(self) -> None:
        if self.is_spent():
            raise OutOfTime


class _Expanded(_Watched):
    """Takes what is expanded already; the library would do it all over again."""

    def expand(self, input_: Any, options: Any) -> Any:
        """The same."""
        return input_


class _Bounded(URDNA2015):  # type: ignore[misc]
    """RDFC that gives up on graphs made to keep it busy for years."""

    work = 0
    is_spent: Callable[[], bool]

    def create_hash_to_related(self, *arguments: Any) -> Any:
        if self.is_spent():
            raise OutOfTime
        related = super().create_hash_to_related(*arguments)
        sizes = [len(nodes) for nodes in related.values()]
        if max(sizes, default=0) > MAX_ALIKE:
            raise TooCostly
        self.work += 1 + sum(math.factorial(size) for size in sizes)
        if self.work > MAX_WORK:
            raise TooCostly
        return related


def _loader(load: Callable[[str], Json]) -> _Load:
    def answer(url: str, options: Mapping[str, Any]) -> Json:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": load(url),
        }

    return answer


def _refuse(name: object, *rest: object) -> None:
    raise Undefined(name)


def _values(node: object) -> Iterator[object]:
    """Every key and scalar of a JSON document."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)
    else:
        yield node


def _check(value: object) -> None:
    """Refuse text and numbers that implementations hash differently."""
    if isinstance(value, str) and _UNSIGNABLE.search(value):
        raise Unsafe("A control character")
    if isinstance(value, float) and not (
        value == 0 or (math.isfinite(value) and 1e-6 <= abs(value) < 1e21)
    ):
        raise Unsafe("A number that not everybody writes alike")
