"""When a feed is due again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo.importers.feeds.schedule import Answer, due
from octavo.model.feed import Feed
from tests.importers.feeds.samples import NOW


def pause(failures: int = 0, **said: str | int) -> timedelta:
    feed = Feed(id=1, url="https://tides.example/f", added=NOW, failures=failures)
    interval = said.pop("interval", None)
    answer = Answer(
        retry_after=str(said.pop("retry_after", "")),
        cache_control=str(said.pop("cache_control", "")),
        interval=interval if isinstance(interval, int) else None,
    )
    return due(feed, answer, NOW) - NOW


@pytest.mark.parametrize(
    ("answer", "minutes"),
    [
        pytest.param({}, 60, id="every hour, if nothing is said"),
        pytest.param(
            {"cache_control": "public, max-age=60"}, 30, id="never within half an hour"
        ),
        pytest.param({"cache_control": "max-age=7200"}, 120, id="when the cache is stale"),
        pytest.param({"cache_control": "s-maxage=7200"}, 60, id="other ages do not count"),
        pytest.param({"interval": 10_800}, 180, id="as the feed says"),
        pytest.param(
            {"interval": 3_600, "cache_control": "max-age=7200"}, 120, id="the longer of both"
        ),
        pytest.param({"interval": 10**9}, 24 * 60, id="every day at least"),
        pytest.param({"retry_after": 7_200}, 120, id="after the seconds asked for"),
        pytest.param(
            {"retry_after": "Wed, 04 Mar 2026 11:00:00 GMT"}, 180, id="after the date asked for"
        ),
        pytest.param({"retry_after": "soon"}, 60, id="a wish that cannot be read"),
        pytest.param({"retry_after": 10**9 - 1}, 7 * 24 * 60, id="a week at most"),
        pytest.param({"failures": 1}, 60, id="one failure"),
        pytest.param({"failures": 3}, 240, id="three failures"),
        pytest.param({"failures": 99}, 24 * 60, id="any number of failures"),
        pytest.param(
            {"failures": 1, "retry_after": 36_000}, 600, id="a failure that says until when"
        ),
    ],
)
def test_a_feed_is_due(answer: dict[str, str | int], minutes: int) -> None:
    failures = int(answer.get("failures", 0))
    said = {key: value for key, value in answer.items() if key != "failures"}

    assert pause(failures, **said) == timedelta(minutes=minutes)


@given(st.integers(0, 10**6), st.text(), st.text(), st.one_of(st.none(), st.integers()))
def test_any_answer_gives_a_time_within_a_week(
    failures: int, retry_after: str, cache_control: str, interval: int | None
) -> None:
    feed = Feed(id=1, url="https://tides.example/f", added=NOW, failures=failures)
    answer = Answer(retry_after=retry_after, cache_control=cache_control, interval=interval)

    assert timedelta(minutes=30) <= due(feed, answer, NOW) - NOW <= timedelta(days=7)
