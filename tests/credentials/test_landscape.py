"""The land of a picture is measured exactly, and quickly enough for a request."""

import math
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.art.confluence import Confluence, Pool, Stream, draw
from credentials.art.landscape import distance_to
from credentials.art.letters import GROUP

pytestmark = pytest.mark.pages

places = st.tuples(st.floats(-200, 1200), st.floats(-200, 1200))


@settings(deadline=None, max_examples=200)
@given(st.lists(places, min_size=1, max_size=40), places)
def test_the_nearest_water_is_found_wherever_it_lies(water, place):
    x, y = place
    nearest = math.sqrt(min((x - u) ** 2 + (y - v) ** 2 for u, v in water))
    assert distance_to(water)(x, y) == nearest


def test_a_rule_of_twenty_courses_is_drawn_within_a_request():
    streams = [Stream(f"timed-{i}", f"A course about matter {i}") for i in range(20)]
    pools = (
        Pool("Core", 10, tuple(streams[:10])),
        Pool("Choose", 8, tuple(streams[10:])),
    )
    began = time.process_time()
    draw(Confluence("timed", "The Certificate", "open", pools))
    assert time.process_time() - began < 0.3


def test_headings_of_groups_end_within_the_strip():
    leaves = tuple(Stream(f"leaf-{i}", f"Course {i}") for i in range(4))
    for label in ("Foundations of everything", "Choose any two of these", "Core"):
        pools = (Pool(label, 1, leaves), Pool("Others", 1, leaves))
        svg = draw(Confluence("strip", "A certificate", "open", pools)).strip_svg
        headings = re.findall(r'<text x="([\d.]+)"[^>]*class="c-group">([^<]+)<', svg)
        assert len(headings) >= 2
        for x, words in headings:
            assert float(x) + GROUP.measure(words) <= 320, words
