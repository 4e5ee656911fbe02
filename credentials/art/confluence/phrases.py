"""The words of a picture. English here; a caller may pass its reader's own."""

from collections.abc import Callable
from dataclasses import dataclass

from credentials.art.confluence.rule import Confluence, Pool
from credentials.art.stone import State


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.3g}"


@dataclass(frozen=True)
class Phrases:
    """The words for the three states, and sentences with named gaps."""

    earned: str = "earned"
    progress: str = "in progress"
    open: str = "open"
    not_earned: str = "not yet earned"
    required: str = "required"
    all_of: str = "all {count}"
    any_of: str = "any {needed} of {count}"
    hours_of: str = "at least {needed} hours"
    nothing: str = "nothing to take yet"
    enough: str = "enough has flowed in"
    to_go: str = "{reached} in, {missing} to go"
    hours_in: str = "{reached} of {needed} hours in"
    heading: str = "{label}: {rule}"
    so_far: str = "{reached} of {needed}"
    hours_so_far: str = "{reached} of {needed} hours"
    summary: str = "{parts} so far."
    complete: str = "Everything has flowed in. {title} is earned."
    hours: Callable[[int], str] = _hours

    def state(self, state: State, note: str) -> str:
        """The note if there is one, otherwise the word for the state."""
        if note:
            return note
        return {"earned": self.earned, "progress": self.progress, "open": self.open}[
            state
        ]

    def award(self, confluence: Confluence) -> str:
        """What stands below the certificate's name."""
        if confluence.note:
            return confluence.note
        return self.earned if confluence.state == "earned" else self.not_earned

    def rule_of(self, pool: Pool) -> str:
        """What a group asks for: "any 2 of 5"."""
        count = len(pool.streams)
        if not count:
            return self.nothing
        if pool.unit == "minutes":
            return self.hours_of.format(needed=self.hours(pool.required))
        if not pool.takes_all:
            return self.any_of.format(needed=pool.required, count=count)
        return self.required if count == 1 else self.all_of.format(count=count)

    def heading_of(self, pool: Pool) -> str:
        """A group's name and what it asks for."""
        rule = self.rule_of(pool)
        return self.heading.format(label=pool.label, rule=rule) if pool.label else rule

    def tally_of(self, pool: Pool) -> str:
        """How much has flowed in: "1 in, 1 to go"."""
        reached, needed = pool.reached, pool.required
        if pool.unit == "minutes":
            return self.hours_in.format(
                reached=self.hours(reached), needed=self.hours(needed)
            )
        if reached >= needed:
            return self.enough
        return self.to_go.format(reached=reached, missing=needed - reached)

    def summary_of(self, confluence: Confluence) -> str:
        """One sentence for the whole: "Core: 2 of 3, Choose: 1 of 2 so far."."""
        if confluence.state == "earned":
            return self.complete.format(title=confluence.title)
        parts = []
        for pool in confluence.pools:
            reached, needed = min(pool.reached, pool.required), pool.required
            if pool.unit == "minutes":
                part = self.hours_so_far.format(
                    reached=self.hours(pool.reached), needed=self.hours(needed)
                )
            else:
                part = self.so_far.format(reached=reached, needed=needed)
            parts.append(
                self.heading.format(label=pool.label, rule=part) if pool.label else part
            )
        return self.summary.format(parts=", ".join(parts))


ENGLISH = Phrases()
