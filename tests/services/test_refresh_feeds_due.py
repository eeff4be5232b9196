"""When a feed is due again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.model.feed import Feed
from octavo.services.refresh_feeds import due
from tests.importers.feeds.samples import NOW


def pause(failures: int = 0, fresh: float = 0, wait: float = 0) -> timedelta:
    feed = Feed(id=1, url="https://tides.example/f", added=NOW, failures=failures)
    return due(feed, NOW, fresh=fresh, wait=wait) - NOW


@pytest.mark.parametrize(
    ("fresh", "wait", "minutes"),
    [
        pytest.param(0, 0, 60, id="every hour, if nothing is said"),
        pytest.param(60, 0, 30, id="never within half an hour"),
        pytest.param(7_200, 0, 120, id="when it is stale"),
        pytest.param(10**9, 0, 24 * 60, id="every day at least"),
        pytest.param(0, 7_200, 120, id="after the seconds asked for"),
        pytest.param(10_800, 7_200, 180, id="the longer of both"),
        pytest.param(0, 10**9, 7 * 24 * 60, id="a week at most"),
    ],
)
def test_a_feed_is_due(fresh: float, wait: float, minutes: int) -> None:
    assert pause(0, fresh, wait) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("failures", "wait", "minutes"),
    [
        pytest.param(1, 0, 60, id="one failure"),
        pytest.param(3, 0, 240, id="three failures"),
        pytest.param(99, 0, 24 * 60, id="any number of failures"),
        pytest.param(1, 36_000, 600, id="a failure that says until when"),
    ],
)
def test_a_feed_in_trouble_is_due(failures: int, wait: float, minutes: int) -> None:
    assert pause(failures, 0, wait) == timedelta(minutes=minutes)


@given(st.integers(0, 10**6), st.floats(0, 10**9), st.floats(0, 10**9))
def test_any_answer_gives_a_time_within_a_week(
    failures: int, fresh: float, wait: float
) -> None:
    assert timedelta(minutes=30) <= pause(failures, fresh, wait) <= timedelta(days=7)
