"""A credential inside an SVG: one element, the first child of the root.

Source: Open Badges 3.0, section 5.3 (baked badges). The picture's own text is never
written again, only added to. Reading refuses entities and resolves nothing. Pure.
"""

from __future__ import annotations

import re
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from credentials.standards.baking import NotBaked

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
CREDENTIAL = f"{NAMESPACE} credential"

_ASIDE = r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*"
_ROOT = re.compile(
    rf"\ufeff?{_ASIDE}<svg(?P<attributes>(?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(?P<end>/?>)",
    re.DOTALL,
)


def bake(svg: str, text: str) -> str:
    """The same picture with a credential in it: signed JSON, or a token.

    Raises NotBaked for what is no SVG, or has a credential already.
    """
    root = _ROOT.match(svg)
    if root is None or "openbadges:" in svg or NAMESPACE in svg:
        raise NotBaked
    name = f' xmlns:openbadges="{NAMESPACE}"'
    place = root.start("end")
    if root["end"] == "/>":
        return f"{svg[:place]}{name}>{_element(text)}</svg>{svg[root.end() :]}"
    return f"{svg[:place]}{name}>{_element(text)}{svg[root.end() :]}"


def unbake(svg: str | bytes) -> str:
    """The credential in a picture, JSON or token. Raises NotBaked."""
    found = _Reader().read(svg)
    if len(found) != 1:
        raise NotBaked
    return found[0]


def _element(text: str) -> str:
    if text.startswith("{"):
        # The same JSON: between a quoted string's ends, \u003e is the letter >.
        inside = text.replace("]]>", "]]\\u003e")
        return f"<openbadges:credential><![CDATA[{inside}]]></openbadges:credential>"
    return f"<openbadges:credential verify={quoteattr(text)}></openbadges:credential>"


class _Reader:
    """Walks through an XML text and keeps what credential elements say."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.words: list[str] | None = None
        self.token = ""

    def read(self, svg: str | bytes) -> list[str]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.say
        parser.EntityDeclHandler = self.refuse
        try:
            parser.Parse(svg, True)
        except (expat.ExpatError, ValueError, LookupError) as cause:
            raise NotBaked from cause
        return self.found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.words is not None:
            raise NotBaked
        if name == CREDENTIAL:
            self.words, self.token = [], attributes.get("verify", "").strip()

    def say(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)

    def end(self, name: str) -> None:
        if self.words is None:
            return
        text = "".join(self.words).strip()
        if bool(text) == bool(self.token):
            raise NotBaked
        self.found.append(text or self.token)
        self.words = None

    def refuse(self, *declaration: object) -> None:
        raise NotBaked
