"""The stone of a certificate: dark basalt, a ring of quartz, and the river of its courses."""

import math
from collections.abc import Sequence

from credentials.art.geology import Stone, stone_of
from credentials.art.pigments import CREAM, oklch
from credentials.art.strokes import number, ribbon, smooth

BASALT = oklch(0.345, 0.052, 238)
EDGE = oklch(0.5, 0.06, 232)
LINES = oklch(0.62, 0.05, 225)
STRANDS = 9  # more would be thinner than a hair
LEAST_CHROMA = 0.055  # as in pigments.css: water is never gray


def basalt(stone: Stone, strands: Sequence[str], uid: str) -> str:
    """An earned certificate: contours below, one strand of each course's color above."""
    shape, ring = stone.outline(), stone.outline(40.5)
    return (
        f'<clipPath id="{uid}"><path d="{shape}"/></clipPath><g clip-path="url(#{uid})">'
        f'<path fill="{BASALT}" d="M0 0h96v96H0z"/>{_contours()}</g>'
        f'<clipPath id="{uid}r"><path d="{ring}"/></clipPath><g clip-path="url(#{uid}r)">'
        f'<g fill="none">{"".join(_strands(strands))}</g></g>'
        f'<path d="{ring}" fill="none" stroke="{CREAM}" stroke-width="1.6"/>'
        f'<path d="{shape}" fill="none" stroke="{EDGE}" stroke-width=".9"/>'
    )


def shallow_river(strands: Sequence[str], uid: str) -> str:
    """The same river without color, for a certificate that is not earned yet."""
    lines = "".join(_strands(strands, plain=True))
    return (
        f'<clipPath id="{uid}"><circle cx="48" cy="48" r="38"/></clipPath>'
        f'<g fill="none" clip-path="url(#{uid})">{lines}</g>'
    )


def _strands(slugs: Sequence[str], *, plain: bool = False) -> list[str]:
    slugs = slugs[:STRANDS]
    count = len(slugs)
    width = min(5.4, 27 / max(1, count))
    parts = []
    for i, slug in enumerate(slugs):
        lane = i - (count - 1) / 2
        y0, y1 = 48 + lane * min(15, 74 / count), 48 + lane * width
        path = smooth(
            [
                (-6, y0),
                (8, y0 + (y1 - y0) * 0.08),
                (26, y0 + (y1 - y0) * 0.5 + 1),
                (44, y1 + 3.4),
                (62, y1 + 1.8),
                (78, y1 - 3.2),
                (102, y1 - 5),
            ]
        )
        color = "currentColor" if plain else stone_of(slug).water
        thin, faint = (0.42, ' stroke-opacity=".5"') if plain else (0.92, "")
        parts.append(
            f'<path d="{path}" stroke="{color}" stroke-width="{number(width * thin)}"{faint}/>'
        )
    return parts


def _contours() -> str:
    def line(y: float, lift: float) -> str:
        return smooth(
            [
                (x, y + lift * 7 * math.exp(-(((x - 30) / 40) ** 2)) * math.sin(x / 17))
                for x in range(-4, 104, 12)
            ]
        )

    levels = ((9, 1.0), (17, 1.0), (25, 0.8), (73, -0.8), (81, -1.0), (88, -1.0))
    d = "".join(line(y, lift) for y, lift in levels)
    return f'<path d="{d}" fill="none" stroke="{LINES}" stroke-opacity=".38" stroke-width=".9"/>'


def reach_svg(
    slugs: Sequence[str],
    width: float = 800,
    height: float = 44,
    *,
    for_print: bool = False,
) -> str:
    """A reach of the finished river, one strand per course: the foot of a certificate.

    On a page its colors come from the stylesheet; `for_print` fixes those of the light.
    """
    lane, count = 5.0, len(slugs)
    xs = [i * width / 26 for i in range(-1, 28)]
    widths = [lane + 0.8 * math.sin(x / 150 + 0.6) for x in xs]
    paths = []
    for i, slug in enumerate(slugs):
        middle = height / 2 + (i - (count - 1) / 2) * lane
        drift = i - count / 2
        points = [
            (
                x,
                middle
                + 5.5 * math.sin(x / 92)
                + 2.4 * math.sin(x / 41 + 1)
                + drift * 0.9 * math.sin(x / 150 + 0.6),
            )
            for x in xs
        ]
        pigment = stone_of(slug).pigment
        looks = f'class="c-water p-{pigment.name}"'
        if for_print:
            color = oklch(0.62, max(LEAST_CHROMA, pigment.chroma), pigment.hue)
            looks = f'fill="{color}" stroke="#fff" stroke-width=".6"'
        paths.append(f'<path {looks} d="{ribbon(points, widths)}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="reach" '
        f'viewBox="0 0 {number(width)} {number(height)}" '
        'preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">'
        f"{''.join(paths)}</svg>"
    )
