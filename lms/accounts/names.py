"""Names that pretend to be somebody else's (security threat 31). Pure."""

import unicodedata
from collections.abc import Iterable

# Cyrillic and Greek letters that look like Latin ones, after case folding.
LOOK_ALIKE = str.maketrans(
    "аеорсухіѕјԁһԛԝьοαερνυιτκβηχгɡ", "aeopcyxisjdhqwboaepvuitkbnxrg"
)
DIGITS = str.maketrans("01", "ol")
RESERVED = frozenset(
    {"admin", "administrator", "facilitator", "moderator", "staff", "support"}
    | {"tributary", "tributarysupport", "tributaryteam", "system"}
)
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def skeleton(name: str) -> str:
    """What a hurried reader sees: case, accents, spaces and look-alikes taken away."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(LOOK_ALIKE)
    plain = unicodedata.normalize("NFD", folded).translate(DIGITS)
    return "".join(c for c in plain if c.isalnum())


def mixes_scripts(name: str) -> bool:
    """Whether one word mixes Latin, Cyrillic or Greek letters, as no real name does."""
    return any(len(_scripts(word)) > 1 for word in name.split())


def _scripts(word: str) -> set[str]:
    letters = (unicodedata.name(c, "") for c in word if c.isalpha())
    return {s for name in letters for s in SCRIPTS if name.startswith(s)}


def pretends(name: str, staff: Iterable[str]) -> bool:
    """Whether a name reads like a role here, or like one of the `staff`."""
    seen = skeleton(name)
    return seen in RESERVED or seen in {skeleton(other) for other in staff}
