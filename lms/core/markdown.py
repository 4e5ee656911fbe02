"""Markdown as people type it in a post: links say where they lead, names are marked.

What comes out still goes through `lms.core.safe_html`, which is the judge. Raw HTML and
pictures are not part of it: nothing that a reader's browser fetches by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

_RULES = [
    "emphasis", "list", "blockquote", "link", "backticks", "fence", "code", "newline",
    "escape", "entity", "autolink",
]  # fmt: skip
# What follows the scheme is the host alone: browsers read user names, percent signs and
# back slashes there in their own ways, so such an address is no link.
_OUTSIDE = re.compile(
    r"https?://([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?)(?::[0-9]{1,5})?(?:[/?#].*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"mailto:([^\s@?%/]+@[a-z0-9.-]+)(?:\?.*)?", re.IGNORECASE)
_INSIDE = re.compile(r"/(?![/\\%]).*|/|[?#].*")
_BARE = re.compile(r"https?://[^\s<>\"`]+", re.IGNORECASE)
_AFTER = ".,;:!?'’”»…"
_ADDRESS_LIKE = re.compile(
    r"\s*(?:[a-z][a-z0-9+.-]*://\S*|www\.\S*|[^\s/@]+\.[^\W\d_]{2,}(?:[/:?#]\S*)?)\s*",
    re.IGNORECASE,
)


class Marked(NamedTuple):
    """A name in the text, and the keys of those whom it means."""

    words: str
    people: Sequence[str]


Split = Callable[[str], Iterable[str | Marked]]
"""Takes text apart into what stands as it is and the names in it."""


def render(text: str, *, own: Collection[str] = (), split: Split | None = None) -> str:
    """HTML of a post. `own`: hosts that are this site; `split` finds the names in it."""
    tokens = _parser.parse(text)
    for block in tokens:
        if block.type == "inline":
            block.children = list(_inline(block.children or [], own, split))
    return str(_parser.renderer.render(tokens, _parser.options, {}))


def host_of(address: str) -> str | None:
    """The host (or mailbox) to which an address leads; "" within this site.

    None: it is no address that everybody reads in the same way, and so no link.
    """
    if found := _OUTSIDE.fullmatch(address):
        return found[1].lower().rstrip(".")
    if found := _MAIL.fullmatch(address):
        return found[1]
    return "" if _INSIDE.fullmatch(address) else None


def _inline(
    tokens: Sequence[Token], own: Collection[str], split: Split | None
) -> Iterator[Token]:
    inside: list[Token] = []
    link: Token | None = None
    for token in tokens:
        if token.type == "link_open":
            link, inside = token, []
        elif token.type == "link_close" and link is not None:
            yield from _link(str(link.attrs.get("href", "")), inside, own)
            link = None
        elif link is not None:
            inside.append(token)
        elif token.type == "text":
            yield from _text(token.content, own, split)
        else:
            yield token


def _link(
    address: str, inside: Sequence[Token], own: Collection[str]
) -> Iterator[Token]:
    words = "".join(
        " " if t.type.endswith("break") else t.content for t in inside
    ).strip()
    host = host_of(address)
    if host is None:
        yield from inside
        if words != address:
            yield _plain(f" ({address})")
        return
    if host in own:
        host = ""
    if words in (address, address.removeprefix("mailto:")) or (host and words == host):
        yield from _anchor(address, inside)
    elif not words:
        yield from _anchor(address, [_plain(host or address)])
    elif _ADDRESS_LIKE.fullmatch(words):
        # It looks like an address that it is not: the words stand, the truth is the link.
        same = unquote(words) == unquote(address)
        if same and words.isascii():
            yield from _anchor(address, inside)
            return
        yield from inside
        yield _plain(" (")
        yield from _anchor(address, [_plain(address)])
        yield _plain(")")
    else:
        yield from _anchor(address, [*inside, *([_host(host)] if host else [])])


def _text(text: str, own: Collection[str], split: Split | None) -> Iterator[Token]:
    """Plain text with the addresses in it as links, and the names outside of them."""
    at = 0
    for found in _BARE.finditer(text):
        typed = _without_tail(found[0])
        address = _parser.normalizeLink(typed)
        if host_of(address) is None or not _parser.validateLink(address):
            continue
        yield from _names(text[at : found.start()], split)
        yield from _link(address, [_plain(typed)], own)
        at = found.start() + len(typed)
    yield from _names(text[at:], split)


def _without_tail(typed: str) -> str:
    while typed:
        if typed[-1] in _AFTER or (
            typed[-1] == ")" and typed.count(")") > typed.count("(")
        ):
            typed = typed[:-1]
        else:
            break
    return typed


def _names(text: str, split: Split | None) -> Iterator[Token]:
    for part in split(text) if split and "@" in text else [text]:
        if isinstance(part, Marked):
            token = Token("mention", "", 0, content=part.words)
            token.meta["people"] = " ".join(part.people)
            yield token
        elif part:
            yield _plain(part)


def _anchor(address: str, inside: Sequence[Token]) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield from inside
    yield Token("link_close", "a", -1)


def _plain(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _host(host: str) -> Token:
    return Token("host", "", 0, content=host)


def _draw_host(self: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return f' <span class="host">({escapeHtml(tokens[at].content)})</span>'


def _draw_mention(self: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    token = tokens[at]
    people = escapeHtml(token.meta["people"])
    return (
        f'<span class="mention" data-person="{people}">'
        f"{escapeHtml(token.content)}</span>"
    )


_parser = MarkdownIt("zero", {"breaks": True}).enable(_RULES)
_parser.add_render_rule("host", _draw_host)
_parser.add_render_rule("mention", _draw_mention)
