"""Stretches of time that a query speaks of, as instants."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from octavo.query.ast import Ago, Days, Today

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


def interval(
    span: Days | Ago | Today, now: datetime, tz: tzinfo | None = None
) -> tuple[datetime, datetime]:
    """The first instant of a span and the first one after it.

    Days are those of `tz`, or of the reader's clock where it is None.
    """
    match span:
        case Days(first, last):
            return _midnight(first, tz) or FIRST, _midnight(_next(last), tz) or LAST
        case Today(days_before):
            day = now.astimezone(tz).date() - timedelta(days=days_before)
            return _midnight(day, tz) or FIRST, _midnight(_next(day), tz) or LAST
        case Ago(age, younger):
            since = now - min(age, now - FIRST)
            return (since, LAST) if younger else (FIRST, since)


def _next(day: date | None) -> date | None:
    return None if day in (None, date.max) else day + timedelta(days=1)


def _midnight(day: date | None, tz: tzinfo | None) -> datetime | None:
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=tz)
    try:
        return midnight.astimezone(UTC)
    except (OverflowError, ValueError, OSError):  # the clock's zone ends before the calendar
        return midnight.replace(tzinfo=UTC)
