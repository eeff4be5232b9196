"""Times as the library keeps them, whoever wrote them: in UTC, in whole seconds."""

import re
from datetime import UTC, datetime
from typing import TypeVar

from msgspec.structs import replace

from octavo.model.article import Article
from octavo.model.feed import Feed
from octavo.model.note import Note
from octavo.model.operation import Fields

TIMES = ("added", "published", "read", "deleted", "checked", "due")
"""The fields of articles, notes and feeds that hold one."""

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
"""No time is before this, so that it is in the calendar whatever the zone."""

LATEST = datetime(9999, 12, 30, 23, 59, 59, tzinfo=UTC)
"""Nor after this."""

Timed = TypeVar("Timed", bound=Article | Note | Feed)

_day = re.compile(r"\d{4}-\d{2}-\d{2}").fullmatch


def utc(time: datetime) -> datetime:
    """A time in UTC; without a zone it is taken for that, and held to the calendar."""
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return min(max(aware, EARLIEST), LATEST).astimezone(UTC)


def in_utc(time: datetime | None) -> datetime | None:
    """A time as the library keeps it, if there is one."""
    return None if time is None else utc(time).replace(microsecond=0)


def dated(fields: Fields) -> Fields:
    """JSON fields in which a day that stands for a time is its midnight in UTC."""
    days = {name: day for name in TIMES if isinstance(day := fields.get(name), str)}
    return fields | {name: f"{day}T00:00:00Z" for name, day in days.items() if _day(day)}


def timed(document: Timed) -> Timed:
    """A document with its times in UTC; one without a zone is taken for that."""
    times = {name: getattr(document, name) for name in TIMES if hasattr(document, name)}
    return replace(document, **{name: in_utc(time) for name, time in times.items()})


def are_in_utc(fields: Fields) -> bool:
    """Whether all times among JSON fields are written as the library writes them."""
    times = (fields.get(name) for name in TIMES)
    return all(time is None or (isinstance(time, str) and time[-1:] == "Z") for time in times)
