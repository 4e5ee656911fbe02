"""The picture and the rule never disagree, whatever the rule and whatever is held."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.models.achievements import Kind
from credentials.pages.picture import Way, confluence, just_enough
from credentials.rules.groups import groups_of
from credentials.rules.requirements import missing, problems, satisfied

pytestmark = pytest.mark.pages


@st.composite
def a_tree(draw):
    """A rule that could be published, over at most eight achievements."""
    ids = range(1, draw(st.integers(2, 8)) + 1)
    minutes = {pk: draw(st.integers(1, 200)) for pk in ids}
    groups = []
    for number in range(draw(st.integers(1, 4))):
        own = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))
        total = sum(minutes[pk] for pk in own)
        hours = draw(st.booleans())
        groups.append(
            {
                "label": f"Group {number}",
                "minimum": None
                if hours
                else draw(st.none() | st.integers(1, len(own))),
                "minimum_minutes": draw(st.integers(1, total)) if hours else None,
                "leaves": [
                    {
                        "id": pk,
                        "public_id": str(pk),
                        "slug": f"course-{pk}",
                        "name": f"Course {pk}",
                        "kind": Kind.BADGE,
                        "minutes": minutes[pk],
                    }
                    for pk in own
                ],
            }
        )
    return {"shared": draw(st.booleans()), "groups": groups}


def drawn(tree, held, begun=()):
    way = Way(held=held, begun=dict.fromkeys(begun, 0.5))
    return confluence(
        tree,
        slug="program",
        title="Program",
        way=way,
        earned=satisfied(groups_of(tree), held, shared=tree["shared"]),
    )


trees = a_tree()
held_sets = st.sets(st.integers(1, 8)).map(frozenset)
publishable = settings(deadline=None, max_examples=80)


@publishable
@given(trees, held_sets)
def test_a_pool_is_full_exactly_when_its_group_is_met(tree, held):
    groups = groups_of(tree)
    if list(problems(groups, shared=tree["shared"])):
        return
    counted = missing(groups, held, shared=tree["shared"]).counted
    picture = drawn(tree, held)
    for pool, group, here in zip(picture.pools, groups, counted, strict=True):
        reached = sum(group.amount(leaf) for leaf in here)
        assert pool.reached == reached
        assert (pool.reached >= pool.required) == (reached >= group.demand)


@publishable
@given(trees, held_sets)
def test_all_pools_are_full_exactly_when_the_rule_is_met(tree, held):
    groups = groups_of(tree)
    if list(problems(groups, shared=tree["shared"])):
        return
    picture = drawn(tree, held)
    full = all(pool.reached >= pool.required for pool in picture.pools)
    met = satisfied(groups, held, shared=tree["shared"])
    assert full == met == (picture.state == "earned")


@publishable
@given(trees, held_sets, held_sets)
def test_what_counts_once_is_drawn_once_and_elsewhere_it_says_where(tree, held, begun):
    groups = groups_of(tree)
    if list(problems(groups, shared=tree["shared"])):
        return
    picture = drawn(tree, held, begun - held)
    places = {}
    for pool, group in zip(picture.pools, groups, strict=True):
        for stream, leaf in zip(pool.streams, group.leaves, strict=True):
            places.setdefault(leaf, []).append(stream)
    for leaf, streams in places.items():
        earned = [s for s in streams if s.state == "earned"]
        if leaf not in held:
            assert earned == []
        elif tree["shared"]:
            assert len(earned) == len(streams)
        else:
            assert len(earned) == 1
            notes = {s.note for s in streams if s.state != "earned"}
            assert all("counts in “Group" in note for note in notes)


@publishable
@given(trees)
def test_the_small_picture_shows_enough_for_its_certificate(tree):
    groups = groups_of(tree)
    if not list(problems(groups, shared=tree["shared"])):
        assert satisfied(groups, just_enough(tree), shared=tree["shared"])
