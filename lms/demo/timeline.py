"""What happened in the demo, in the order in which it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from lms.core import clock


@dataclass
class Timeline:
    """Deeds with their moments; `play` does them in order, each at its moment."""

    today: dt.datetime
    deeds: list[tuple[dt.datetime, int, Callable[[], object]]] = field(
        default_factory=list
    )

    def add(self, days_ago: float, deed: Callable[[], object]) -> None:
        """Remember a deed; deeds of one moment keep the order in which they came."""
        moment = self.today - dt.timedelta(days=days_ago)
        self.deeds.append((moment, len(self.deeds), deed))

    def play(self) -> None:
        """Do everything, oldest first; time never goes back between two deeds."""
        latest = min((moment for moment, _, _ in self.deeds), default=self.today)
        for moment, _, deed in sorted(self.deeds, key=lambda d: d[:2]):
            with clock.at(max(moment, latest)):
                deed()
                latest = clock.now()
