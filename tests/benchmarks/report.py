"""What a benchmark found, for people as a table and for machines as JSON lines."""

import json
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Measure:
    """One number, and the bar that it must not pass; no bar: only told.

    `at_least`: the bar is from below.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the bar holds."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def report(measures: list[Measure]) -> int:
    """Print everything; the exit status: 1 when a bar is missed."""
    for measure in measures:
        if "--json" in sys.argv[1:]:
            print(json.dumps({**asdict(measure), "ok": measure.ok}))
        else:
            bar = (
                ""
                if measure.bar is None
                else f"{'≥' if measure.at_least else '≤'} {measure.bar:g}"
            )
            verdict = "" if measure.bar is None else ("ok" if measure.ok else "MISSED")
            value = f"{measure.value:.3f}".rstrip("0").rstrip(".")
            print(f"{measure.name:<52}{value:>10} {measure.unit:<9}{bar:<8}{verdict}")
    return 0 if all(measure.ok for measure in measures) else 1
