"""The one source of time, and the limits that count by it."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core import clock
from lms.core.ratelimit import spend

_keys = itertools.count()
MARCH = dt.datetime(2024, 3, 31, 23, 30, tzinfo=dt.UTC)
A_SECOND = dt.timedelta(seconds=1)


def test_inside_the_block_it_is_another_time_and_time_goes_on():
    before = clock.now()
    with clock.at(MARCH):
        first = clock.now()
        assert MARCH <= first < MARCH + dt.timedelta(seconds=5)
        assert clock.now() >= first
        with clock.at(MARCH - dt.timedelta(days=365)):
            assert clock.now().year == 2023
        assert clock.now().year == 2024
    assert clock.now() >= before


def test_a_failure_inside_brings_the_present_back():
    with pytest.raises(ValueError), clock.at(MARCH):
        raise ValueError
    assert clock.now() - dt.datetime.now(dt.UTC) < A_SECOND


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 31), ("America/Los_Angeles", 31), ("Asia/Tokyo", 1)],
)
def test_today_depends_on_where_one_is(zone, day):
    with clock.at(MARCH):
        assert clock.today(zone).day == day


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == dt.timedelta(0)


def test_the_deed_after_the_limit_waits_and_waiting_helps():
    with clock.at(MARCH):
        assert [spend("k", limit=2, seconds=60) for _ in range(2)] == [0, 0]
        wait = spend("k", limit=2, seconds=60)
        assert 55 <= wait <= 60
    with clock.at(MARCH + dt.timedelta(seconds=wait + 1)):
        assert spend("k", limit=2, seconds=60) == 0


def test_a_refused_deed_does_not_make_the_wait_longer():
    with clock.at(MARCH):
        spend("k", limit=1, seconds=60)
        waits = {spend("k", limit=1, seconds=60) for _ in range(20)}
        assert max(waits) - min(waits) <= 2


def test_limits_are_kept_apart():
    with clock.at(MARCH):
        spend("a", limit=1, seconds=60)
        assert spend("b", limit=1, seconds=60) == 0
        assert spend("a", limit=1, seconds=60) > 0


@given(st.integers(1, 5), st.lists(st.integers(0, 20), max_size=30))
def test_no_window_ever_holds_more_than_the_limit(limit, pauses):
    key, moment, done = str(next(_keys)), MARCH, []
    for pause in pauses:
        moment += dt.timedelta(seconds=pause)
        with clock.at(moment):
            if spend(key, limit=limit, seconds=30) == 0:
                done.append(moment)
    for start in done:
        window = [m for m in done if start <= m < start + dt.timedelta(seconds=29)]
        assert len(window) <= limit
