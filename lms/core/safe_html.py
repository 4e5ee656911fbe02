"""The only sanitizer, and the only module that may mark text as safe.

bleach first (asked for by the product's owner), then nh3 with the same list as the last
gate, because bleach is at its end of life and lets `scheme:digits` through. Text is
cleaned when it is written; rendering never cleans, and nothing decodes after cleaning.
"""

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

import bleach
import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from lms.core import markdown
from lms.core.markdown import Split

_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow ugc noopener noreferrer"
_INLINE = {"a", "abbr", "b", "br", "code", "em", "i", "strong"}
_POST = _INLINE | {"blockquote", "li", "ol", "p", "pre", "ul"}
_LESSON = _POST | {
    "h2", "h3", "h4", "hr", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip


class Kind(NamedTuple):
    """What one kind of text may hold."""

    tags: set[str]
    attributes: dict[str, set[str]]


KINDS = {
    "inline": Kind(_INLINE, {"a": {"href"}, "abbr": {"title"}}),
    "post": Kind(
        _POST | {"span"},
        {"a": {"href"}, "ol": {"start"}, "span": {"class", "data-person"}},
    ),
    "lesson": Kind(
        _LESSON,
        {
            # linktype and id: Wagtail's own form of a link to a page or document.
            "a": {"href", "id", "linktype"},
            "abbr": {"title"},
            "ol": {"start"},
            "td": {"colspan"},
            "th": {"colspan", "scope"},
        },
    ),
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Letters and signs by their class that no font draws: fillers, and the empty Braille cell.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Of what only `lms.core.markdown` writes: the values that it writes.
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_VALUES = {
    ("span", "class"): re.compile("host|mention"),
    ("span", "data-person"): re.compile(f"{_UUID}(?: {_UUID})*"),
    ("ol", "start"): re.compile("[0-9]{1,9}"),
}
_lesson = MarkdownIt("commonmark", {"html": False}).enable("table")


def check_text(text: str) -> str:
    """Refuse text that no honest keyboard makes (NUL, controls, lone surrogates)."""
    if _FORBIDDEN.search(text):
        raise ValidationError(
            _(
                "This text holds characters that cannot be stored. Type it again, or paste it as plain text."
            )
        )
    return text


def shows(text: str) -> bool:
    """Whether there is anything to see: a letter, number, sign or emoji, not only blanks."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANKS for c in text)


def plain_name(text: str) -> str:
    """A name on one line: no controls, no direction overrides, no doubled spaces.

    Empty when nobody could see it.
    """
    name = " ".join(_BIDI.sub("", check_text(text)).split())
    return name if shows(name) else ""


def clean(html: str, kind: str) -> str:
    """HTML reduced to what `kind` ("lesson", "post", "inline") may hold.

    Cleaning twice changes nothing more. Raises ValidationError for impossible characters.
    """
    rules = KINDS[kind]

    def admits(tag: str, name: str, value: str) -> bool:
        return name in rules.attributes.get(tag, ()) and _is_ours(tag, name, value)

    def filtered(tag: str, name: str, value: str) -> str | None:
        return value if _is_ours(tag, name, value) else None

    first = bleach.clean(
        check_text(html),
        tags=rules.tags,
        attributes=admits,
        protocols=_SCHEMES,
        strip=True,
        strip_comments=True,
    )
    return nh3.clean(
        first,
        tags=rules.tags,
        attributes={**rules.attributes, "*": set()},
        attribute_filter=filtered,
        url_schemes=_SCHEMES,
        link_rel=_REL if kind == "post" else None,
        clean_content_tags={"script", "style"},
    )


def _is_ours(tag: str, name: str, value: str) -> bool:
    pattern = _VALUES.get((tag, name))
    return pattern is None or pattern.fullmatch(value) is not None


def from_markdown(
    text: str, kind: str, *, own: Collection[str] = (), split: Split | None = None
) -> str:
    """Clean HTML of what was typed in Markdown (raw HTML in it shows as text).

    For posts, `own` are this site's hosts and `split` finds the names in plain text
    (`lms.core.markdown`).
    """
    check_text(text)
    if kind == "lesson":
        return clean(_lesson.render(text), kind)
    return clean(markdown.render(text, own=own, split=split), kind)


def stored(html: str) -> SafeString:
    """HTML that this module cleaned when it was written, ready for a template."""
    return mark_safe(html)  # noqa: S308


def drawn(svg: str) -> SafeString:
    """A picture that our own drawing code made (it escapes every word it is given)."""
    return mark_safe(svg)  # noqa: S308
