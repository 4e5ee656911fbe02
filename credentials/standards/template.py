"""Many documents that differ in a few words, put into canonical form at a low price.

JSON-LD is expanded once, with a token in the place of every word that differs. After
that each document costs a substitution in its N-Quads and the first step of RDFC-1.0:
blank nodes are named by the hashes of their quads. Whatever that shortcut does not
cover (hashes that are alike, several graphs, an unusual address) raises Unfit; then the
plain way decides. The result is the plain way's, byte for byte. Pure.

Source: RDF Dataset Canonicalization 1.0, sections 4.4 and 4.6; N-Quads 1.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from credentials.standards.canonical import Json, context, dumps, rdfc

VARYING = frozenset(
    [
        ("id",),
        ("validFrom",),
        ("validUntil",),
        ("awardedDate",),
        ("credentialStatus", "id"),
        ("credentialStatus", "statusListIndex"),
        ("credentialSubject", "id"),
        ("credentialSubject", "activityStartDate"),
        ("credentialSubject", "activityEndDate"),
        ("credentialSubject", "identifier", "*", "identityHash"),
        ("credentialSubject", "identifier", "*", "salt"),
        ("credentialSubject", "result", "*", "value"),
        ("evidence", "*", "id"),
    ]
)
"""Where two awards of one achievement differ; `*` stands for every place in a list."""

_TOKEN = "urn:x-tok:"  # noqa: S105
_PARTS = re.compile(r"(?:<|\")urn:x-tok:(\d+);(?:>|\")")
_QUAD = re.compile(
    r"(<[^>]*>|_:c14n\d+) (<[^>]*>) "
    r"(<[^>]*>|_:c14n\d+|\"(?:[^\"\\]|\\.)*\"(?:\^\^<[^>]*>|@[\w-]+)?) \."
)
_WRITTEN_ANEW = (
    "^^<http://www.w3.org/2001/XMLSchema#double>",
    "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>",
)
_ADDRESS = re.compile(r"(?:https?://|urn:uuid:)[^\x00-\x20<>\"{}|^`\\\x7f-\x9f]+")
_UNSIGNABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"'}
)


class Unfit(Exception):
    """The document does not fit this shortcut; take the plain way."""


def fold(document: Json) -> tuple[Json, list[str]]:
    """A document with a token for every word that may differ, and those words.

    Documents whose skeletons are equal share one template; whatever else differs
    between two documents makes their skeletons differ.
    """
    words: list[str] = []
    return _folded(document, (), words), words


def _folded(value: Any, path: tuple[str, ...], words: list[str]) -> Any:
    if isinstance(value, dict):
        return {k: _folded(v, (*path, k), words) for k, v in value.items()}
    if isinstance(value, list):
        return [_folded(v, (*path, "*"), words) for v in value]
    if path in VARYING and isinstance(value, str):
        words.append(value)
        return f"{_TOKEN}{len(words) - 1};"
    return value


@lru_cache(maxsize=16)
def made_of(skeleton: str) -> Template:
    """The template of a skeleton's text, made once. Raises Unfit, Unsafe."""
    return Template(json.loads(skeleton))


class _Quad:
    """One line, cut where a word or the name of a blank node is put in."""

    def __init__(self, subject: str, predicate: str, target: str) -> None:
        self.nodes = [x for x in (subject, target) if x.startswith("_:")]
        self.terms = [subject, predicate, target]
        self.pieces = [_pieces(term) for term in self.terms]
        self.tokens = [int(p) for pieces in self.pieces for p in pieces[1::2]]

    def text(self, words: Sequence[str], names: Callable[[str], str]) -> str:
        """The line with everything put in; `names` names blank nodes."""
        subject, predicate, target = (
            names(term) if term.startswith("_:") else _filled(pieces, words)
            for term, pieces in zip(self.terms, self.pieces, strict=True)
        )
        return f"{subject} {predicate} {target} .\n"


