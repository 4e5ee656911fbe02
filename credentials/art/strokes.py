"""Lines: numbers short enough for SVG, soft paths, ribbons whose width changes.

Everything here is pure geometry in the units of a picture; y grows downwards.
"""

import hashlib
import math
import random
import re
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def seeded(text: str) -> random.Random:
    """A source of chance that says the same for the same text, on every machine."""
    return random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311


def identifier(text: str) -> str:
    """The text as part of an `id`; a digest when it holds what an id may not."""
    if _PLAIN.fullmatch(text):
        return text
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:12]


def number(value: float) -> str:
    """A coordinate to a tenth of a unit, without ballast."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def ease(t: float) -> float:
    """From 0 to 1, at rest at both ends (a quintic); outside, its end."""
    t = min(1.0, max(0.0, t))
    return t * t * t * (t * (6 * t - 15) + 10)


def smooth(points: Sequence[Point], *, closed: bool = False, start: str = "M") -> str:
    """A soft path through points: Catmull-Rom as relative Béziers, rounded without drift."""
    count = len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[min(max(i, 0), count - 1)]

    x, y = round(points[0][0], 1), round(points[0][1], 1)
    parts = [f"{start}{number(x)} {number(y)}"]
    for i in range(count if closed else count - 1):
        before, here, there, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        pairs = (
            (
                here[0] + (there[0] - before[0]) / 6,
                here[1] + (there[1] - before[1]) / 6,
            ),
            (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6),
            there,
        )
        curve = " ".join(f"{number(a - x)} {number(b - y)}" for a, b in pairs)
        parts.append("c" + curve.replace(" -", "-"))
        x = round(x + round(there[0] - x, 1), 1)
        y = round(y + round(there[1] - y, 1), 1)
    return "".join(parts) + ("Z" if closed else "")


def hairline(points: Sequence[Point]) -> str:
    """A light path for contours: whole units, quadratic through the middles."""
    x, y = round(points[0][0]), round(points[0][1])
    parts = [f"M{x} {y}"]
    for (ax, ay), (bx, by) in pairwise(points[1:]):
        ex, ey = round((ax + bx) / 2), round((ay + by) / 2)
        step = f"q{round(ax) - x} {round(ay) - y} {ex - x} {ey - y}"
        parts.append(step.replace(" -", "-"))
        x, y = ex, ey
    return "".join(parts) + f"L{round(points[-1][0])} {round(points[-1][1])}"


def ring(x: float, y: float, rx: float, ry: float | None = None) -> str:
    """A whole ellipse as a path."""
    across, down = number(rx), number(rx if ry is None else ry)
    span = number(2 * rx)
    return (
        f"M{number(x - rx)} {number(y)}"
        f"a{across} {down} 0 1 0 {span} 0a{across} {down} 0 1 0 -{span} 0Z"
    )


def normal(points: Sequence[Point], i: int) -> Point:
    """The unit vector across the line at its i-th point."""
    ax, ay = points[max(0, i - 1)]
    bx, by = points[min(len(points) - 1, i + 1)]
    length = math.hypot(bx - ax, by - ay) or 1.0
    return -(by - ay) / length, (bx - ax) / length


def offset(points: Sequence[Point], by: Sequence[float]) -> list[Point]:
    """The line moved sideways, by another amount at each point."""
    moved = []
    for i, (x, y) in enumerate(points):
        nx, ny = normal(points, i)
        moved.append((x + nx * by[i], y + ny * by[i]))
    return moved


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> str:
    """A closed shape around a line, as wide at each point as `widths` says."""
    left = offset(points, [w / 2 for w in widths])
    right = offset(points, [-w / 2 for w in widths])
    return smooth(left) + smooth(right[::-1], start="L") + "Z"


def lake(x: float, y: float, rx: float, ry: float, seed: str) -> str:
    """An ellipse that the water has made its own; it turns as ribbons do, so fills unite."""
    rng = seeded(seed)
    shore = []
    for i in range(12):
        turn, reach = math.tau * i / 12, rng.uniform(0.88, 1.1)
        shore.append((x + rx * reach * math.cos(turn), y - ry * reach * math.sin(turn)))
    return smooth(shore, closed=True)
