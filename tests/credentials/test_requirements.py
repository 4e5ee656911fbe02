"""The rule, compared with trying everything."""

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.rules.requirements import Group, missing, problems, satisfied

LEAVES = range(1, 7)
MINUTES = {leaf: 20 * leaf for leaf in LEAVES}


@st.composite
def a_group(draw):
    leaves = tuple(draw(st.lists(st.sampled_from(LEAVES), max_size=5, unique=True)))
    kind = draw(st.sampled_from(["all", "some", "hours"]))
    return Group(
        label="A group",
        leaves=leaves,
        minimum=draw(st.integers(1, 4)) if kind == "some" else None,
        minimum_minutes=draw(st.integers(1, 300)) if kind == "hours" else None,
        minutes=tuple(MINUTES[x] for x in leaves),
    )


rules = st.lists(a_group(), max_size=3)
achievements = st.sets(st.sampled_from(LEAVES)).map(frozenset)


def enough(group, held):
    counted = [x for x in group.leaves if x in held]
    if not group.leaves:
        return False
    if group.minimum_minutes is not None:
        return sum(MINUTES[x] for x in counted) >= group.minimum_minutes
    return len(counted) >= (group.minimum or len(group.leaves))


def by_trying_everything(groups, held, *, shared):
    if not groups:
        return False
    if shared:
        return all(enough(g, held) for g in groups)
    leaves = sorted(held)
    places = range(len(groups))
    return any(
        all(
            enough(g, {x for x, p in zip(leaves, choice, strict=True) if p == i})
            for i, g in enumerate(groups)
        )
        for choice in product(places, repeat=len(leaves))
    )


def subsets(things):
    return chain.from_iterable(combinations(things, n) for n in range(len(things) + 1))


@given(rules, achievements, st.booleans())
def test_the_rule_equals_trying_everything(groups, held, shared):
    assert satisfied(groups, held, shared=shared) == by_trying_everything(
        groups, held, shared=shared
    )


@given(rules, achievements, st.booleans())
def test_no_smaller_set_of_courses_finishes(groups, held, shared):
    found = missing(groups, held, shared=shared)
    open_leaves = [x for x in LEAVES if x not in held]
    sizes = [
        len(extra)
        for extra in subsets(open_leaves)
        if by_trying_everything(groups, held | set(extra), shared=shared)
    ]
    assert found.is_possible == bool(sizes)
    if sizes:
        assert len(found.leaves) == min(sizes)
        assert satisfied(groups, held | set(found.leaves), shared=shared)
        assert bool(found.gaps) == bool(found.leaves)


@given(rules, achievements, st.sampled_from(LEAVES), st.booleans())
def test_one_more_award_never_takes_a_certificate_away(groups, held, extra, shared):
    before = satisfied(groups, held, shared=shared)
    assert satisfied(groups, held | {extra}, shared=shared) >= before


@given(rules, st.booleans())
def test_a_rule_without_problems_can_be_satisfied_by_holding_everything(groups, shared):
    if not list(problems(groups, shared=shared)):
        assert satisfied(groups, frozenset(LEAVES), shared=shared)


@pytest.mark.parametrize("groups", [[], [Group("Nothing in it", ())]])
def test_an_empty_rule_is_never_satisfied(groups):
    assert not satisfied(groups, frozenset(LEAVES))


def test_all_six_and_no_five_of_them():
    six = [Group("All six", tuple(LEAVES))]
    assert satisfied(six, frozenset(LEAVES))
    for one in LEAVES:
        assert not satisfied(six, frozenset(LEAVES) - {one})


def test_a_course_in_two_groups_counts_once_unless_shared():
    groups = [Group("Core", (1, 2), minimum=1), Group("Elective", (2, 3), minimum=1)]
    assert not satisfied(groups, {2})
    assert satisfied(groups, {2}, shared=True)
    assert missing(groups, {2}).leaves in ((1,), (3,))


def test_the_gap_names_the_group_and_how_many_it_wants():
    groups = [Group("Core", (1, 2, 3)), Group("Any two", (4, 5, 6), minimum=2)]
    gaps = missing(groups, {1, 2, 3, 5}).gaps
    assert [(g.label, g.more) for g in gaps] == [("Any two", 1)]


def test_hours_are_filled_by_the_longest_first():
    group = Group("Ten hours", (1, 2, 3), minimum_minutes=100, minutes=(20, 90, 60))
    found = missing([group], {1})
    assert found.leaves == (2,)
    assert found.gaps[0].minutes == 80


@pytest.mark.parametrize(
    ("group", "problem"),
    [
        (Group("Empty", ()), "empty_group"),
        (Group("Three of two", (1, 2), minimum=3), "minimum_out_of_range"),
        (Group("None of two", (1, 2), minimum=0), "minimum_out_of_range"),
        (Group("Twice", (1, 1)), "twice_in_group"),
        (
            Group("Too many hours", (1,), minimum_minutes=90, minutes=(60,)),
            "hours_out_of_range",
        ),
    ],
)
def test_what_no_rule_may_say(group, problem):
    assert list(problems([group])) == [(problem, 0)]


def test_two_groups_that_want_the_same_course_are_impossible():
    both = [Group("One", (1,)), Group("The same", (1,))]
    assert list(problems(both)) == [("impossible", 0)]
    assert list(problems(both, shared=True)) == []
