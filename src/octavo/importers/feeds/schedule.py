"""When a feed is to be asked again: as it wishes, but neither too often nor never."""

import re
from datetime import datetime, timedelta

from msgspec import Struct

from octavo.importers.text.dates import moment
from octavo.model.feed import Feed

_FLOOR = timedelta(minutes=30)
_USUAL = timedelta(hours=1)
_CAP = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=7)
"""For a server that asks to be left alone."""

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


class Answer(Struct, frozen=True, kw_only=True):
    """What a server's answer says about the next time, as it stands in its headers."""

    retry_after: str = ""
    """Seconds or a date (RFC 9110, section 10.2.3)."""
    cache_control: str = ""
    """Such as `public, max-age=3600` (RFC 9111, section 5.2.2)."""
    interval: int | None = None
    """Seconds, as the feed itself says: `FeedContent.interval`."""


def due(feed: Feed, answer: Answer, now: datetime) -> datetime:
    """Before when the feed is not to be asked again; `feed.failures` counts the last answer.

    Each failure in a row doubles the time, up to a day. Who says `Retry-After` is left
    alone until then, for a week at most.
    """
    pause = _pause_after(feed.failures) if feed.failures else _pause(answer)
    asked = _asked_for(answer.retry_after, now)
    return now + max(pause, min(asked, _LONGEST_WAIT))


def _pause(answer: Answer) -> timedelta:
    """The time between two versions, by the longest that the feed and its server name."""
    age = _MAX_AGE.search(answer.cache_control)
    named = [int(age[1]) if age else 0, answer.interval or 0]
    seconds = min(max(named), _CAP.total_seconds())
    return max(_FLOOR, timedelta(seconds=seconds)) if seconds > 0 else _USUAL


def _pause_after(failures: int) -> timedelta:
    doubled: int = 2 ** min(failures, 10)
    return min(_FLOOR * doubled, _CAP)


def _asked_for(retry_after: str, now: datetime) -> timedelta:
    """How long the server asks for; nothing if it cannot be read."""
    text = retry_after.strip()
    if re.fullmatch(r"\d{1,9}", text, re.ASCII):
        return timedelta(seconds=int(text))
    when = moment(text) if text and not text.isdecimal() else None
    return max(when - now, timedelta()) if when else timedelta()
