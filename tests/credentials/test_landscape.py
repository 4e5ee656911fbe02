"""The land of a picture is measured exactly, and quickly enough for a request."""

import math
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.art.confluence import Confluence, Pool, Stream, draw
from credentials.art.landscape import distance_to

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
