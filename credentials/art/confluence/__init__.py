"""The confluence: an award's rule drawn as streams that join into a river.

    drawing = draw(Confluence("coaching", "The Coaching Certificate", "open", pools))

`drawing.symbols` goes first, then the two pictures, of which the page shows one. A list
shows `mini(confluence)`, which is complete in itself. `in_words` is the same as text.
"""

from dataclasses import dataclass

from credentials.art.confluence.ground import ground
from credentials.art.confluence.phrases import ENGLISH, Phrases
from credentials.art.confluence.picture import paint, symbols
from credentials.art.confluence.rule import Confluence, Pool, Stream
from credentials.art.confluence.strip import strip
from credentials.art.confluence.wide import small, wide
from credentials.art.confluence.words import Group, Leaf, in_words
from credentials.art.stone import stone_body
from credentials.art.strokes import identifier, number

__all__ = [
    "ENGLISH",
    "Confluence",
    "Drawing",
    "Group",
    "Leaf",
    "Phrases",
    "Pool",
    "Stream",
    "draw",
    "in_words",
    "mini",
    "symbols",
]


@dataclass(frozen=True)
class Drawing:
    """Everything that `credentials/_confluence.html` needs.

    `symbols` holds the stones; on a page with several drawings take
    `symbols([one, two])` once instead, and include them with `shared=True`.
    """

    symbols: str
    wide_svg: str
    strip_svg: str
    summary: str
    words: tuple[Group, ...]


def draw(confluence: Confluence, phrases: Phrases = ENGLISH) -> Drawing:
    """Draw a rule and somebody's way through it."""
    uid = identifier(confluence.slug)
    land = ground(confluence.dry(), phrases)
    return Drawing(
        symbols=symbols([confluence]),
        wide_svg=paint(wide(confluence, phrases), uid + "w", "c-wide", land),
        strip_svg=paint(strip(confluence, phrases), uid + "n", "c-narrow"),
        summary=phrases.summary_of(confluence),
        words=in_words(confluence, phrases),
    )


def mini(confluence: Confluence, width: float = 460, height: float = 150) -> str:
    """The picture alone, without words and complete in itself, for a list of programs."""
    uid = identifier(confluence.slug) + "m"
    picture = small(confluence, width, height)
    x, y = picture.mouth
    strands = confluence.strands or (confluence.slug,)
    body = stone_body(
        confluence.slug, "certificate", confluence.state, strands, prefix=uid
    )
    picture.stones.append(
        f'<svg x="{number(x - 37)}" y="{number(y - 37)}" width="74" height="74" '
        f'viewBox="0 0 96 96" class="stone-{confluence.state} stone-certificate">{body}</svg>'
    )
    return paint(picture, uid, "c-mini")
