"""Words in, one sheet of PDF/UA out. Knows nothing of awards.

Words travel as JSON and are never markup. A sheet never shows a box for a letter that no
font has: typst refuses (PDF/UA-1), then signs and emoji are left out and the sheet says
so; when a letter is missing, nothing is printed. Takes 15 to 60 ms.
"""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from credentials.errors import LettersMissing

FOLDER = Path(__file__).parent
# Symbols, and what only joins or colors them: what is left when a font has no emoji.
_SIGNS = {"So", "Sk", "Cn", "Co"}
_JOINERS = "\u200d\u20e3\ufe0e\ufe0f"


class Sheet(StrEnum):
    """What can be printed of an award."""

    CERTIFICATE = "certificate"
    DOOR_SIGN = "door_sign"


class Paper(StrEnum):
    """The papers that people have, as typst names them."""

    A4 = "a4"
    LETTER = "us-letter"


def pdf(sheet: Sheet, words: dict[str, Any], *, made_on: dt.date) -> bytes:
    """Set a sheet. The same words on the same day make the same bytes.

    `words` are what the sheet's template names. `words["without_signs"]` becomes its note
    when signs had to be left out; `words["pictures"]` are SVG.

    Raises:
        LettersMissing: no font here has a letter of some word.
    """
    try:
        return _compile(sheet, words, made_on)
    except typst.TypstError as problem:
        _only_missing_letters(problem)
    fewer = _without_signs(words)
    try:
        return _compile(sheet, {**fewer, "note": words["without_signs"]}, made_on)
    except typst.TypstError as problem:
        _only_missing_letters(problem)
        raise LettersMissing from problem


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Our cuts, those that typst carries, and what the site added in its `fonts/`."""
    own = settings.VAR / "fonts"
    folders = [FOLDER / "fonts", *([own] if own.is_dir() else [])]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def _compile(sheet: Sheet, words: dict[str, Any], made_on: dt.date) -> bytes:
    made = dt.datetime.combine(made_on, dt.time(), dt.UTC)
    return bytes(
        typst.compile(
            FOLDER / f"{sheet}.typ",
            root=FOLDER,
            font_paths=fonts(),
            sys_inputs={"words": json.dumps(words)},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=made,
        )
    )


def _only_missing_letters(problem: typst.TypstError) -> None:
    if "could not be displayed" not in problem.message:
        raise problem


def _without_signs(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: v if k == "pictures" else _without_signs(v) for k, v in value.items()
        }
    if isinstance(value, list):
        return [_without_signs(v) for v in value]
    if not isinstance(value, str):
        return value
    kept = (
        c for c in value if unicodedata.category(c) not in _SIGNS and c not in _JOINERS
    )
    return " ".join("".join(kept).split())
