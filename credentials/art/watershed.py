"""The watershed: every course of the catalog in one landscape, for the home page.

A stream per course around one channel. Several layouts are tried and the least crowded
is taken; streams never cross. Drawing takes some seconds, so it is done by an action when
the catalog changes and its result is stored (`watershed_svg`), never while a page waits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from credentials.art.geology import stone_of
from credentials.art.landscape import contours, measured
from credentials.art.stone import stone_body
from credentials.art.strokes import Point, number, offset, ribbon, seeded

WIDTH, HEIGHT = 820, 760
GRID = 20
LANE = 5.0  # thinner when the river would be wider than
RIVER = 84.0
MOST = 18  # more stones than this would lie on one another
STEPS = 14  # points of a stream before it joins
LEVELS = (17, 33, 50, 68, 87, 107, 128, 150, 175, 203, 235, 270)
CHANNEL = (
    (250, 112),
    (286, 168),
    (318, 246),
    (392, 314),
    (434, 408),
    (552, 482),
    (604, 584),
    (716, 668),
    (860, 800),
)


@dataclass
class Valley:
    """One try: the streams so far, where they spring, and how crowded it has become."""

    strands: list[tuple[str, list[Point], list[float]]] = field(default_factory=list)
    banks: list[Point] = field(default_factory=list)
    reaches: list[tuple[Point, Point]] = field(default_factory=list)
    lane: float = LANE
    crowded: float = 0.0
    taken: dict[int, float] = field(default_factory=lambda: {-1: 0.0, 1: 0.0})

    @property
    def heads(self) -> list[Point]:
        """Where the streams spring."""
        return [points[0] for _, points, _ in self.strands]


def watershed_svg(slugs: Sequence[str], tries: int = 8) -> str:
    """The landscape of these courses, complete in itself; empty for an empty catalog.

    A large catalog shows its first MOST courses: the caller puts forward whom it likes.
    """
    slugs = slugs[:MOST]
    if not slugs:
        return ""
    best: Valley | None = None
    for salt in range(tries):
        found = _settle(slugs, salt, best.crowded if best else math.inf)
        if found and (best is None or found.crowded < best.crowded):
            best = found
    if best is None:  # never: the first try has no limit to stay below
        raise AssertionError("no layout")
    return _paint(best)


def _settle(slugs: Sequence[str], salt: int, limit: float) -> Valley | None:
    """Lay out all streams; None as soon as it is more crowded than `limit`."""
    rng = seeded(f"watershed:{salt}:" + ",".join(slugs))
    spine, valley = curve(CHANNEL, 90), Valley(lane=min(LANE, RIVER / len(slugs)))
    valley.banks = list(spine)
    for i, slug in enumerate(slugs):
        join = int((i > 0) * 10 + (len(spine) - 36) * i / len(slugs))
        side = 1 if i % 2 else -1
        shift = side * (valley.taken[side] + valley.lane / 2)
        tail = offset(spine, [shift] * len(spine))[join:]
        valley.taken[side] += valley.lane
        if i == 0:
            start, tail = spine[:3], spine[1:]
        else:
            score, start = _most_room(valley, spine, join, side, tail[0], rng)
            valley.crowded += max(0.0, 230 - score)
        if valley.crowded >= limit:
            return None
        _dig(valley, slug, start, tail)
    return valley


def _dig(valley: Valley, slug: str, start: list[Point], tail: list[Point]) -> None:
    points = start[:-1] + tail
    count = len(start)
    widths = [1.4 + (valley.lane - 1.4) * min(1, k / count) for k in range(len(points))]
    if not valley.strands:
        valley.banks = []
    valley.strands.append((slug, points, widths))
    valley.reaches += pairwise(points)
    valley.banks += [p for k, p in enumerate(points) if k < STEPS or k % 3 == 0]


def _most_room(
    valley: Valley, spine: list[Point], join: int, side: int, mouth: Point, rng: Random
) -> tuple[float, list[Point]]:
    """Of ninety ways to come in, the one with most room around it that crosses nothing."""
    (x, y), (x2, y2) = spine[join], spine[min(join + 3, len(spine) - 1)]
    flow = math.atan2(y2 - y, x2 - x)
    best, line = -900.0, [mouth]
    for _ in range(90):
        far = rng.uniform(100, 300)
        way = flow + math.pi - side * rng.uniform(0.42, 1.55)
        pull, lean = (
            min(62.0, far * rng.uniform(0.3, 0.5)),
            way + rng.uniform(-0.7, 0.7),
        )
        head = (x + far * math.cos(way), y + far * math.sin(way))
        inside = _inside(head)
        if inside < 0:
            continue
        control = (
            (
                head[0] - far * 0.34 * math.cos(lean),
                head[1] - far * 0.34 * math.sin(lean),
            ),
            (mouth[0] - math.cos(flow) * pull, mouth[1] - math.sin(flow) * pull),
        )
        candidate = bezier(head, *control, mouth)
        score = _room(valley, head, candidate, inside, best)
        if score > best and not _crosses(valley, candidate[:-1]):
            best, line = score, candidate
    return best, line


def _inside(head: Point) -> float:
    x, y = head
    return min(x - 110, WIDTH - 44 - x, y - 58, HEIGHT - 90 - y)


def _room(
    valley: Valley, head: Point, line: list[Point], inside: float, enough: float
) -> float:
    """How freely a stream would lie; gives up early when it cannot beat `enough`."""
    x, y = head
    heads = valley.heads
    room = min([170.0, inside * 3 + 60, *(math.hypot(x - a, y - b) for a, b in heads)])
    if room * 0.6 + 90 + 45 + 45 <= enough:
        return -math.inf
    near = min(
        [90.0, *(math.hypot(a - u, b - v) for u, v in heads for a, b in line[1::2])]
    )
    if room * 0.6 + 90 + 45 + near * 0.5 <= enough:
        return -math.inf
    (left, right), (top, bottom) = _span(line, 0, 90), _span(line, 1, 90)
    banks = [p for p in valley.banks if left < p[0] < right and top < p[1] < bottom]
    shore = min([90.0, *(math.hypot(x - u, y - v) for u, v in banks)])
    if room * 0.6 + 90 + shore * 0.5 + near * 0.5 <= enough:
        return -math.inf
    gaps = ((a - u) ** 2 + (b - v) ** 2 for a, b in line[:12:2] for u, v in banks)
    clear = math.sqrt(min([90.0**2, *gaps]))
    refused = clear < 12 or shore < 42 or near < 36 or room < 44
    return room * 0.6 + clear + shore * 0.5 + near * 0.5 - (400 if refused else 0)


def _span(line: Sequence[Point], axis: int, beyond: float) -> tuple[float, float]:
    """From where to where a line reaches, and a little beyond."""
    values = [point[axis] for point in line]
    return min(values) - beyond, max(values) + beyond


def bezier(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Fourteen points along a cubic curve."""
    points = []
    for k in range(STEPS):
        t = k / (STEPS - 1)
        w = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
        points.append(
            (
                w[0] * a[0] + w[1] * b[0] + w[2] * c[0] + w[3] * d[0],
                w[0] * a[1] + w[1] * b[1] + w[2] * c[1] + w[3] * d[1],
            )
        )
    return points


