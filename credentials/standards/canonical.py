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

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

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
}
MAX_WORK = 2_000
"""Calls of the costly half of RDFC that one document may take (ours take none)."""

Json = dict[str, Any]

_NOWHERE = "https://relative.invalid/"
_UNSIGNABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unsafe(Exception):
    """The document cannot be signed or checked so that everybody reads it alike."""


@cache
def context(url: str) -> Json:
    """A frozen context. Raises Unsafe for any other address or changed file."""
    if url not in FROZEN:
        raise Unsafe(f"Unknown context {url}")
    name, digest = FROZEN[url]
    data = (FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise Unsafe(f"The frozen context {name} was changed")
    document: Json = json.loads(data)
    return document


def rdfc(document: Json, load: Callable[[str], Json] = context) -> str:
    """Canonical N-Quads of a document. Raises Unsafe."""
    for value in _values(document):
        _check(value)
    options = {"documentLoader": _loader(load), "base": _NOWHERE}
    processor = jsonld.JsonLdProcessor(on_property_dropped=_refuse)
    try:
        expanded = processor.expand(document, options)
        for value in _values(expanded):
            if isinstance(value, str) and value.startswith((_NOWHERE, "_:")):
                raise Unsafe("A relative or private identifier")
        dataset = processor.to_rdf(
            expanded, {**options, "produceGeneralizedRdf": False}
        )
        return str(_Bounded().main(dataset, {"format": "application/n-quads"}))
    except (jsonld.JsonLdError, RecursionError, TypeError, KeyError) as cause:
        raise Unsafe(str(cause)) from cause


def dumps(document: Json) -> str:
    """JSON as it is stored, signed and served: compact, UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


class _Bounded(URDNA2015):  # type: ignore[misc]
    """RDFC that gives up on graphs made to keep it busy for years."""

    work = 0

    def hash_n_degree_quads(self, *arguments: Any) -> Any:
        self.work += 1
        if self.work > MAX_WORK:
            raise Unsafe("Too costly to canonicalize")
        return super().hash_n_degree_quads(*arguments)


def _loader(load: Callable[[str], Json]) -> Callable[[str, Mapping[str, Any]], Json]:
    def answer(url: str, options: Mapping[str, Any]) -> Json:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": load(url),
        }

    return answer


def _refuse(name: object, *rest: object) -> None:
    raise Unsafe(f"Undefined term {name}")


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
