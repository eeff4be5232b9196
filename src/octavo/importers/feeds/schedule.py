"""When a feed is to be asked again: as it wishes, but neither too often nor never."""

from datetime import datetime, timedelta

from octavo.model.feed import Feed

_FLOOR = timedelta(minutes=30)
_USUAL = timedelta(hours=1)
_CAP = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=7)
"""For a server that asks to be left alone."""


def due(feed: Feed, now: datetime, *, fresh: float = 0, wait: float = 0) -> datetime:
    """Before when the feed is not to be asked again; `feed.failures` counts the last answer.

    `fresh` are the seconds for which the feed or its server says that there is nothing new;
    they count from half an hour to a day, and an hour is usual. Each failure in a row
    doubles the half hour, up to a day. A server that asks to `wait` some seconds is left
    alone for them, a week at most.
    """
    pause = _pause_after(feed.failures) if feed.failures else _pause(fresh)
    return now + max(pause, min(timedelta(seconds=wait), _LONGEST_WAIT))


def _pause(fresh: float) -> timedelta:
    seconds = min(fresh, _CAP.total_seconds())
    return max(_FLOOR, timedelta(seconds=seconds)) if seconds > 0 else _USUAL


def _pause_after(failures: int) -> timedelta:
    doubled: int = 2 ** min(failures, 10)
    return min(_FLOOR * doubled, _CAP)