def curve(stops: Sequence[tuple[float, float]], count: int) -> list[Point]:
    """A Catmull-Rom curve through the stops, sampled evenly in its parameter."""
    out, last = [], len(stops) - 1

    def along(t: float, p: Sequence[float]) -> float:
        return 0.5 * (
            2 * p[1]
            + (p[2] - p[0]) * t
            + (2 * p[0] - 5 * p[1] + 4 * p[2] - p[3]) * t * t
            + (3 * p[1] - p[0] - 3 * p[2] + p[3]) * t**3
        )

    for i in range(count + 1):
        u = i / count * last
        k = min(int(u), last - 1)
        near = [stops[min(max(k + d, 0), last)] for d in (-1, 0, 1, 2)]
        out.append(
            (along(u - k, [p[0] for p in near]), along(u - k, [p[1] for p in near]))
        )
    return out


def _crosses(valley: Valley, line: Sequence[Point]) -> bool:
    """Whether a line would cross a stream that is there already."""
    (left, right), (top, bottom) = _span(line, 0, 30), _span(line, 1, 30)
    near = [
        (a, b) for a, b in valley.reaches if left < a[0] < right and top < a[1] < bottom
    ]
    steps = list(pairwise(line))
    return any(meet(one, two) for two in near for one in steps)


def meet(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    """Whether two stretches cross."""
    (a, b), (c, d) = one, two
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _paint(valley: Valley) -> str:
    beds, waters, stones = "", "", ""
    size = 42 if len(valley.strands) <= 16 else 36
    for i, (slug, points, widths) in enumerate(valley.strands):
        shape = ribbon(points[::2] + points[-1:], widths[::2] + widths[-1:])
        beds += f'<path id="ws{i}" d="{shape}"/>'
        waters += (
            f'<use href="#ws{i}" class="c-water p-{stone_of(slug).pigment.name}"/>'
        )
        x, y = points[0]
        stones += (
            f'<svg x="{number(x - size / 2)}" y="{number(y - size / 2)}" '
            f'width="{size}" height="{size}" '
            f'viewBox="0 0 96 96">{stone_body(slug, "badge", "earned", prefix="ws")}</svg>'
        )
    uses = "".join(f'<use href="#ws{i}"/>' for i in range(len(valley.strands)))
    return (
        f'<svg class="watershed" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'preserveAspectRatio="xMaxYMin slice" aria-hidden="true" focusable="false">'
        f'<defs>{beds}</defs>{_land(valley)}<g class="c-bank">{uses}</g>{waters}{stones}</svg>'
    )


def _land(valley: Valley) -> str:
    water = curve(CHANNEL, 90)[::2]
    for _, points, _ in valley.strands:
        water += points[::3]

    def rise(x: float, y: float) -> float:
        d = math.sqrt(min([(x - a) ** 2 + (y - b) ** 2 for a, b in water]))
        swell = 9 * math.sin(x / 71 + 1) * math.cos(y / 83)
        return d + swell + 5 * math.sin((x + y) / 39)

    return contours(measured(rise, WIDTH, HEIGHT, GRID), LEVELS, GRID, least=7)
