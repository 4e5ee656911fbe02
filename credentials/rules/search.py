"""Pure: the cheapest choices that cover several demands at once, exactly.

One thing after the other is decided; equal remains of the demands are one state. A
state whose price so far plus the least price of the rest (Lagrange multipliers, raised
by Polyak's steps) reaches the best answer known is left. A remain is rounded up to what
the things still ahead can add up to, which makes many states one and shows dead ends.
The first rounds keep few states at a time to find good answers; the last round keeps all
that can matter, so its answer is the cheapest there is.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from math import ceil

from credentials.rules.prices import (
    SMALL,
    Amounts,
    Thing,
    counted_too,
    decided,
    first_prices,
    how_many,
    least,
    one_after_the_other,
    raised_prices,
)

TRIES = ((60, 6, (12,)), (60, 10, (12, 60)), (200, 22, (60, 400, 3_000, 0)))
"""Steps for the bound, how long one is waited for, and how many states are kept."""

State = tuple[int, ...]
# Price so far, the tie-breaker so far, the state before, the option taken (-1: none).
Trace = tuple[int, int, State, int]


class OutOfReach(Exception):
    """More states than the limit would have to be kept; `answer` is the best one known."""

    def __init__(self, answer: dict[int, int] | None) -> None:
        super().__init__()
        self.answer = answer


def cheapest(
    demands: Sequence[int], things: Sequence[Thing], *, below: int, limit: int = 0
) -> dict[int, int] | None:
    """Thing → option: choices that meet every demand, for the least price under `below`.

    None when there are none. Raises OutOfReach past `limit` states, if one is given.
    """
    if not any(demands):
        return {}
    if below <= 0:
        return None
    search = _Search(demands, things, below, limit)
    for steps, patience, widths in TRIES:
        search.prepare(steps, patience)
        for width in widths:
            if search.sweep(width):
                return search.answer
    raise AssertionError("the last round keeps every state")


class _Search:
    """One instance: bounds, an order, and the best answer so far."""

    def __init__(
        self, demands: Sequence[int], things: Sequence[Thing], below: int, limit: int
    ) -> None:
        self.best, self.best_tie, self.left = below, 0, limit
        self.limit = limit
        self.answer: dict[int, int] | None = None
        self.size, self.demands, self.given = len(demands), demands, things
        self.wide_demands, self.wide = counted_too(demands, things)
        self.cost = first_prices(self.wide_demands, self.wide)

    def prepare(self, steps: int, patience: int) -> None:
        """Raise the bound in so many steps, and set the things in the order of it."""
        demands, things, wide = self.demands, self.given, self.wide
        self.cost = raised_prices(
            self.cost, self.wide_demands, wide, self.best, steps, patience
        )
        order = sorted(range(len(things)), key=lambda i: -decided(wide[i], self.cost))
        if len(self.cost) == self.size:
            order = one_after_the_other(order, things)
        self.order, self.things = order, [things[i] for i in order]
        self.ahead = [0.0] * (len(things) + 1)
        self.sums = [[1] * len(demands) for _ in range(len(things) + 1)]
        self.amounts: list[list[list[int]]] = [[[] for _ in demands]]
        for i in range(len(things) - 1, -1, -1):
            self.ahead[i] = self.ahead[i + 1] + least(wide[order[i]], self.cost)
            self.sums[i] = list(self.sums[i + 1])
            amounts = [list(a) for a in self.amounts[0]]
            for demand, amount in {p for o in self.things[i].options for p in o}:
                self.sums[i][demand] |= self.sums[i + 1][demand] << amount
                insort(amounts[demand], amount)
            self.amounts.insert(0, amounts)
        self.rounded: list[list[dict[int, tuple[int, float]]]] = [
            [{} for _ in demands] for _ in self.sums
        ]
        self.start = self.round_up(0, list(demands))[0]

    def round_up(self, at: int, state: list[int]) -> tuple[State | None, float]:
        """The same state, each remain raised to what lies ahead, and what that is worth.

        None at a dead end.
        """
        worth, tables = 0.0, self.rounded[at]
        for demand, remain in enumerate(state):
            if remain <= 0:
                state[demand] = 0
                continue
            known = tables[demand].get(remain)
            if known is None:
                known = tables[demand][remain] = self.raised(at, demand, remain)
            if known[0] < 0:
                return None, 0.0
            state[demand] = known[0]
            worth += known[1]
        return tuple(state), worth

    def raised(self, at: int, demand: int, remain: int) -> tuple[int, float]:
        """The least that can be added up to from `at` on to fill a remain; its worth."""
        sums = self.sums[at][demand] >> remain
        if not sums:
            return -1, 0.0
        raised = remain + (sums & -sums).bit_length() - 1
        worth = self.cost[demand] * raised
        if len(self.cost) > self.size:
            count = how_many(self.amounts[at][demand], raised)
            worth += self.cost[self.size + demand] * count
        return raised, worth

    def sweep(self, width: int) -> bool:
        """Decide thing after thing, keeping `width` states; whether none was dropped."""
        if self.start is None:
            return True
        layer: dict[State, Trace] = {self.start: (0, 0, self.start, -1)}
        layers = [layer]
        whole = True
        for at in range(len(self.things)):
            following = self.advance(at, layers)
            if self.limit:
                self.left -= len(following)
                if self.left < 0:
                    raise OutOfReach(self.answer)
            if width and len(following) > width:
                whole = False
                following = self.most_promising(at + 1, following, width)
            if not following:
                break
            layers.append(following)
        return whole

    def most_promising(
        self, at: int, layer: dict[State, Trace], width: int
    ) -> dict[State, Trace]:
        """The `width` states of a layer with the lowest bounds."""
        ranked = sorted(
            layer.items(),
            key=lambda kv: (kv[1][0] + self.round_up(at, list(kv[0]))[1], kv[1][1]),
        )
        return dict(ranked[:width])

    def advance(self, at: int, layers: list[dict[State, Trace]]) -> dict[State, Trace]:
        """Every state after the next thing was taken in each way, or left out."""
        thing, after = self.things[at], at + 1
        rest = self.ahead[after]
        found: dict[State, Trace] = {}
        ways: list[tuple[int, Amounts]] = [(-1, ()), *enumerate(thing.options)]
        for state, (paid, tie, _, _) in layers[-1].items():
            for option, amounts in ways:
                if option >= 0 and not any(state[d] for d, _ in amounts):
                    continue
                remain = list(state)
                for demand, amount in amounts:
                    remain[demand] -= amount
                nxt, worth = self.round_up(after, remain)
                if nxt is None:
                    continue
                price = paid + thing.price if option >= 0 else paid
                tied = tie + thing.tie if option >= 0 else tie
                if not any(nxt):
                    self.finish(price, tied, state, option, layers)
                    continue
                if ceil(price + rest + worth - SMALL) >= self.best:
                    continue
                known = found.get(nxt)
                if known is None or (price, tied) < known[:2]:
                    found[nxt] = (price, tied, state, option)
        return found

    def finish(
        self,
        price: int,
        tie: int,
        state: State,
        option: int,
        layers: list[dict[State, Trace]],
    ) -> None:
        """Keep an answer if it is better than the best one known."""
        if price > self.best or (price == self.best and self.answer is None):
            return
        if price == self.best and tie >= self.best_tie:
            return
        self.best, self.best_tie = price, tie
        self.answer = {}
        at = len(layers) - 1
        while True:
            if option >= 0:
                self.answer[self.order[at]] = option
            if at == 0:
                return
            _, _, before, option = layers[at][state]
            state, at = before, at - 1
