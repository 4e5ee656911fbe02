"""Signs that living things left in the stone, drawn around 0,0 in a box of about 44."""

import math
from random import Random
from typing import NamedTuple

from credentials.art.strokes import number, ring, smooth


class Inlay(NamedTuple):
    """A sign: the path that is stroked, the path that is filled, the stroke's weight."""

    line: str
    fill: str
    weight: float


def ammonite(r: Random) -> Inlay:
    """A spiral shell with ribs."""
    turns, ribs = r.choice((2.25, 2.5, 2.75)), r.choice((9, 11, 13))
    end = math.tau * turns

    def radius(t: float) -> float:
        return 2.2 + 19 * math.pow(t / end, 1.35)

    steps = [end * i / 34 for i in range(35)]
    d = smooth([(radius(t) * math.cos(t), radius(t) * math.sin(t)) for t in steps])
    for i in range(ribs):
        t = end - math.tau * (i + 0.5) / (ribs + 1.5)
        outer, inner = radius(t), radius(max(0.0, t - math.tau)) + 2.6
        d += f"M{number(outer * math.cos(t))} {number(outer * math.sin(t))}"
        d += f"L{number(inner * math.cos(t + 0.16))} {number(inner * math.sin(t + 0.16))}"
    return Inlay(d, "", 2.6)


def fern(r: Random) -> Inlay:
    """A frond that leans one way."""
    pairs, bend = r.choice((5, 6)), r.choice((-1, 1))
    d = smooth([(-2 * bend, 23), (0, 8), (1.5 * bend, -8), (4 * bend, -22)])
    for i in range(pairs):
        y, size = 15 - i * (34 / pairs), 15 - i * 1.9
        x = (4 - (y + 22) * 0.13) * bend
        for side in (-1, 1):
            d += f"M{number(x)} {number(y)}q{number(side * size * 0.55)} -1 "
            d += f"{number(side * size)} {number(-size * 0.62)}"
    return Inlay(d, "", 3.4)


def leaf(r: Random) -> Inlay:
    """A leaf with three pairs of veins."""
    w = r.uniform(13, 16)
    d = f"M0 -23C{number(w * 1.25)} -12 {number(w * 1.1)} 10 0 19"
    d += f"C{number(-w * 1.1)} 10 {number(-w * 1.25)} -12 0 -23ZM0 -12V25"
    for i in range(3):
        y = i * 7
        d += f"M0 {y}l{number(w * 0.5)} -6M0 {y}l{number(-w * 0.5)} -6"
    return Inlay(d, "", 3)


def seastar(r: Random) -> Inlay:
    """A star of five or six arms, a dot on each."""
    arms, inner = r.choice((5, 6)), r.uniform(7.5, 9)
    shore, dots = [], ring(0, 0, 2)
    for i in range(arms * 2):
        t = math.tau * i / (arms * 2) - math.pi / 2
        reach = 23 if i % 2 == 0 else inner
        shore.append((reach * math.cos(t), reach * math.sin(t)))
        if i % 2 == 0:
            dots += ring(11.5 * math.cos(t), 11.5 * math.sin(t), 1.5)
    return Inlay(smooth(shore, closed=True), dots, 3.2)


def fish(r: Random) -> Inlay:
    """A fish with an eye and two scales."""
    h = r.uniform(10, 12.5)
    d = f"M-23 0C-13 {number(-h * 1.35)} 5 {number(-h * 1.15)} 15 0"
    d += f"C5 {number(h * 1.15)} -13 {number(h * 1.35)} -23 0ZM15 0L23 -9Q20 0 23 9Z"
    d += f"M-6 {number(-h * 0.72)}Q-1 0 -6 {number(h * 0.72)}"
    return Inlay(d, ring(-13.5, -2, 1.9) + ring(1, 0, 1.2) + ring(6, 0, 1.2), 3)


def scallop(r: Random) -> Inlay:
    """A shell with five or seven ribs."""
    ribs = r.choice((5, 7))
    d = "M-7 19L7 19Q9 13 6 11C18 6 24 -4 21 -12C15 -24 -15 -24 -21 -12"
    d += "C-24 -4 -18 6 -6 11Q-9 13 -7 19Z"
    for i in range(ribs):
        t = -1 + 2 * (i + 0.5) / ribs
        d += f"M{number(4.6 * t)} 10.5Q{number(11 * t)} -2 "
        d += f"{number(16.5 * t)} {number(-15.5 + 5.5 * t * t)}"
    return Inlay(d, "", 2.6)


def seedhead(r: Random) -> Inlay:
    """A dandelion gone to seed."""
    rays = r.choice((9, 11))
    d, dots = smooth([(0, 2), (1, 12), (-2, 25)]), ""
    for i in range(rays):
        t = math.pi * (0.86 + 1.28 * i / (rays - 1))
        x, y = 20 * math.cos(t), -2 + 20 * math.sin(t)
        d += f"M{number(4 * math.cos(t))} {number(-2 + 4 * math.sin(t))}"
        d += f"L{number(x * 0.86)} {number(-2 + (y + 2) * 0.86)}"
        dots += ring(x, y, 2.1)
    return Inlay(d, dots + ring(0, -2, 3), 2.4)


def reeds(r: Random) -> Inlay:
    """Three bulrushes on a bank."""
    d, fill = "", ""
    for x, top, lean in ((-10, -12, -2), (0, -22, 1), (10, -9, 3)):
        d += f"M{x} 22Q{x} 4 {x + lean} {top + 6}"
        fill += ring(x + lean, top + 4, 2.9, 7)
    return Inlay(d + "M-21 22H21M0 22Q10 10 19 7M-10 22Q-16 14 -20 12", fill, 2.8)


def feather(r: Random) -> Inlay:
    """A feather, its barbs on both sides."""
    d = "M-14 23C-8 6 2 -8 17 -21M-9 11C-19 -2 -3 -22 17 -21C21 -4 8 12 -9 11Z"
    for i in range(r.choice((3, 4))):
        x, y = -4 + i * 5, 3 - i * 6
        d += f"M{x} {y}l{number(9 - i)} {number(-1 - i * 0.4)}"
        d += f"M{x} {y}l-2.2 {number(-7 + i * 0.6)}"
    return Inlay(d, "", 2.7)


def acorn(r: Random) -> Inlay:
    """An acorn in its cup."""
    d = "M-14 -5C-16 8 -8 17 0 22C8 17 16 8 14 -5ZM-18 -5C-17 -18 17 -18 18 -5Z"
    return Inlay(d + "M0 -15V-22M-8 -10l4 3M0 -10.5l4 3M-5 3Q-5 9 -1 13", "", 3.3)


def footprint(r: Random) -> Inlay:
    """The print of a wading bird."""
    d = "M0 22V-4M0 7L-17 -9M0 7L17 -9M0 -4V-22M0 15V7"
    toes = ring(0, 22, 2.8) + ring(-17, -9, 2.6) + ring(17, -9, 2.6) + ring(0, -22, 2.6)
    return Inlay(d, toes, 4.2)
