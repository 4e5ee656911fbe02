"""The rule as a nested list: what screen readers get, and what stands when pictures fail."""

from dataclasses import dataclass

from credentials.art.confluence.phrases import ENGLISH, Phrases
from credentials.art.confluence.rule import Confluence
from credentials.art.stone import State


@dataclass(frozen=True)
class Leaf:
    """A course of the rule in words."""

    title: str
    href: str
    state: State
    words: str


@dataclass(frozen=True)
class Group:
    """A group of the rule in words; `heading` is empty when there is only one, unnamed."""

    heading: str
    tally: str
    leaves: tuple[Leaf, ...]


def in_words(confluence: Confluence, phrases: Phrases = ENGLISH) -> tuple[Group, ...]:
    """The same rule and states as the picture, group by group."""
    return tuple(
        Group(
            heading=phrases.heading_of(pool) if confluence.grouped else "",
            tally=phrases.tally_of(pool),
            leaves=tuple(
                Leaf(
                    title=stream.title,
                    href=stream.href,
                    state=stream.state,
                    words=phrases.state(stream.state, stream.note),
                )
                for stream in pool.streams
            ),
        )
        for pool in confluence.pools
    )
