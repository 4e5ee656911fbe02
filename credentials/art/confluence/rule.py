"""What a confluence is drawn from: the rule of an award, and how far somebody is.

The credentials app makes it from the same tree that decides the award, so the picture
cannot promise more than the rule does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from credentials.art.stone import State

Unit = Literal["courses", "minutes"]


@dataclass(frozen=True)
class Stream:
    """A leaf of the rule. `minutes` counts in a pool of hours; `done` is the share of an
    open course that is behind the learner; `strands` (slugs of courses) marks a
    certificate that this one requires."""

    slug: str
    title: str
    state: State = "open"
    note: str = ""
    minutes: int = 0
    href: str = ""
    done: float = 0.5
    strands: tuple[str, ...] = ()

    @property
    def lanes(self) -> int:
        """How wide it joins the river."""
        return 2 if self.strands else 1


@dataclass(frozen=True)
class Pool:
    """A group of the rule: at least `needed` of its streams, or `needed` minutes of them."""

    label: str
    needed: int
    streams: tuple[Stream, ...]
    unit: Unit = "courses"

    @property
    def takes_all(self) -> bool:
        """Whether every stream is required, so that nothing has to be gathered first."""
        return self.unit == "courses" and self.needed >= len(self.streams)

    @property
    def lanes(self) -> int:
        """How wide its water leaves it."""
        if self.unit == "minutes":
            return 2
        if self.takes_all:
            return sum(stream.lanes for stream in self.streams)
        return max(1, self.needed)

    @property
    def reached(self) -> int:
        """How many courses, or minutes, have flowed in. Never less than nothing."""
        earned = [stream for stream in self.streams if stream.state == "earned"]
        if self.unit == "minutes":
            return sum(stream.minutes for stream in earned)
        return len(earned)

    @property
    def required(self) -> int:
        """How many are needed: an empty group needs one and can never have it."""
        if self.unit == "minutes":
            return max(1, self.needed)
        return max(1, min(self.needed, len(self.streams)))


@dataclass(frozen=True)
class Confluence:
    """A certificate and the pools that make it."""

    slug: str
    title: str
    state: State
    pools: tuple[Pool, ...]
    note: str = ""

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All leaves, in the order of the rule."""
        return tuple(stream for pool in self.pools for stream in pool.streams)

    @property
    def lanes(self) -> int:
        """The width of the river where everything has joined."""
        return sum(pool.lanes for pool in self.pools)

    @property
    def grouped(self) -> bool:
        """Whether the groups show: one group of everything without a name does not."""
        return not (
            len(self.pools) == 1 and self.pools[0].takes_all and not self.pools[0].label
        )

    @property
    def strands(self) -> tuple[str, ...]:
        """The courses whose colors the certificate's stone wears."""
        return tuple(stream.slug for stream in self.streams if not stream.strands)

    def dry(self) -> Confluence:
        """The same rule before anybody has begun: for what depends on the rule alone."""
        pools = tuple(
            replace(
                pool,
                streams=tuple(
                    replace(stream, state="open", note="", href="", done=0.5)
                    for stream in pool.streams
                ),
            )
            for pool in self.pools
        )
        return replace(self, state="open", note="", pools=pools)


def stones_of(
    confluences: Iterable[Confluence],
) -> Mapping[tuple[str, State], tuple[str, ...]]:
    """The stones that pictures of these rules use: (slug, state) -> strands."""
    wanted: dict[tuple[str, State], tuple[str, ...]] = {}
    for one in confluences:
        wanted |= {
            (stream.slug, stream.state): stream.strands for stream in one.streams
        }
        wanted[(one.slug, one.state)] = one.strands or (one.slug,)
    return wanted
