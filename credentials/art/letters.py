"""How wide words are: advance widths of our two typefaces, in hundredths of an em.

Read once from the woff2 files in `lms/static/lms/fonts` (Fraunces italic 440, Fraunces
540 at optical size 21, Atkinson Hyperlegible Next 400 and 680). A letter with an accent
is as wide as the letter; one that the fonts lack counts as a wide letter, so that text in
another script breaks early instead of running over its neighbor.
"""

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

BREAK = "‐"  # a hyphen that nobody types, so that a broken word is never taken for a typed one
_UNKNOWN = 100


class Face(NamedTuple):
    """A typeface at the size at which a picture sets it."""

    size: float
    widths: Mapping[str, int]

    def measure(self, text: str) -> float:
        """The width of a line of text, in units of the picture."""
        base = unicodedata.normalize("NFD", text)
        letters = (
            self.widths.get(c, _UNKNOWN) for c in base if not unicodedata.combining(c)
        )
        return sum(letters) * self.size / 100

    def wrap(self, text: str, width: float) -> list[str]:
        """The text in lines no wider than `width`; a word that is wider is broken."""
        lines = [""]
        pieces = (piece for word in text.split() for piece in self._pieces(word, width))
        for piece in pieces:
            longer = f"{lines[-1]} {piece}".strip()
            if lines[-1] and (
                self.measure(longer) > width or lines[-1].endswith(BREAK)
            ):
                lines.append(piece)
            else:
                lines[-1] = longer
        return lines

    def _pieces(self, word: str, width: float) -> list[str]:
        pieces = []
        while len(word) > 3 and self.measure(word) > width:
            cut = next(
                (
                    i
                    for i in range(len(word) - 2, 3, -1)
                    if self.measure(word[:i] + BREAK) <= width
                ),
                3,
            )
            pieces.append(word[:cut] + BREAK)
            word = word[cut:]
        return [*pieces, word]


def _spread(table: Mapping[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in table.items() for letter in letters}


WATER = Face(
    17.5,
    _spread(
        {
            16: "'",
            20: " ’‘",
            24: "`.",
            26: ",",
            28: "·|",
            30: ":",
            32: ";j!ilıf¡",
            34: '"',
            36: "()J[]",
            38: "It",
            40: "°-{}",
            44: "\\1s”/“„",
            46: "c",
            48: "r^_e",
            50: "?¿",
            52: "z<>y–×7goø",
            54: "3qðþ",
            56: "abp«5Lk»+48=d§",
            58: "Shv",
            60: "$2TYu69FnxZ",
            62: "*",
            64: "EßV~0AC",
            66: "#PX",
            68: "BÞR€",
            72: "&GKNU",
            76: "D%OQæØ",
            80: "H…",
            82: "œ",
            84: "—w",
            86: "Mm",
            90: "@",
            96: "Æ",
            98: "W",
            100: "Œ",
        }
    ),
)
TITLE = Face(
    21,
    _spread(
        {
            16: "'",
            22: " ",
            24: "‘’`",
            26: ".:",
            28: ",;|·¡",
            32: "!ijlıł",
            34: "[]",
            36: '"()',
            38: "t",
            40: "fI{}°-",
            44: "“",
            46: "1”„",
            48: "rs/\\^_z",
            50: "J¿",
            52: "7<>?ce–×",
            56: "ax3v+=gy",
            58: "5«»",
            60: "oøð§$8Sbq269Fdkþđ",
            62: "*4pu",
            64: "LhnŁZ~",
            66: "#0E",
            68: "PßT",
            70: "BCYÞ",
            72: "€VAX",
            74: "R",
            76: "UG",
            78: "KN",
            80: "%DOQØĐ",
            84: "æHw—",
            88: "…",
            90: "œ",
            92: "@M",
            94: "m",
            96: "&",
            100: "ÆŒ",
            106: "W",
        }
    ),
)
NOTE = Face(
    14.5,
    _spread(
        {
            16: "'",
            20: ",.:;",
            24: "`j|‘’·iı",
            26: "l",
            28: " !¡",
            30: '"()ł',
            32: "f[t",
            34: "]{}",
            36: "r°-_",
            40: "/I\\“”„1",
            44: "y¿",
            46: "vz",
            48: "s*?cxk",
            50: "–",
            52: "7Ja×§",
            54: "Leu",
            56: "2<>F^hnoøTdg~ð«»đEbpqþŁ",
            58: "3Yß",
            60: "$5PSVÞ69+4BRZ",
            62: "8X",
            64: "=AKC#0",
            66: "€",
            68: "D…wGHNUĐ",
            72: "OØQ&",
            78: "@",
            82: "M—",
            84: "m",
            86: "W",
            88: "æÆ",
            92: "%œ",
            100: "Œ",
        }
    ),
)
GROUP = Face(
    14.5,
    _spread(
        {
            20: "'",
            24: "|",
            26: "j",
            28: ",.:;‘’`·",
            30: "!iı¡",
            32: " l()",
            34: "[]ł",
            36: "f-rt",
            38: '"{}',
            40: "°_",
            42: "I",
            44: "/1\\",
            48: "“”„*",
            50: "z–",
            52: "csy¿v",
            54: "7?x~×",
            56: "Lak§FJeu9<>hnoø",
            58: "2^Ł",
            60: "bdgpðþđ+3ETq$5=S",
            62: "468Zß",
            64: "PÞBVY«»R",
            66: "0CK",
            68: "AX€DU",
            70: "H",
            72: "ĐGN&",
            74: "OwØ",
            76: "Q#…",
            78: "@",
            84: "—",
            86: "M",
            88: "Wmæ",
            94: "œ",
            96: "Æ%",
            102: "Œ",
        }
    ),
)