class Template:
    """A skeleton, expanded once. Raises Unfit, and Unsafe as `rdfc` does."""

    def __init__(self, skeleton: Json, load: Callable[[str], Json] = context) -> None:
        text = dumps(skeleton)
        self.size = len(set(re.findall(rf"\"{_TOKEN}(\d+);\"", text)))
        if text.count(_TOKEN) != self.size:
            raise Unfit("Its own words look like tokens")
        quads = [_quad(line) for line in rdfc(skeleton, load).split("\n")[:-1]]
        self.addresses = _addresses(quads)
        self.fixed, self.open = _by_node(quads)
        self.lines = [q for q in quads if q.tokens or q.nodes]
        same: Sequence[str] = [""] * self.size
        self.same = [q.text(same, _itself) for q in quads if not (q.tokens or q.nodes)]

    def canonical(self, words: Sequence[str]) -> str:
        """The canonical N-Quads of the document with these words. Raises Unfit."""
        put = [
            _address(word) if n in self.addresses else _literal(word)
            for n, word in enumerate(words)
        ]
        hashes = {**self.fixed}
        for node, (constant, quads) in self.open.items():
            lines = [*constant, *(q.text(put, _seen_from(node)) for q in quads)]
            hashes[node] = _hash(lines)
        if len(set(hashes.values())) != len(hashes):
            raise Unfit("Two blank nodes look alike")
        order = sorted(hashes, key=hashes.__getitem__)
        names = {node: f"_:c14n{n}" for n, node in enumerate(order)}.__getitem__
        lines = [*self.same, *(q.text(put, names) for q in self.lines)]
        if len(set(lines)) != len(lines):
            raise Unfit("Two lines became one")
        return "".join(sorted(lines))


def _quad(line: str) -> _Quad:
    found = _QUAD.fullmatch(line)
    if found is None:
        raise Unfit("More than one graph")
    return _Quad(*found.groups())


def _pieces(term: str) -> list[str]:
    """A term cut at its token: before, number, after. The quotes stay outside."""
    found = _PARTS.match(term)
    if found is None:
        if _TOKEN in term:
            raise Unfit("A token inside a word")
        return [term]
    if term[found.end() :] in _WRITTEN_ANEW:
        raise Unfit("A word of a kind that is written anew")
    return [term[0], found[1], term[found.end() - 1 :]]


def _filled(pieces: Sequence[str], words: Sequence[str]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    return f"{pieces[0]}{words[int(pieces[1])]}{pieces[2]}"


def _addresses(quads: Iterable[_Quad]) -> set[int]:
    """Which words stand as addresses. Raises Unfit when one stands as both."""
    kinds: dict[int, set[str]] = {}
    for quad in quads:
        for pieces in quad.pieces:
            if len(pieces) > 1:
                kinds.setdefault(int(pieces[1]), set()).add(pieces[0])
    if any(len(kind) > 1 for kind in kinds.values()):
        raise Unfit("A word that is also an address")
    return {n for n, kind in kinds.items() if kind == {"<"}}


def _by_node(
    quads: Sequence[_Quad],
) -> tuple[dict[str, str], dict[str, tuple[list[str], list[_Quad]]]]:
    """First-degree hashes that no word changes; and the quads of all other nodes."""
    fixed, unsettled = {}, {}
    for node in dict.fromkeys(node for quad in quads for node in quad.nodes):
        mine = [q for q in quads if node in q.nodes]
        changing = [q for q in mine if q.tokens]
        constant = [q.text((), _seen_from(node)) for q in mine if not q.tokens]
        if changing:
            unsettled[node] = (constant, changing)
        else:
            fixed[node] = _hash(constant)
    return fixed, unsettled


def _hash(lines: Iterable[str]) -> str:
    return sha256("".join(sorted(lines)).encode()).hexdigest()


def _seen_from(node: str) -> Callable[[str], str]:
    """Names for the hash of one node's quads: itself is a, every other is z."""
    return lambda other: "_:a" if other == node else "_:z"


def _itself(node: str) -> str:
    return node


def _address(word: str) -> str:
    """An address as N-Quads write it. Raises Unfit for anything unusual."""
    if not _ADDRESS.fullmatch(word):
        raise Unfit("Not a plain address")
    return word


def _literal(word: str) -> str:
    """A text as canonical N-Quads write it. Raises Unfit for control characters."""
    if _UNSIGNABLE.search(word) or word.startswith(("_:", "https://relative.invalid/")):
        raise Unfit("A control character, or what looks like a private name")
    return word.translate(_ESCAPES)
