"""The wide picture: sources on the left, the certificate on the right.

Every name rides on its own water. A stream runs level while its name does, then bends
on a quintic ease into its lane; those nearest the middle join first, so none ever cross.
"""

import math
from collections.abc import Sequence
from itertools import accumulate

from credentials.art.confluence.phrases import ENGLISH, Phrases
from credentials.art.confluence.picture import Course, Picture, Strand
from credentials.art.confluence.rule import Confluence, Pool, Stream
from credentials.art.confluence.sheet import NAME_AT, Bend, Sheet, sheet_for
from credentials.art.letters import GROUP, NOTE, TITLE, WATER
from credentials.art.strokes import Point, ease, lake, seeded

LINE = 19.0
MANY = 12


def wide(confluence: Confluence, phrases: Phrases = ENGLISH) -> Picture:
    """The picture with its names, 900 units wide."""
    row = 58.0 if len(confluence.streams) <= MANY else 48.0
    sheet = sheet_for(confluence, named=True, width=900, row=row, lane=7)
    return _Wide(confluence, sheet, phrases).draw()


def small(confluence: Confluence, width: float, height: float) -> Picture:
    """The picture alone, for a list in which the words stand beside it."""
    groups = len(confluence.pools) if confluence.grouped else 0
    rows = max(1, len(confluence.streams) - 1)
    row = max(1.0, (height - 34 - 8 * groups) / rows)
    sheet = sheet_for(confluence, named=False, width=width, row=row, lane=6)
    picture = _Wide(confluence, sheet, ENGLISH).draw()
    picture.height = height
    return picture


