"""Numbers and dates as a query writes them, `>2000` or `<7d`, and the instants they mean."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

from octavo.query.ast import Ago, Days, Today
from octavo.query.characters import folded

_COMPARED = re.compile(r"(>=|<=|>|<)?(.*)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,9}")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_AGE = re.compile(r"([0-9]{1,5})([hdwmy])")
_BEGUN = re.compile(r"[<>]?=?[0-9.-]*")

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)

RELATIVE = {"today": Today(), "yesterday": Today(1)}

UNITS = {
    "y": timedelta(days=365),
    "m": timedelta(days=30),
    "w": timedelta(days=7),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
}
"""Units of an age, longest first. An age is a length of time: its months all have 30 days
and its years 365. Dates go by the calendar."""


class Unreadable(Exception):
    """A value that cannot be read; its text says what to write instead."""


def begun(text: str) -> bool:
    """Whether a number or a date may become readable as typing goes on."""
    text = folded(text)
    return _BEGUN.fullmatch(text) is not None or any(word.startswith(text) for word in RELATIVE)


def bounds(text: str) -> tuple[int | None, int | None]:
    """The lowest and the highest whole number that `>2000` or `100..200` lets through.

    Raises:
        Unreadable: If it is no condition, or no length could meet it.
    """
    operator, rest = _split(text)
    low = high = None
    if operator:
        number = _number(rest)
        low = {">": number + 1, ">=": number}.get(operator)
        high = {"<": number - 1, "<=": number}.get(operator)
    else:
        first, last = _ends(rest)
        low = None if first is None else _number(first)
        high = None if last is None else _number(last)
    if high is not None and high < 0:
        raise Unreadable("nothing is shorter than 0")
    if low is not None and high is not None and high < low:
        raise Unreadable("this range ends before it begins; give the lower number first")
    return low, high


def span(text: str) -> Days | Ago | Today:
    """The time that `2026-03`, `>2026-01-01`, `<7d` or `today` speaks of.

    Raises:
        Unreadable: If it is none, no day of the calendar, or back to front.
    """
    operator, rest = _split(text)
    if not operator and rest in RELATIVE:
        return RELATIVE[rest]
    if age := _AGE.fullmatch(rest):
        return _ago(operator, age)
    if operator:
        return _beyond(operator, *_days(rest))
    first, last = _ends(rest)
    days = Days(_days(first)[0] if first else None, _days(last)[1] if last else None)
    if days.first and days.last and days.first > days.last:
        raise Unreadable("this range ends before it begins; give the earlier date first")
    return days


def _ago(operator: str, age: re.Match[str]) -> Ago:
    if not operator:
        raise Unreadable(f"write <{age[0]} for younger than that, or >{age[0]} for older")
    if not int(age[1]):
        raise Unreadable("an age is at least one hour: 1h")
    return Ago(int(age[1]) * UNITS[age[2]], younger="<" in operator)


def _beyond(operator: str, first: date, last: date) -> Days:
    try:
        return {
            ">": lambda: Days(first=last + timedelta(days=1)),
            ">=": lambda: Days(first=first),
            "<": lambda: Days(last=first - timedelta(days=1)),
            "<=": lambda: Days(last=last),
        }[operator]()
    except OverflowError:
        raise Unreadable("the calendar ends there; nothing is beyond that day") from None


def _days(text: str) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise Unreadable(
            "write a date as 2026, 2026-03 or 2026-03-04, an age as <7d, or today or yesterday"
        )
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        last = first.replace(month=int(month or 12))
        return first, last if day else last.replace(day=monthrange(last.year, last.month)[1])
    except ValueError:
        raise Unreadable(f"{text} is not in the calendar") from None


def _ends(text: str) -> tuple[str | None, str | None]:
    """What stands on both sides of `..`; both are the whole where there is none."""
    first, dots, last = text.partition("..")
    if not dots:
        return text, text
    if not first and not last:
        raise Unreadable("a range needs a beginning or an end, as in 100..200 or 100..")
    return first or None, last or None


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Unreadable("write a whole number, as in >2000, <=500 or 100..200")
    return int(text)


def _split(text: str) -> tuple[str, str]:
    match = _COMPARED.fullmatch(folded(text))
    assert match is not None
    return match[1] or "", match[2]


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
