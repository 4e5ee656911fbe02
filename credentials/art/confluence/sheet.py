"""The measures of the wide picture: where water springs, bends, gathers and ends."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from credentials.art.confluence.rule import Confluence
from credentials.art.letters import WATER
from credentials.art.strokes import ease, seeded

NAME_AT = 60.0  # where a stream's name begins


class Bend(NamedTuple):
    """Between `start` and `stop` the line moves to `y` and becomes `width` wide."""

    start: float
    stop: float
    y: float
    width: float


@dataclass(frozen=True)
class Sheet:
    """The measures of one picture, from left to right: source, bend, mid, end."""

    width: float
    row: float
    lane: float
    named: bool
    source: float
    bend: float
    mid: float
    end: float
    wave: tuple[float, float]

    def drift(self, x: float) -> float:
        """How far the whole valley has moved up or down at x."""
        calm = ease((x - self.bend) / 160)
        if self.named:
            calm *= 1 - ease((x - self.end + 150) / 130)
        one, two = self.wave
        swing = 6.5 * math.sin(x / 74 + one) + 3 * math.sin(x / 33 + two)
        return (1.0 if self.named else 0.7) * calm * swing


def sheet_for(
    confluence: Confluence, *, named: bool, width: float, row: float, lane: float
) -> Sheet:
    """The measures that fit this rule and its longest name."""
    rng = seeded(confluence.slug)
    longest = max((WATER.measure(s.title) for s in confluence.streams), default=0.0)
    bend = min(372.0, max(250.0, NAME_AT + 34 + longest)) if named else width * 0.16
    end = width - (92 if named else 38)
    return Sheet(
        width=width,
        row=row,
        lane=min(lane, 62 / max(1, confluence.lanes)),
        named=named,
        source=42.0 if named else 6.0,
        bend=bend,
        mid=bend + (end - bend) * (0.42 if confluence.grouped else 0.6),
        end=end,
        wave=(rng.uniform(0, 6), rng.uniform(0, 6)),
    )
