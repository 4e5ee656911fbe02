"""Pure: does a post wait until somebody who looks after the room has read it?

A room's facilitators choose: posts with one of their words, posts with a link, somebody's
first post. Words are whole words in any script: case does not matter, accents do.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

WORDS_AT_MOST = 200
WORD_LENGTH = 60
WORD, LINK, FIRST = "word", "link", "first"
_LINK = re.compile(r"(?:https?://|mailto:|\bwww\.)\S|\]\(\s*\S", re.IGNORECASE)

# Joiners, variation selectors and fillers: nobody sees them, and their class is not Cf.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_APART = re.compile(r"</?(?:p|li|ol|ul|pre|blockquote|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


class Rules(NamedTuple):
    """What waits in one room."""

    links: bool = False
    first_posts: bool = False
    words: str = ""

    def dump(self) -> str:
        """As the log keeps it."""
        return json.dumps(self._asdict(), ensure_ascii=False)

    @classmethod
    def load(cls, kept: str) -> Rules:
        """As the log kept it."""
        return cls(**json.loads(kept))


def why_held(rules: Rules, body: str, *, html: str = "", is_first: bool = False) -> str:
    """Why a post waits: "word", "link" or "first"; empty when it stands at once.

    `html` is what readers see of it: marks and entities write a word or an address that
    the source does not show.
    """
    words = rules.words.splitlines()
    if words and (has_word(body, words) or has_word(seen(html), words)):
        return WORD
    if rules.links and (_LINK.search(body) or "<a " in html):
        return LINK
    return FIRST if rules.first_posts and is_first else ""


def seen(html: str) -> str:
    """The words of clean HTML as a reader sees them: no marks, its blocks apart."""
    return unescape(_TAG.sub("", _APART.sub(" ", html)))


def tidy_words(text: str) -> list[str]:
    """A list of words as it is kept: one a line, folded, without doubles, in its order."""
    words = (" ".join(fold(line).split()) for line in text.splitlines())
    return list(dict.fromkeys(word for word in words if word))


def fold(text: str) -> str:
    """Text by which words are compared: no case, one spelling of each accent.

    Signs without a width are left out: they would hide a word inside itself.
    """
    bare = "".join(c for c in _UNSEEN.sub("", text) if unicodedata.category(c) != "Cf")
    folded = unicodedata.normalize("NFC", bare).casefold()
    return unicodedata.normalize("NFC", folded)


def has_word(body: str, words: Iterable[str]) -> bool:
    """Whether one of these folded words stands in a text as a word of its own."""
    text = " ".join(fold(body).split())
    return any(_stands_alone(text, word) for word in words if word)


def _stands_alone(text: str, word: str) -> bool:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before = text[start - 1 : start] if is_of_word(word[0]) else ""
        after = text[end : end + 1] if is_of_word(word[-1]) else ""
        if not is_of_word(before) and not is_of_word(after):
            return True
        start = text.find(word, start + 1)
    return False


def is_of_word(char: str) -> bool:
    """Whether a character goes on with a word: a letter, a digit, a mark upon one."""
    return bool(char) and (char.isalnum() or unicodedata.category(char).startswith("M"))
