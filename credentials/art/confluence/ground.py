"""The land between the streams: contour lines in the empty parts of the wide picture.

None comes near a name: where words stand counts as water. It depends on the rule alone,
not on anybody's progress, so it is drawn once for each rule.
"""

import math
from functools import lru_cache

from credentials.art.confluence.phrases import Phrases
from credentials.art.confluence.rule import Confluence
from credentials.art.confluence.wide import wide
from credentials.art.landscape import contours, distance_to, measured
from credentials.art.strokes import Point, identifier, number, seeded

GRID = 26
LEVELS = (44, 58, 74, 92, 112, 134, 158)


@lru_cache(maxsize=128)
def ground(dry: Confluence, phrases: Phrases) -> str:
    """Contours for the picture of a rule before anybody has begun (`Confluence.dry`)."""
    picture = wide(dry, phrases)
    uid = identifier(dry.slug)
    rng = seeded("ground:" + dry.slug)
    a, b = rng.uniform(0, 6), rng.uniform(0, 6)
    water: list[Point] = list(picture.quiet)
    for strand in picture.strands:
        water += strand.points[::2]
    for points, _ in picture.beds:
        water += points[::2]
    for strand in picture.strands[:1]:
        water += [(picture.width - 92 + dx, strand.points[-1][1]) for dx in (20, 50)]
    if not water:
        return ""

    distance = distance_to(water)

    def rise(x: float, y: float) -> float:
        d = distance(x, y)
        swell = (4 + d / 9) * math.sin(x / 67 + a) * math.cos(y / 59 + b)
        return d + swell + d / 14 * math.sin((x - y) / 31 + b)

    lines = contours(measured(rise, picture.width, picture.height, GRID), LEVELS, GRID)
    w, h = number(picture.width), number(picture.height)
    inner_w, inner_h = number(picture.width - 60), number(max(1, picture.height - 68))
    return (
        f'<filter id="{uid}b"><feGaussianBlur stdDeviation="22"/></filter>'
        f'<mask id="{uid}m" maskUnits="userSpaceOnUse" x="0" y="0" width="{w}" height="{h}">'
        f'<rect x="30" y="34" width="{inner_w}" height="{inner_h}" fill="#fff" '
        f'filter="url(#{uid}b)"/></mask><g mask="url(#{uid}m)">{lines}</g>'
    )
