"""Times as the library keeps them: in UTC, and never out of the calendar."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.storage.codec import EARLIEST, LATEST, dated, in_utc, stamp

zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(time=st.datetimes(timezones=st.none() | zones))
def test_any_time_is_kept_in_utc_and_can_be_shown_anywhere(time: datetime) -> None:
    kept = in_utc(time)

    assert kept is not None
    assert kept.tzinfo is UTC
    for hours in (-23, 23):
        kept.astimezone(timezone(timedelta(hours=hours)))
    if time.tzinfo and EARLIEST <= time <= LATEST:
        assert timedelta(0) <= time - kept < timedelta(seconds=1)


@given(times=st.lists(st.datetimes(timezones=zones), min_size=2, max_size=2))
def test_the_order_of_stamps_is_the_order_of_times(times: list[datetime]) -> None:
    earlier, later = sorted(time.replace(microsecond=0) for time in times)
    assert stamp(earlier) <= stamp(later)


OUTSIDE = [
    pytest.param(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))), EARLIEST, id="before"),
    pytest.param(
        datetime(9999, 12, 31, 20, tzinfo=timezone(timedelta(hours=-9))), LATEST, id="after"
    ),
]


@pytest.mark.parametrize(("time", "kept"), OUTSIDE)
def test_a_time_out_of_the_calendar_is_held_to_it(time: datetime, kept: datetime) -> None:
    assert in_utc(time) == kept
    assert stamp(time) == stamp(kept)


def test_only_a_day_that_stands_for_a_time_is_taken_for_its_midnight() -> None:
    fields: dict[str, object] = {
        "added": "2026-03-04",
        "read": None,
        "due": "soon",
        "title": "2026-03-04",
    }

    assert dated(fields) == {**fields, "added": "2026-03-04T00:00:00Z"}
