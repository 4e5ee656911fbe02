"""The twenty signs of the stones: eleven fossils and nine signs of river and land.

Their order decides which slug gets which, so it never changes; new ones would go last
and change every stone all the same. Leave it.
"""

import math
from collections.abc import Callable
from random import Random

from credentials.art.fossils import (
    Inlay,
    acorn,
    ammonite,
    feather,
    fern,
    fish,
    footprint,
    leaf,
    reeds,
    scallop,
    seastar,
    seedhead,
)
from credentials.art.strokes import number, ring, smooth


def ripples(r: Random) -> Inlay:
    """Rings around a thrown pebble."""
    d = ""
    for i, radius in enumerate((7, 14, 21.5)):
        begin = r.uniform(0.25, 0.6) * (1 if i % 2 else -1)
        end = begin + math.tau - 0.75
        d += f"M{number(radius * math.cos(begin))} {number(radius * math.sin(begin) * 0.92)}"
        d += f"A{radius} {number(radius * 0.92)} 0 1 1 "
        d += f"{number(radius * math.cos(end))} {number(radius * math.sin(end) * 0.92)}"
    return Inlay(d, ring(0, 0, 2.8), 3.4)


def waves(r: Random) -> Inlay:
    """Four rows of waves, cut to the round."""
    k, d = r.choice((1.5, 2)), ""
    for row in (-14, -4.7, 4.7, 14):
        half = math.sqrt(max(0.0, 23**2 - row**2))
        xs = [-half + 2 * half * i / 10 for i in range(11)]
        d += smooth([(x, row + 2.9 * math.sin(k * math.tau * (x / 46))) for x in xs])
    return Inlay(d, "", 3.6)


def peaks(r: Random) -> Inlay:
    """Two summits with snow."""
    x = r.uniform(-8, -4)
    d = f"M-23 15L{number(x)} -17L{number(x + 11)} 2L{number(x + 16)} -5L23 15Z"
    d += f"M{number(x - 7)} -5l4.5 4l3.5 -4.5l4 4.5l2.6 -2M-17 22H17"
    return Inlay(d, "", 3.2)


def bridge(r: Random) -> Inlay:
    """An arch over water."""
    lift = r.uniform(15, 18)
    d = f"M-24 -3Q0 {number(-lift - 4)} 24 -3M-20 10V-5M20 10V-5"
    d += f"M-14 10A14 {number(lift * 0.8)} 0 0 1 14 10"
    return Inlay(d + "M-23 19q5.7 -4 11.5 0t11.5 0t11.5 0t11.5 0", "", 3.4)


def cairn(r: Random) -> Inlay:
    """Four stones, one on the other."""
    s = r.uniform(-2, 2)
    d = ring(0, 16, 20, 6.6) + ring(s, 2, 14.5, 5.8)
    return Inlay(d + ring(-s, -10, 9.5, 5) + ring(s * 0.6, -19.5, 5, 3.6), "", 3)


def meeting(r: Random) -> Inlay:
    """Streams that meet."""
    d = "M-17 -22C-15 -8 -4 -6 -3 6V24M17 -22C15 -8 5 -6 3.4 6V24M0 -23C-1 -14 0 -10 0 -5"
    return Inlay(d + "M-23 -8C-20 -1 -15 2 -9 6", "", 4)


def moon(r: Random) -> Inlay:
    """A crescent over water."""
    d = "M6 -20A17 17 0 1 0 14 7A14 14 0 1 1 6 -20ZM-22 21q5.5 -4 11 0t11 0t11 0t11 0"
    return Inlay(d, "", 3.3)


def spring(r: Random) -> Inlay:
    """An eye, or a spring."""
    d = "M-24 0C-13 -16 13 -16 24 0C13 16 -13 16 -24 0Z" + ring(0, 0, 8)
    return Inlay(d, ring(0, 0, 3), 3.3)


def rings(r: Random) -> Inlay:
    """Two rings that share a middle."""
    return Inlay(ring(-7.5, 0, 14.5) + ring(7.5, 0, 14.5), ring(0, 0, 2.4), 3.6)


Sign = Callable[[Random], Inlay]

SIGNS: tuple[Sign, ...] = (
    ammonite,
    fern,
    leaf,
    seastar,
    fish,
    scallop,
    ripples,
    seedhead,
    waves,
    peaks,
    bridge,
    cairn,
    reeds,
    feather,
    meeting,
    moon,
    footprint,
    spring,
    rings,
    acorn,
)
