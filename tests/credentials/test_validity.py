"""How long an award is valid, and when it can be renewed: pure dates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.rules.validity import State, end_of, months_later, window

START = dt.datetime(2026, 1, 31, 9, tzinfo=dt.UTC)
END = dt.datetime(2028, 1, 31, 9, tzinfo=dt.UTC)
MOMENTS = st.datetimes(
    dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)
)


def days(number):
    return dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-05-03", 24, "2028-05-03"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_are_calendar_months(start, months, end):
    def noon(text):
        return dt.datetime.fromisoformat(f"{text}T12:00:00+00:00")

    assert months_later(noon(start), months) == noon(end)


def test_a_renewal_before_the_end_loses_no_day_and_after_it_counts_from_today():
    assert end_of(24, now=END - days(80), before=END) == months_later(END, 24)
    late = END + days(10)
    assert end_of(24, now=late, before=END) == months_later(late, 24)
    assert end_of(None, now=late, before=END) is None


def test_a_window_never_opens_before_the_cycle_begins():
    short = window(START + days(30), begins=START, days_before=90, days_after=30)
    assert short.opens == START


@given(MOMENTS, st.integers(1, 240))
def test_so_many_months_later_is_in_that_month_and_never_later_in_it(start, months):
    end = months_later(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day and end.time() == start.time()
    assert end == start.replace(year=end.year, month=end.month, day=end.day)


@given(MOMENTS, st.integers(1, 60), st.integers(0, 400), st.integers(0, 400), MOMENTS)
def test_a_moment_belongs_to_one_state_and_the_window_holds_two_of_them(
    start, months, before, after, now
):
    found = window(
        months_later(start, months), begins=start, days_before=before, days_after=after
    )
    assert start <= found.opens <= found.ends <= found.closes
    state = found.state(now)
    assert found.is_open(now) == (state in (State.RENEWABLE, State.GRACE))
    assert (state in (State.GRACE, State.EXPIRED)) == (now >= found.ends)
