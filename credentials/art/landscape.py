"""Contours, as on a survey map: lines of equal distance to water, by marching squares."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from credentials.art.strokes import Point, hairline

Corner = tuple[int, int]
Edge = tuple[Corner, Corner]
Field = list[list[float]]
TILE = 48


def measured(
    rise: Callable[[float, float], float], width: float, height: float, grid: int
) -> Field:
    """`rise` at every corner of a grid that reaches one square beyond the picture."""
    columns, rows = int(width / grid) + 4, int(height / grid) + 4
    return [
        [rise((c - 1) * grid, (r - 1) * grid) for c in range(columns)]
        for r in range(rows)
    ]


def distance_to(points: Sequence[Point]) -> Callable[[float, float], float]:
    """How far the nearest of many points is, as a function of a place. Exact.

    The points lie sorted into tiles; tiles are asked ring by ring around the place until
    none further out can hold a nearer point. At least one point is needed.
    """
    tiles: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for u, v in points:
        tiles[int(u // TILE), int(v // TILE)].append((u, v))
    columns, rows = {column for column, _row in tiles}, {row for _column, row in tiles}
    left, right, top, bottom = min(columns), max(columns), min(rows), max(rows)

    def distance(x: float, y: float) -> float:
        column, row = int(x // TILE), int(y // TILE)
        last = max(column - left, right - column, row - top, bottom - row)
        nearest, ring = math.inf, 0
        while ring <= last and nearest > (max(0, ring - 1) * TILE) ** 2:
            for tile in _ring(column, row, ring):
                squares = [(x - u) ** 2 + (y - v) ** 2 for u, v in tiles.get(tile, ())]
                nearest = min(nearest, *squares) if squares else nearest
            ring += 1
        return math.sqrt(nearest)

    return distance


def _ring(column: int, row: int, ring: int) -> list[tuple[int, int]]:
    """The tiles that lie `ring` steps around one."""
    if ring == 0:
        return [(column, row)]
    steps = range(-ring, ring + 1)
    return [
        *((column + step, row + side) for side in (-ring, ring) for step in steps),
        *(
            (column + side, row + step)
            for side in (-ring, ring)
            for step in steps[1:-1]
        ),
    ]


def contours(field: Field, levels: Sequence[int], grid: int, least: int = 8) -> str:
    """Paths for every level, every fourth one bolder; lines shorter than `least` are left out."""
    paths = []
    for k, level in enumerate(levels):
        lines = (line for line in isolines(field, level, grid) if len(line) > least)
        if d := "".join(hairline(line) for line in lines):
            bold = " contour-5" if k % 4 == 3 else ""
            paths.append(f'<path class="contour{bold}" d="{d}"/>')
    return "".join(paths)


def isolines(field: Field, level: float, grid: int) -> list[list[Point]]:
    """The lines along which the field crosses a level, joined from square to square."""
    links = _crossings(field, level)
    seen: set[Edge] = set()
    lines = []
    for start in sorted(links, key=lambda edge: len(links[edge])):
        if start not in seen:
            path = _follow(start, links, seen)
            lines.append([_place(edge, field, level, grid) for edge in path])
    return lines


def _crossings(field: Field, level: float) -> dict[Edge, list[Edge]]:
    links: dict[Edge, list[Edge]] = {}
    for r in range(len(field) - 1):
        for c in range(len(field[0]) - 1):
            corners = ((r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c))
            above = [field[y][x] < level for y, x in corners]
            if all(above) or not any(above):
                continue
            cut = []
            for i in range(4):
                a, b = corners[i], corners[(i + 1) % 4]
                if above[i] != above[(i + 1) % 4]:
                    cut.append((min(a, b), max(a, b)))
            for one, two in zip(cut[::2], cut[1::2], strict=True):
                links.setdefault(one, []).append(two)
                links.setdefault(two, []).append(one)
    return links


def _follow(start: Edge, links: dict[Edge, list[Edge]], seen: set[Edge]) -> list[Edge]:
    path, at = [start], start
    seen.add(start)
    while True:
        step = next((edge for edge in links[at] if edge not in seen), None)
        if step is None:
            if len(path) > 2 and path[0] in links[at]:
                path.append(path[0])
            return path
        path.append(step)
        seen.add(step)
        at = step


def _place(edge: Edge, field: Field, level: float, grid: int) -> Point:
    (r0, c0), (r1, c1) = edge
    t = (level - field[r0][c0]) / (field[r1][c1] - field[r0][c0])
    return (c0 + (c1 - c0) * t - 1) * grid, (r0 + (r1 - r0) * t - 1) * grid
