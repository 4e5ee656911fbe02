"""Pure: what a unit of each demand is worth, for a bound under every way to meet them.

Lagrange: with any prices for the demands, no choice is cheaper than the demands' worth
plus, for each thing, what it costs less than it is worth. The prices that make this bound
highest are the duals of the linear relaxation; they are approached in steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

ROUNDS = 3
BEND = 1.5
SMALL = 1e-6

Amounts = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Thing:
    """Something that can be chosen in one of its ways, or left out.

    Each option is a list of (demand, amount). `tie` decides between equal prices.
    """

    price: int
    tie: int
    options: tuple[Amounts, ...]


def one_after_the_other(order: list[int], things: Sequence[Thing]) -> list[int]:
    """Things in an order that closes one demand after the other, the smallest first.

    Where prices are minutes the bound tells little apart; closed demands do.
    """
    serving: dict[int, list[int]] = {}
    for i in order:
        for demand in {d for option in things[i].options for d, _ in option}:
            serving.setdefault(demand, []).append(i)
    done: dict[int, None] = {}
    while serving:
        demand = min(serving, key=lambda d: sum(i not in done for i in serving[d]))
        done |= dict.fromkeys(i for i in serving.pop(demand) if i not in done)
    return [*done, *(i for i in order if i not in done)]


def how_many(amounts: Sequence[int], demand: int) -> int:
    """The fewest of these amounts (in rising order) that fill a demand."""
    count = 0
    for amount in reversed(amounts):
        if demand <= 0:
            break
        demand -= amount
        count += 1
    return count


def counted_too(
    demands: Sequence[int], things: Sequence[Thing]
) -> tuple[list[int], list[Thing]]:
    """Where things are counted: every demand a second time, as a number of things.

    Minutes can be bought by halves in the bound; things cannot.
    """
    if any(thing.price > 1 for thing in things):
        return list(demands), list(things)
    size = len(demands)
    counts = [
        how_many(
            sorted(a for t in things for o in t.options for d, a in o if d == n), demand
        )
        for n, demand in enumerate(demands)
    ]
    return [*demands, *counts], [
        Thing(
            t.price,
            t.tie,
            tuple((*o, *((size + d, 1) for d, _ in o)) for o in t.options),
        )
        for t in things
    ]


def least(thing: Thing, cost: Sequence[float]) -> float:
    """The lowest reduced price of a thing; nothing when it is better left out."""
    return min(0.0, *(reduced(thing, o, cost) for o in thing.options))


def reduced(thing: Thing, option: Amounts, cost: Sequence[float]) -> float:
    """The price of an option, less what its amounts are worth."""
    return thing.price - sum(cost[d] * a for d, a in option)


def decided(thing: Thing, cost: Sequence[float]) -> float:
    """How much the best way to decide about a thing is better than the next."""
    values = sorted([0.0, *(reduced(thing, o, cost) for o in thing.options)])
    return values[1] - values[0]


def first_prices(demands: Sequence[int], things: Sequence[Thing]) -> list[float]:
    """What a unit of each demand is worth, each set to its best beside the others."""
    cost = [0.0] * len(demands)
    for _ in range(ROUNDS):
        for number, demand in enumerate(demands):
            cost[number] = _best_alone(number, demand, things, cost)
    return cost


def raised_prices(
    cost: list[float],
    demands: Sequence[int],
    things: Sequence[Thing],
    below: int,
    steps: int,
    patience: int,
) -> list[float]:
    """Multipliers that make the bound higher.

    They are moved along the slope, in units of their demands, towards a value that is
    hoped for (Polyak 1969); a slope that turns back is bent (Camerini, Fratta, Maffioli
    1975).
    """
    best, best_bound, waited = list(cost), float("-inf"), 0
    past = [0.0] * len(demands)
    hope = max(1.0, sum(c * d for c, d in zip(cost, demands, strict=True)) / 4)
    for _ in range(steps):
        bound, slope = _bound(demands, things, cost)
        if bound > best_bound + SMALL:
            if bound > best_bound + hope / 4:
                waited = 0
            best, best_bound = list(cost), bound
        waited += 1
        if waited >= patience:
            hope, waited, cost = hope / 2, 0, list(best)
            past = [0.0] * len(demands)
            bound, slope = _bound(demands, things, cost)
        steep = [s / d if d else 0.0 for s, d in zip(slope, demands, strict=True)]
        steep = [
            0.0 if s < 0 and c <= 0 else s for s, c in zip(steep, cost, strict=True)
        ]
        turn = sum(s * p for s, p in zip(steep, past, strict=True))
        if turn < 0:
            bend = -BEND * turn / sum(p * p for p in past)
            steep = [s + bend * p for s, p in zip(steep, past, strict=True)]
        past = steep
        length = sum(s * s for s in steep)
        if length < SMALL or ceil(best_bound - SMALL) >= below:
            break
        step = (best_bound + hope - bound) / length
        cost = [
            max(0.0, c + step * s / d) if d else 0.0
            for c, s, d in zip(cost, steep, demands, strict=True)
        ]
    return best


def _best_alone(
    number: int, demand: int, things: Sequence[Thing], cost: Sequence[float]
) -> float:
    """The best multiplier of one demand while the others stand still.

    A thing serves the demand from a price on; the price at which enough of them do.
    """
    offers = []
    for thing in things:
        other, own, amount = 0.0, None, 0
        for option in thing.options:
            value, here = float(thing.price), 0
            for d, a in option:
                if d == number:
                    here = a
                else:
                    value -= cost[d] * a
            if not here:
                other = min(other, value)
            elif own is None or value < own:
                own, amount = value, here
        if own is not None:
            offers.append((max(0.0, (own - other) / amount), amount))
    offers.sort()
    price = 0.0
    for offer, amount in offers:
        price = offer
        demand -= amount
        if demand <= 0:
            break
    return price


def _bound(
    demands: Sequence[int], things: Sequence[Thing], cost: Sequence[float]
) -> tuple[float, list[float]]:
    """The least price by these multipliers, and which demands it leaves open."""
    bound = sum(c * d for c, d in zip(cost, demands, strict=True))
    slope = [float(d) for d in demands]
    for thing in things:
        lowest: float = 0.0
        taken: Amounts = ()
        for option in thing.options:
            value = float(thing.price)
            for d, a in option:
                value -= cost[d] * a
            if value < lowest:
                lowest, taken = value, option
        bound += lowest
        for d, a in taken:
            slope[d] -= a
    return bound, slope
