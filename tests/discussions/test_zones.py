"""Hours in people's own time zones, and the nights on which the clocks change."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discussions.rules.zones import HourTwice, NoSuchHour, hours_at, moment_in, zone_of

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
    "Africa/Nairobi", "Pacific/Auckland", "UTC",
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "day", "hour", "last", "first"),
    [
        ("Europe/Berlin", (2027, 3, 28), (2, 30), (2, 0), (3, 0)),
        ("America/New_York", (2027, 3, 14), (2, 0), (2, 0), (3, 0)),
        ("Australia/Lord_Howe", (2027, 10, 3), (2, 15), (2, 0), (2, 30)),
    ],
)
def test_an_hour_over_which_the_clocks_go_forward_does_not_happen(
    zone, day, hour, last, first
):
    with pytest.raises(NoSuchHour) as gap:
        moment_in(zone, dt.date(*day), dt.time(*hour))
    assert (gap.value.last, gap.value.first) == (dt.time(*last), dt.time(*first))


def test_an_hour_that_comes_twice_is_an_hour_apart():
    day, hour = dt.date(2027, 10, 31), dt.time(2, 30)
    with pytest.raises(HourTwice):
        moment_in("Europe/Berlin", day, hour)
    first, second = (moment_in("Europe/Berlin", day, hour, which=n) for n in (0, 1))
    assert second - first == dt.timedelta(hours=1)


@given(
    st.sampled_from(ZONES),
    st.dates(dt.date(2000, 1, 1), dt.date(2037, 1, 1)),
    st.times(),
)
def test_an_hour_that_happens_is_read_on_the_clock_there(zone, day, hour):
    try:
        moment = moment_in(zone, day, hour, which=0)
    except NoSuchHour:
        return
    local = moment.astimezone(zone_of(zone))
    assert (local.date(), local.time().replace(fold=0)) == (day, hour)


def test_places_with_one_hour_stand_together_and_three_hours_are_enough():
    moment = dt.datetime(2026, 11, 25, 18, tzinfo=dt.UTC)
    zones = ["Europe/Berlin", "Europe/Paris", *["America/New_York", "Asia/Tokyo"] * 2]
    hours = hours_at(moment, [*zones, "Gone/Nowhere"])
    assert [(hour.at.strftime("%a %H"), hour.places) for hour in hours] == [
        ("Wed 13", ["New York"]),
        ("Wed 19", ["Berlin", "Paris"]),
        ("Thu 03", ["Tokyo"]),
    ]
