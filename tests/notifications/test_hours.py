"""When a mail may go out, by somebody's own clock. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.notifications.hours import is_quiet, next_digest, out_of_quiet

zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
     "America/St_Johns", "Pacific/Apia"]
).map(ZoneInfo)  # fmt: skip
moments = st.datetimes(
    dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC)
)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(moments, zones, times, times)
def test_no_mail_falls_into_quiet_hours_nor_waits_longer_than_they_last(
    moment, zone, quiet_from, until
):
    hours = {"zone": zone, "quiet_from": quiet_from, "quiet_until": until}
    out = out_of_quiet(moment, **hours)
    assert not is_quiet(out, **hours)
    assert moment <= out <= moment + dt.timedelta(hours=26)
    assert (out == moment) == (not is_quiet(moment, **hours))


@given(moments, zones, times, st.integers(0, 6), st.sampled_from(["day", "week"]))
def test_the_next_digest_comes_later_within_its_period_at_its_hour(
    moment, zone, at, on, every
):
    due = next_digest(moment, zone=zone, every=every, at=at, on=on)
    longest = {"day": 1, "week": 7}[every]
    assert moment < due <= moment + dt.timedelta(days=longest, hours=2)
    wall = due.astimezone(zone)
    is_skipped = wall.replace(tzinfo=None).time() != at
    assert not is_skipped or wall.utcoffset() != (
        (due - dt.timedelta(hours=2)).astimezone(zone).utcoffset()
    )
    assert every == "day" or wall.weekday() == on


def test_whoever_wants_no_digest_has_no_next_one():
    at = {"at": dt.time(7), "on": 0, "zone": ZoneInfo("UTC")}
    assert next_digest(dt.datetime.now(dt.UTC), every="never", **at) is None


@pytest.mark.parametrize(
    ("zone", "moment", "out"),
    [
        # An ordinary night, over midnight.
        ("Europe/Berlin", "2026-06-01T20:30+00:00", "2026-06-02T05:00+00:00"),
        ("Europe/Berlin", "2026-06-02T01:00+00:00", "2026-06-02T05:00+00:00"),
        ("Europe/Berlin", "2026-06-02T05:00+00:00", "2026-06-02T05:00+00:00"),
        # The nights in which summer time begins and ends.
        ("Europe/Berlin", "2026-03-28T23:00+00:00", "2026-03-29T05:00+00:00"),
        ("Europe/Berlin", "2026-10-24T23:00+00:00", "2026-10-25T06:00+00:00"),
        ("America/New_York", "2026-03-08T04:00+00:00", "2026-03-08T11:00+00:00"),
        ("Pacific/Apia", "2026-06-01T12:00+00:00", "2026-06-01T18:00+00:00"),
    ],
)
def test_quiet_from_ten_until_seven(zone, moment, out):
    found = out_of_quiet(
        dt.datetime.fromisoformat(moment),
        zone=ZoneInfo(zone),
        quiet_from=dt.time(22),
        quiet_until=dt.time(7),
    )
    assert found == dt.datetime.fromisoformat(out)


def test_an_hour_that_comes_twice_ends_the_quiet_once_more_for_who_asks_in_between():
    hours = {
        "zone": ZoneInfo("Europe/Berlin"),
        "quiet_from": dt.time(1),
        "quiet_until": dt.time(2, 30),
    }
    second = dt.datetime(2026, 10, 25, 1, 10, tzinfo=dt.UTC)  # 2:10 for the second time
    assert out_of_quiet(second, **hours) == second + dt.timedelta(minutes=20)


def test_without_quiet_hours_a_mail_goes_at_once():
    moment = dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC)
    for hours in ((None, None), (dt.time(3), dt.time(3))):
        found = out_of_quiet(
            moment, zone=ZoneInfo("UTC"), quiet_from=hours[0], quiet_until=hours[1]
        )
        assert found == moment
