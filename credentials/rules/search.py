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
# Price so far, tie-breaker so far, the state before, the option taken (-1: none), and
# what the remains are worth.
Trace = tuple[int, int, State, int, float]


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


def filled(demands: Sequence[int], things: Sequence[Thing]) -> dict[int, int] | None:
    """Choices that meet every demand, not the cheapest: the tightest demand first.

    None when this finds none, which does not mean that there are none.
    """
    left, free = list(demands), set(range(len(things)))
    answer: dict[int, int] = {}
    while any(left):
        offers = [
            (demand, i, number, amount)
            for i in free
            for number, option in enumerate(things[i].options)
            for demand, amount in option
            if left[demand] and amount
        ]
        supply = [sum(o[3] for o in offers if o[0] == d) for d in range(len(left))]
        tightest = max(
            (d for d in range(len(left)) if left[d]),
            key=lambda d: left[d] / supply[d] if supply[d] else float("inf"),
        )
        fitting = [offer for offer in offers if offer[0] == tightest]
        if not fitting:
            return None
        _, i, number, _ = min(
            fitting,
            key=lambda o: (things[o[1]].price / min(o[3], left[tightest]), o[1]),
        )
        answer[i] = number
        free.remove(i)
        for demand, amount in things[i].options[number]:
            left[demand] = max(0, left[demand] - amount)
    return answer


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
        self.ways = [ways_of(thing) for thing in self.things]
        # A thing that does not serve a demand leaves its table as it is after it.
        self.rounded: list[list[dict[int, tuple[int, float]]]] = [[{} for _ in demands]]
        for served, _ in reversed(self.ways):
            tables = list(self.rounded[0])
            for demand in served:
                tables[demand] = {}
            self.rounded.insert(0, tables)
        self.start = self.round_up(list(demands))

    def round_up(self, remains: list[int]) -> tuple[State, float] | None:
        """Where it all begins, and what that is worth; None at a dead end."""
        worth = 0.0
        for demand, remain in enumerate(remains):
            if remain <= 0:
                remains[demand] = 0
                continue
            raised, value = self.raised(0, demand, remain)
            if raised < 0:
                return None
            remains[demand] = raised
            worth += value
        return tuple(remains), worth

    def raised(self, at: int, demand: int, remain: int) -> tuple[int, float]:
        """The least that can be added up to from `at` on to fill a remain; its worth."""
        known = self.rounded[at][demand]
        sums = self.sums[at][demand] >> remain
        if not sums:
            known[remain] = -1, 0.0
            return -1, 0.0
        raised = remain + (sums & -sums).bit_length() - 1
        worth = self.cost[demand] * raised
        if len(self.cost) > self.size:
            count = how_many(self.amounts[at][demand], raised)
            worth += self.cost[self.size + demand] * count
        known[remain] = known[raised] = raised, worth
        return raised, worth

    def sweep(self, width: int) -> bool:
        """Decide thing after thing, keeping `width` states; whether none was dropped."""
        if self.start is None:
            return True
        state, worth = self.start
        layer: dict[State, Trace] = {state: (0, 0, state, -1, worth)}
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
                following = most_promising(following, width)
            if not following:
                break
            layers.append(following)
        return whole

    def advance(self, at: int, layers: list[dict[State, Trace]]) -> dict[State, Trace]:
        """Every state after the next thing was taken in each way, or left out.

        Only demands that the thing serves can change, in what remains or in worth.
        """
        thing, rest = self.things[at], self.ahead[at + 1]
        before, after = self.rounded[at], self.rounded[at + 1]
        found: dict[State, Trace] = {}
        served, ways = self.ways[at]
        for state, (paid, tie, _, _, worth) in layers[-1].items():
            open_worth = worth
            for demand in served:
                if state[demand]:
                    open_worth -= before[demand][state[demand]][1]
            for option, amounts, helps in ways:
                if helps and not any(state[demand] for demand in helps):
                    continue
                nxt, value = list(state), open_worth
                for demand, amount in amounts:
                    remain = nxt[demand] - amount
                    if remain <= 0:
                        nxt[demand] = 0
                        continue
                    known = after[demand].get(remain)
                    if known is None:
                        known = self.raised(at + 1, demand, remain)
                    if known[0] < 0:
                        break
                    nxt[demand] = known[0]
                    value += known[1]
                else:
                    price = paid + thing.price if helps else paid
                    if ceil(price + rest + value - SMALL) >= self.best and any(nxt):
                        continue
                    tied = tie + thing.tie if helps else tie
                    if not any(nxt):
                        self.finish(price, tied, state, option, layers)
                        continue
                    key = tuple(nxt)
                    other = found.get(key)
                    if other is None or (price, tied) < other[:2]:
                        found[key] = (price, tied, state, option, value)
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
            _, _, before, option, _ = layers[at][state]
            state, at = before, at - 1


def ways_of(
    thing: Thing,
) -> tuple[tuple[int, ...], list[tuple[int, Amounts, tuple[int, ...]]]]:
    """The demands that a thing serves, and each way to decide about it.

    A way is an option (-1: left out), what it takes off each of those demands, and those
    from which it takes something.
    """
    served = tuple(sorted({d for option in thing.options for d, _ in option}))
    ways = [(-1, tuple((d, 0) for d in served), ())]
    for number, option in enumerate(thing.options):
        off = dict(option)
        amounts = tuple((d, off.get(d, 0)) for d in served)
        ways.append((number, amounts, tuple(off)))  # type: ignore[arg-type]
    return served, ways  # type: ignore[return-value]


def most_promising(layer: dict[State, Trace], width: int) -> dict[State, Trace]:
    """The `width` states of a layer with the lowest bounds."""
    ranked = sorted(layer.items(), key=lambda kv: (kv[1][0] + kv[1][4], kv[1][1]))
    return dict(ranked[:width])
