"""A picture before it is written down: lines, lakes, words and stones; and the writing.

Casing, bed, water, stones, words, in that order, as on a printed map: all shapes once as
bank, once as bed, so that junctions unite; then the water that has come.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from credentials.art.confluence.rule import Confluence, Stream, stones_of
from credentials.art.geology import stone_of
from credentials.art.stone import State, stone_body
from credentials.art.strokes import Point, identifier, number, offset, ribbon

Course = tuple[list[Point], list[float]]  # the middle line, and the width at each point


@dataclass
class Strand:
    """Water or bed of one stream. Without a stream it is water of hours, from a pool."""

    stream: Stream | None
    points: list[Point]
    widths: list[float]


@dataclass
class Picture:
    """What a layout has decided."""

    width: float
    height: float = 0
    strands: list[Strand] = field(default_factory=list)
    beds: list[Course] = field(default_factory=list)  # beds without water of their own
    lakes: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)  # how full a pool of hours is
    words: list[str] = field(default_factory=list)
    quiet: list[Point] = field(default_factory=list)  # where words stand: no contours
    stones: list[str] = field(default_factory=list)
    mouth: Point = (0.0, 0.0)  # where the river ends, when no stone lies there yet

    def say(self, x: float, y: float, text: str, kind: str, anchor: str = "") -> None:
        """Set a line of text."""
        at = f' text-anchor="{anchor}"' if anchor else ""
        self.words.append(
            f'<text x="{number(x)}" y="{number(y)}" class="{kind}"{at}>{escape(text)}</text>'
        )

    def hush(self, x: float, y: float, width: float) -> None:
        """Keep contours away from a line of text."""
        self.quiet += [(x + dx, y) for dx in range(0, round(width) + 16, 16)]

    def lay(
        self, slug: str, x: float, y: float, size: float, state: State, kind: str
    ) -> None:
        """Put a stone with its middle at x, y."""
        self.stones.append(
            f'<use href="#{symbol_id(slug, state)}" x="{number(x - size / 2)}" '
            f'y="{number(y - size / 2)}" width="{number(size)}" height="{number(size)}" '
            f'class="stone-{state} stone-{kind}"/>'
        )

    def lay_stream(self, stream: Stream, x: float, y: float, size: float) -> None:
        """Put the stone from which a stream springs."""
        kind = "certificate" if stream.strands else "course"
        self.lay(stream.slug, x, y, size, stream.state, kind)


def symbol_id(slug: str, state: State) -> str:
    """The id by which a picture uses a stone."""
    return f"stone-{identifier(slug)}-{state}"


def symbols(confluences: Iterable[Confluence]) -> str:
    """Each stone of a page once; goes before the pictures that use it."""
    parts = []
    for (slug, state), strands in stones_of(confluences).items():
        body = stone_body(slug, "certificate" if strands else "badge", state, strands)
        parts.append(
            f'<symbol id="{symbol_id(slug, state)}" viewBox="0 0 96 96">{body}</symbol>'
        )
    return (
        '<svg width="0" height="0" class="sprite" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def paint(picture: Picture, uid: str, kind: str, land: str = "") -> str:
    """The picture as one `<svg>` of class `kind`, silent to screen readers."""
    shapes = [ribbon(points, widths) for points, widths in picture.beds] + picture.lakes
    waters: list[str] = []
    for strand in picture.strands:
        own = f"{uid}{len(shapes)}"
        shapes.append(ribbon(strand.points, strand.widths))
        waters += _water(strand, own)
    defs = "".join(f'<path id="{uid}{i}" d="{d}"/>' for i, d in enumerate(shapes))
    uses = "".join(f'<use href="#{uid}{i}"/>' for i in range(len(shapes)))
    levels = "".join(f'<path class="c-water c-level" d="{d}"/>' for d in picture.levels)
    wider = any(strand.stream and strand.stream.strands for strand in picture.strands)
    x = -8 if kind == "c-wide" and wider else 0
    box = f"{x} 0 {number(picture.width - x)} {number(picture.height)}"
    return (
        f'<svg class="{kind}" viewBox="{box}" aria-hidden="true" focusable="false">'
        f'<defs>{defs}</defs>{land}<g class="c-bank">{uses}</g><g class="c-bed">{uses}</g>'
        f"{''.join(waters)}{levels}{''.join(picture.stones)}{''.join(picture.words)}</svg>"
    )


def _water(strand: Strand, own: str) -> list[str]:
    stream = strand.stream
    if stream is None:
        return [f'<use href="#{own}" class="c-water"/>']
    if stream.state == "open":
        return []
    if stream.state == "progress":
        return [_rising(strand, stream)]
    if stream.strands:
        return _braid(strand, stream.strands)
    return [f'<use href="#{own}" class="c-water {pigment(stream.slug)}"/>']


def _rising(strand: Strand, stream: Stream) -> str:
    """Water that thins out where the learner is."""
    count = len(strand.points)
    stop = min(count, max(3, round(count * 0.44 * max(0.25, stream.done)) + 1))
    widths = [
        w * (1 - 0.8 * (i / (stop - 1)) ** 3)
        for i, w in enumerate(strand.widths[:stop])
    ]
    shape = ribbon(strand.points[:stop], widths)
    return f'<path class="c-water c-rising {pigment(stream.slug)}" d="{shape}"/>'


def _braid(strand: Strand, slugs: Sequence[str]) -> list[str]:
    """A certificate's water: a thread of every course in it."""
    count, threads = len(slugs), []
    for k, slug in enumerate(slugs):
        middle = offset(
            strand.points, [w * ((k + 0.5) / count - 0.5) for w in strand.widths]
        )
        shape = ribbon(middle, [w / count + 0.3 for w in strand.widths])
        threads.append(f'<path class="c-water {pigment(slug)}" d="{shape}"/>')
    return threads


def pigment(slug: str) -> str:
    """The class that colors a course's water (`components/pigments.css`)."""
    return f"p-{stone_of(slug).pigment.name}"
