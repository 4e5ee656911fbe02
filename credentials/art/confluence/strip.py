"""The strip map, for a phone: the river runs down the left edge, streams pour in.

320 units wide, as long as it takes. Streams come in along quarter ellipses.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from credentials.art.confluence.phrases import ENGLISH, Phrases
from credentials.art.confluence.picture import Course, Picture, Strand
from credentials.art.confluence.rule import Confluence, Pool, Stream
from credentials.art.letters import GROUP, TITLE, WATER
from credentials.art.strokes import Point, ease, lake, seeded

WIDTH = 320.0
ROW = 66.0
LEFT = 12.0
STONE = 104.0


@dataclass
class Tail:
    """Water or bed that still has to reach its lane and run down to the certificate."""

    points: list[Point]
    widths: list[float]
    x: float
    y: float
    stream: Stream | None = None
    bed: bool = False


def strip(confluence: Confluence, phrases: Phrases = ENGLISH) -> Picture:
    """The picture with its names, top to bottom."""
    return _Strip(confluence, phrases).draw()


class _Strip:
    """One layout, pool by pool down the page; then everything runs to the end."""

    def __init__(self, confluence: Confluence, phrases: Phrases) -> None:
        self.rule, self.phrases = confluence, phrases
        self.picture = Picture(WIDTH)
        self.lane = min(6.0, 40 / max(1, confluence.lanes))
        self.river = confluence.lanes * self.lane
        self.phase = seeded(confluence.slug + "/strip").uniform(0, 6)
        self.y = 34.0
        self.tails: list[Tail] = []

    def draw(self) -> Picture:
        first = 0
        for pool in self.rule.pools:
            lanes = [self._lane(first + k) for k in range(pool.lanes)]
            first += pool.lanes
            if self.rule.grouped:
                self._head(pool)
            if not pool.streams:
                continue
            if pool.takes_all:
                self._join(pool, lanes)
            else:
                self._gather(pool, lanes)
        self._end()
        return self.picture

    # --- the courses of the water

    def _lane(self, k: float) -> float:
        return LEFT + (k + 0.5) * self.lane

    def _sway(self, y: float) -> float:
        return 3.2 * math.sin(y / 47 + self.phase) + 1.4 * math.sin(
            y / 21 + self.phase * 2
        )

    def _down(self, x: float, y0: float, y1: float) -> list[Point]:
        steps = max(1, round((y1 - y0) / 24))
        ys = [y0 + (y1 - y0) * i / steps for i in range(1, steps + 1)]
        return [(x + self._sway(y), y) for y in ys]

    def _pour(self, x0: float, x1: float, drop: float, width: float) -> Course:
        points, widths, steps = [], [], 7
        for i in range(steps + 1):
            t = i / steps * math.pi / 2
            y = self.y + drop * (1 - math.cos(t)) ** 1.15
            x = x0 + (x1 - x0) * math.sin(t) ** 1.05 + self._sway(y) * math.sin(t)
            points.append((x, y))
            widths.append(1.6 + (width - 1.6) * ease(i / steps))
        return points, widths

    def _head(self, pool: Pool) -> None:
        x = LEFT + self.river + 26 + (0 if pool.takes_all else 34)
        heading = self.phrases.heading_of(pool)
        for i, line in enumerate(lines := GROUP.wrap(heading, WIDTH - x)):
            self.picture.say(x, self.y - 12 + i * 18, line, "c-group")
        self.y += 24 + 18 * (len(lines) - 1)

    def _join(self, pool: Pool, lanes: Sequence[float]) -> None:
        stone_x, first = LEFT + self.river + 26, 0
        for stream in pool.streams:
            x = sum(lanes[first : first + stream.lanes]) / stream.lanes
            first += stream.lanes
            height = self._caption(stream, stone_x, 54 if stream.strands else 42)
            points, widths = self._pour(stone_x + 7, x, 44, self.lane * stream.lanes)
            self.tails.append(Tail(points, widths, x, points[-1][1], stream))
            self.y += height + (8 if stream.strands else 0)
        self.y += 14 if self.rule.grouped else 0

    def _gather(self, pool: Pool, lanes: Sequence[float]) -> None:
        """Streams run down beside the river into a lake, and from there on."""
        count = len(pool.streams)
        left, lane = LEFT + self.river + 14, min(self.lane, 30 / count)
        stone_x = left + count * lane + 20
        heights = [self._row(stream, stone_x, 42) for stream in pool.streams]
        bottom, filled = self.y + sum(heights) - 6, 0
        center = left + count * lane / 2 + 6
        for i, stream in enumerate(pool.streams):
            self._caption(stream, stone_x, 42)
            x = left + (i + 0.5) * lane
            points, widths = self._pour(stone_x + 6, x, 40, lane + 0.9)
            if points[-1][1] < bottom:
                points += self._down(x, points[-1][1], bottom)
            widths += [lane + 0.9] * (len(points) - len(widths))
            goes_on = pool.unit == "courses" and filled < len(lanes)
            if goes_on and stream.state == "earned":
                self.tails.append(Tail(points, widths, lanes[filled], bottom, stream))
                filled += 1
            else:
                self.picture.strands.append(Strand(stream, points, widths))
            self.y += heights[i]
        self._lake(pool, center, bottom, 1.0, self.picture.lakes)
        self.picture.say(
            center + 40, bottom + 5, self.phrases.tally_of(pool), "c-tally"
        )
        self._outflows(pool, center, bottom, lanes, filled)
        self.y = bottom + 74

    def _lake(
        self, pool: Pool, x: float, y: float, share: float, into: list[str]
    ) -> None:
        seed = self.rule.slug + pool.label
        into.append(lake(x + self._sway(y), y, 27 * share, 17 * share, seed))

    def _outflows(
        self, pool: Pool, x: float, y: float, lanes: Sequence[float], filled: int
    ) -> None:
        source = (x + self._sway(y), y)
        if pool.unit == "courses":
            for lane in lanes[filled:]:
                self.tails.append(Tail([source], [self.lane], lane, y, bed=True))
            return
        middle, full = sum(lanes) / len(lanes), self.lane * 2
        self.tails.append(Tail([source], [full], middle, y, bed=True))
        if share := min(1.0, pool.reached / pool.required):
            self._lake(pool, x, y, math.sqrt(share) * 0.92, self.picture.levels)
            self.tails.append(Tail([source], [full * share], middle, y))

    def _run_on(self, tail: Tail, bottom: float) -> None:
        x, y = tail.points[-1]
        if len(tail.points) == 1 or abs(x - self._sway(tail.y) - tail.x) > 1:
            drop = min(58.0, max(1.0, bottom - y))
            for i in range(1, 7):
                at = y + drop * i / 6
                over = (tail.x + self._sway(at) - x) * ease(i / 6)
                tail.points.append((x + over, at))
            tail.y = y + drop
        if tail.y < bottom:
            tail.points += self._down(tail.x, tail.y, bottom)
        tail.widths += [tail.widths[-1]] * (len(tail.points) - len(tail.widths))
        if tail.bed:
            self.picture.beds.append((tail.points, tail.widths))
        else:
            self.picture.strands.append(Strand(tail.stream, tail.points, tail.widths))

    # --- words and stones

    def _lines(self, stream: Stream, x: float, size: float) -> list[str]:
        return WATER.wrap(stream.title, WIDTH - x - size - 12)

    def _row(self, stream: Stream, x: float, size: float) -> float:
        """How much of the page a stream needs: more when its name needs three lines."""
        return ROW + 19.0 * max(0, len(self._lines(stream, x, size)) - 2)

    def _caption(self, stream: Stream, x: float, size: float) -> float:
        lines = self._lines(stream, x, size)
        top = self.y - (min(2, len(lines)) - 1) * 9.5 - 1
        for i, line in enumerate(lines):
            kind = f"c-name c-{stream.state}"
            self.picture.say(x + size + 9, top + i * 19, line, kind)
        note = self.phrases.state(stream.state, stream.note)
        self.picture.say(x + size + 9, top + len(lines) * 19 - 1, note, "c-note")
        self.picture.lay_stream(stream, x + size / 2, self.y, size)
        return self._row(stream, x, size)

    def _end(self) -> None:
        state = self.rule.state
        bottom = self.y + STONE / 2 + 4
        for tail in self.tails:
            self._run_on(tail, bottom)
        x = max(0.0, LEFT + self.river / 2 - STONE / 2)
        self.picture.lay(
            self.rule.slug, x + STONE / 2, bottom, STONE, state, "certificate"
        )
        lines = TITLE.wrap(self.rule.title, WIDTH - x - STONE - 14)
        top = bottom - (len(lines) - 1) * 11.5 - 2
        for i, line in enumerate(lines):
            self.picture.say(x + STONE + 12, top + i * 23, line, "c-cert")
        note = self.phrases.award(self.rule)
        y = top + len(lines) * 23 - 2
        self.picture.say(x + STONE + 12, y, note, "c-note")
        self.picture.height = max(bottom + STONE / 2 + 6, y + 12)
