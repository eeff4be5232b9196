"""Numbers and dates as a query writes them, `>2000` or `<7d`: read, and written back."""

import re
from datetime import date, datetime, timedelta

from octavo.patterns import lazy_pattern
from octavo.query.ast import Ago, Days, Numbers, Span, Today, Weekday, days_until
from octavo.query.characters import folded

_COMPARED = lazy_pattern(r"(>=|<=|>|<)?(.*)", re.DOTALL)
_NUMBER = lazy_pattern(r"[0-9]{1,9}")
_DATE = lazy_pattern(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_AGE = lazy_pattern(r"([0-9]{1,5})([hdwmy])")
_BEGUN = lazy_pattern(r"[<>]?=?[0-9.-]*")

RELATIVE = {"today": Today(), "yesterday": Today(1), "tomorrow": Today(-1)}

RECENT, COMING = ("today", "yesterday"), ("today", "tomorrow")
"""Those that are offered for what was, and for what will be."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

COMING_DAYS = ("tomorrow", *WEEKDAYS)
"""The days to come that have a name."""

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


class NoDate(Unreadable):
    """A value that is no date at all."""


def begun(text: str) -> bool:
    """Whether a number or a date may become readable as typing goes on."""
    text = folded(text)
    return _BEGUN.fullmatch(text) is not None or any(
        word.startswith(text) for word in (*RELATIVE, *WEEKDAYS)
    )


def numbers(text: str) -> Numbers:
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
    return Numbers(low, high)


def span(text: str) -> Span:
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


def span_to_come(text: str) -> Span:
    """The same of a time to come, which `friday` may name, too.

    Raises:
        Unreadable: If it is none, no day of the calendar, or back to front.
    """
    operator, rest = _split(text)
    if not operator and (weekday := _weekday(rest.strip())) is not None:
        return Weekday(weekday)
    try:
        return span(text)
    except NoDate:
        raise Unreadable(
            "write tomorrow, a weekday, <7d, or a date as 2027, 2027-01 or 2027-01-05"
        ) from None


def time_to_come(text: str, now: datetime) -> datetime:
    """The time to come that `tomorrow`, `friday`, `3h`, `7d` or `2027-01-05` names.

    But for hours it is the beginning of a day, where the reader is.

    Raises:
        Unreadable: If it is none, or past.
    """
    text = folded(text).strip()
    here = now.astimezone()
    try:
        if (age := _AGE.fullmatch(text)) and age[2] == "h":
            time = now + int(age[1]) * UNITS["h"]
        else:
            time = _midnight(max(here.date(), _day_to_come(text, age, here.date())))
    except (OverflowError, ValueError):
        raise Unreadable("the calendar ends before that") from None
    if time <= now:
        raise Unreadable("that is past; write a time to come, such as tomorrow or 7d")
    return time


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day).astimezone()


def _day_to_come(text: str, age: re.Match[str] | None, today: date) -> date:
    if age:
        return today + int(age[1]) * UNITS[age[2]]
    if text in RELATIVE:
        return today - timedelta(days=RELATIVE[text].days_before)
    if (weekday := _weekday(text)) is not None:
        return today + timedelta(days=days_until(weekday, today))
    if _DATE.fullmatch(text):
        return _days(text)[0]
    raise Unreadable("write tomorrow, a weekday, 3h, 7d, 2w, 1m, or a date as 2027-01-05")


def _weekday(text: str) -> int | None:
    """The number of the weekday that a word names, of which two letters are enough."""
    named = (n for n, name in enumerate(WEEKDAYS) if len(text) > 1 and name.startswith(text))
    return next(named, None)


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
        raise NoDate(
            "write a date as 2026, 2026-03 or 2026-03-04, an age as <7d, or today or yesterday"
        )
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        last = first.replace(month=int(month or 12))
        return first, last if day else _end_of_month(last)
    except ValueError:
        raise Unreadable(f"{text} is not in the calendar") from None


def _end_of_month(day: date) -> date:
    """The last day of the month of another, without `calendar`, which imports `locale`."""
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - timedelta(1)


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


def range_str(numbers: Numbers) -> str:
    """Numbers as a query writes them."""
    return _written(numbers.low, numbers.high)


def span_str(span: Span) -> str:
    """A time as a query writes it."""
    match span:
        case Days(first, last):
            return _calendar(first, last) or _written(first, last)
        case Ago(age, younger):
            unit = next(unit for unit, length in UNITS.items() if not age % length)
            return f"{'<' if younger else '>'}{age // UNITS[unit]}{unit}"
        case Weekday(number):
            return WEEKDAYS[number]
        case Today():
            return next(word for word, day in RELATIVE.items() if day == span)


def _written(low: date | int | None, high: date | int | None) -> str:
    """Two bounds as a query writes them; dates print as ISO 8601 by themselves."""
    if low is None:
        return f"<={high}"
    if high is None:
        return f">={low}"
    return f"{low}" if low == high else f"{low}..{high}"


def _calendar(first: date | None, last: date | None) -> str | None:
    """The year or the month that goes from the one day to the other."""
    if first is None or last is None or first.day != 1:
        return None
    if (first.year, 1, 12, 31) == (last.year, first.month, last.month, last.day):
        return first.isoformat()[:4]
    if last == _end_of_month(first):
        return first.isoformat()[:7]
    return None