class _Wide:
    """One layout. Rows first, then the river's middle, then every stream into its lane."""

    def __init__(self, confluence: Confluence, sheet: Sheet, phrases: Phrases) -> None:
        self.rule, self.sheet, self.phrases = confluence, sheet, phrases
        self.picture = Picture(sheet.width)
        self.rows = self._rows()
        ys = [y for rows in self.rows for y in rows] or [90.0]
        self.trunk = (ys[0] + ys[-1]) / 2
        self.reach = max(abs(y - self.trunk) for y in ys) or 1.0

    def draw(self) -> Picture:
        first = 0
        for pool, rows in zip(self.rule.pools, self.rows, strict=True):
            lanes = [self._lane(first + k) for k in range(pool.lanes)]
            first += pool.lanes
            if not rows:
                continue
            if pool.takes_all:
                self._join(pool, rows, lanes)
            else:
                self._gather(pool, rows, lanes)
        if self.sheet.named:
            self._name_streams()
            self._name_river()
        else:
            at = self.trunk + self.sheet.drift(self.sheet.end)
            self.picture.mouth = (self.sheet.end, at)
        return self.picture

    # --- where things stand

    def _lane(self, k: int) -> float:
        return self.trunk + (k - (self.rule.lanes - 1) / 2) * self.sheet.lane

    def _lines(self, stream: Stream) -> list[str]:
        return WATER.wrap(stream.title, self.sheet.bend - NAME_AT + 12)

    def _rows(self) -> list[list[float]]:
        sheet, grouped = self.sheet, self.rule.grouped
        y, placed = (34.0 if sheet.named else 17.0), []
        for pool in self.rule.pools:
            if grouped and sheet.named:
                heading = self.phrases.heading_of(pool)
                self.picture.say(0, y + 2, heading, "c-group")
                self.picture.hush(0, y + 2, GROUP.measure(heading))
                y += 40
            rows = []
            for stream in pool.streams:
                y += LINE * (len(self._lines(stream)) - 1) if sheet.named else 0
                rows.append(y)
                y += sheet.row
            placed.append(rows)
            y += (22 if sheet.named else 8) if grouped else 0
        height = y - sheet.row + (40 if sheet.named else 14)
        height -= 22 if sheet.named and grouped else 0
        self.picture.height = max(height, self._least_height() if sheet.named else 1.0)
        lift = (self.picture.height - height) / 2
        return (
            placed
            if grouped
            else [[row + max(0.0, lift) for row in rows] for rows in placed]
        )

    def _least_height(self) -> float:
        """Room for the certificate's stone with its name below, wherever the river ends."""
        return 128 + 64 + 24.0 * (len(self._river_name()) - 1) * 2

    # --- the courses of the water

    def _run(
        self, slug: str, y0: float, bends: Sequence[Bend], finish: float
    ) -> Course:
        """From the source through the bends to the finish."""
        sheet, phase = self.sheet, seeded(slug).uniform(0, 6)
        points: list[Point] = []
        widths: list[float] = []
        step, x = (28 if sheet.named else 16), sheet.source
        while True:
            swell = min(1, (x - sheet.source) / max(1, bends[0].start - sheet.source))
            y, width = y0, 1.8 + (bends[0].width * 0.5 - 1.8) * swell
            for bend in bends:
                t = ease((x - bend.start) / max(1.0, bend.stop - bend.start))
                y += (bend.y - y) * t
                width += (bend.width - width) * t
            own = (1 - ease((x - sheet.bend) / 90)) * min(1, (x - sheet.source) / 30)
            y += own * 1.9 * math.sin(x / 27 + phase) * (1 if sheet.named else 1.6)
            points.append((x, y + sheet.drift(x)))
            widths.append(width)
            if x >= finish:
                return points, widths
            x = min(finish, x + step)

    def _strand(self, stream: Stream, course: Course) -> None:
        self.picture.strands.append(Strand(stream, *course))

    def _join(self, pool: Pool, rows: Sequence[float], lanes: Sequence[float]) -> None:
        """All streams of a pool that takes all: straight into their lanes."""
        sheet = self.sheet
        center, spread = (rows[0] + rows[-1]) / 2, (rows[-1] - rows[0]) / 2 or 1.0
        firsts = accumulate((stream.lanes for stream in pool.streams), initial=0)
        for stream, y, first in zip(pool.streams, rows, firsts, strict=False):
            wide_to = sheet.lane * stream.lanes
            target = sum(lanes[first : first + stream.lanes]) / stream.lanes
            if self.rule.grouped:
                far = 0.5 + 0.5 * abs(y - center) / spread
                near = sheet.bend + 30 + (sheet.mid - sheet.bend - 30) * far
                local = (
                    center + (first + stream.lanes / 2 - pool.lanes / 2) * sheet.lane
                )
                on = sheet.mid + (sheet.end - sheet.mid) * 0.6
                bends = [
                    Bend(sheet.bend - 24, near, local, wide_to),
                    Bend(sheet.mid - 30, on, target, wide_to),
                ]
            else:
                far = 0.4 + 0.6 * abs(y - self.trunk) / self.reach
                near = sheet.bend + (sheet.end - 90 - sheet.bend) * far
                start = sheet.bend - 30 if sheet.named else sheet.bend * 0.3
                bends = [Bend(start, near, target, wide_to)]
            self._strand(stream, self._run(stream.slug, y, bends, sheet.end))

    def _gather(
        self, pool: Pool, rows: Sequence[float], lanes: Sequence[float]
    ) -> None:
        """Streams end in a lake; what is needed leaves it, what is too much stays."""
        sheet, members = self.sheet, len(pool.streams)
        center = (rows[0] + rows[-1]) / 2
        spread = max(abs(y - center) for y in rows) or 1.0
        out = sheet.mid + 2 + (sheet.end - sheet.mid) * 0.62
        self._lake(pool, center, 1.0, self.picture.lakes)
        filled = 0
        for i, (stream, y) in enumerate(zip(pool.streams, rows, strict=True)):
            slip = (i - (members - 1) / 2) * sheet.lane * 0.9
            far = 0.62 + 0.38 * abs(y - center) / spread
            join = sheet.bend + 20 + (sheet.mid - 26 - sheet.bend - 20) * far
            bends = [Bend(sheet.bend - 24, join, center + slip, sheet.lane)]
            finish = sheet.mid + 4
            goes_on = pool.unit == "courses" and filled < len(lanes)
            if goes_on and stream.state == "earned":
                bends.append(Bend(sheet.mid + 2, out, lanes[filled], sheet.lane))
                finish, filled = sheet.end, filled + 1
            self._strand(stream, self._run(stream.slug, y, bends, finish))
        if pool.unit == "minutes":
            self._outflow_of_hours(pool, center, out, sum(lanes) / len(lanes))
        else:
            self._empty_outflows(center, out, lanes, filled)
        self._tally(pool, center)

    def _lake(self, pool: Pool, center: float, share: float, into: list[str]) -> None:
        sheet, members = self.sheet, len(pool.streams)
        rx = 46.0 if sheet.named else 17.0
        ry = (
            max(22, members * sheet.lane * 0.62)
            if sheet.named
            else max(9, members * sheet.lane * 0.5)
        )
        y, seed = center + sheet.drift(sheet.mid), self.rule.slug + pool.label
        into.append(lake(sheet.mid + 4, y, rx * share, ry * share, seed))

    def _below_lake(self, y: float, bends: Sequence[Bend]) -> Course:
        points, widths = self._run("bed", y, bends, self.sheet.end)
        cut = next(i for i, (x, _) in enumerate(points) if x >= self.sheet.mid)
        return points[cut:], widths[cut:]

    def _empty_outflows(
        self, center: float, out: float, lanes: Sequence[float], filled: int
    ) -> None:
        sheet = self.sheet
        for k in range(filled, len(lanes)):
            slip = (k - (len(lanes) - 1) / 2) * sheet.lane
            bends = [
                Bend(sheet.mid - 60, sheet.mid - 30, center + slip, sheet.lane),
                Bend(sheet.mid + 2, out, lanes[k], sheet.lane),
            ]
            self.picture.beds.append(self._below_lake(center, bends))

    def _outflow_of_hours(
        self, pool: Pool, center: float, out: float, middle: float
    ) -> None:
        """The lake fills by area; what leaves it is as wide as the share."""
        full = self.sheet.lane * 2
        points, widths = self._below_lake(
            center, [Bend(self.sheet.mid, out, middle, full)]
        )
        widths = [max(width, full) for width in widths]
        self.picture.beds.append((points, widths))
        if share := min(1.0, pool.reached / pool.required):
            self._lake(pool, center, math.sqrt(share) * 0.92, self.picture.levels)
            part = [width * share for width in widths]
            self.picture.strands.append(Strand(None, points, part))

    # --- words and stones

    def _tally(self, pool: Pool, center: float) -> None:
        if not self.sheet.named:
            return
        text = self.phrases.tally_of(pool)
        drop = 32.0 if center > self.trunk else -18.0
        y = center + drop + self.sheet.drift(self.sheet.mid)
        self.picture.say(self.sheet.mid + 62, y, text, "c-tally")
        self.picture.hush(self.sheet.mid + 52, y - 5, WATER.measure(text) + 20)

    def _name_streams(self) -> None:
        for pool, rows in zip(self.rule.pools, self.rows, strict=True):
            for stream, y in zip(pool.streams, rows, strict=True):
                self.picture.lay_stream(stream, 23, y, 60 if stream.strands else 46)
                lines = self._lines(stream)
                for i, line in enumerate(lines):
                    at = y - 8 - LINE * (len(lines) - 1 - i)
                    self.picture.say(NAME_AT, at, line, f"c-name c-{stream.state}")
                    self.picture.hush(-10, at - 8, 80 + WATER.measure(line))
                note = self.phrases.state(stream.state, stream.note)
                self.picture.say(NAME_AT, y + 19, note, "c-note")
                self.picture.hush(
                    -10, y + 22, 80 + max(NOTE.measure(note), WATER.measure(lines[0]))
                )

    def _river_name(self) -> list[str]:
        return TITLE.wrap(self.rule.title, 172)

    def _name_river(self) -> None:
        end, size, state = self.sheet.end, 128.0, self.rule.state
        middle = self.trunk + self.sheet.drift(end)
        self.picture.lay(self.rule.slug, end, middle, size, state, "certificate")
        note = self.phrases.award(self.rule)
        y = self.trunk + size / 2 + 28
        for line in self._river_name():
            self.picture.say(end, y, line, "c-cert", "middle")
            self.picture.hush(end - 96, y - 6, 192)
            y += 24
        self.picture.say(end, y - 3, note, "c-note", "middle")
        self.picture.hush(end - 96, y - 6, 192)
        self.picture.height = max(self.picture.height, y + 12)
