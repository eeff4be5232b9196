"""Reading dates as people and programs write them."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_MONTHS: tuple[str, ...] = (
    "january jan januar janvier enero gennaio januari janeiro jän jänner ene gen",
    "february feb februar février fevrier febrero febbraio februari fevereiro fév fev",
    "march mar märz maerz mars marzo maart março marco mrz",
    "april apr avril abril aprile avr abr",
    "may mai mayo maggio mei maio mag",
    "june jun juni juin junio giugno junho giu",
    "july jul juli juillet julio luglio julho juil lug",
    "august aug août aout agosto augustus ago",
    "september sep sept septembre septiembre settembre setembro set",
    "october oct oktober octobre octubre ottobre outubro okt ott out",
    "november nov novembre noviembre novembro",
    "december dec dezember décembre decembre diciembre dicembre dezembro dez déc dic",
)
"""Names in English, German, French, Spanish, Italian, Dutch and Portuguese."""

_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_YEAR = r"(?P<year>[12]\d{3})"
_DAY = r"(?P<day>\d{1,2})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:of\s+|de\s+)?{_NAME},?\s+(?:de\s+)?{_YEAR}",
        rf"{_NAME}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*{_DAY}\s*日",
        rf"{_YEAR}\s*년\s*(?P<month>\d{{1,2}})\s*월\s*{_DAY}\s*일",
        rf"{_YEAR}[-/.]\s?(?P<month>\d{{1,2}})[-/.]\s?{_DAY}\.?",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_NAME}\s+{_YEAR}",
    )
)
_ISO = re.compile(r"\d{4}-|\d{8}(?:T|$)")
_WEEKDAY = r"(?:[^\W\d_]{2,10}\.?,\s+|[^\W\d_]+day\s+)?"
_CLOCK = re.compile(
    r"[T\s,]*(?:(?:at|um|à|•|·|-)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,]\d+)?)?\s*(?:(?P<half>[ap]\.?m\.?)\s*)?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)

_LONGEST_LINE = 120
"""Characters of a line that is a date, and what stands beside one. Half and double find the
same dates in 50 articles as plain text."""

_DIGITS = re.compile(r"[12]\d{3}")
_AROUND_DATE = re.compile(
    r"""
    (?: [\s|·•,;:()\-–—/.] | (?:last|first|published|updated|posted|modified|issued|date|on|at
      | [ap]m | (?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6} | \d+ [\s-] min(?:ute)?s?(?:\s read)?
      | [a-z]{2,3}t | utc | gmt | 입력 | 수정 | 게재 | 発行 | 更新日? | 公開日?
      | 发布 | 发表 | 时间) (?![a-z]) )*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def moment(value: object) -> datetime | None:
    """The moment that a date, a number of seconds or a text means, in UTC; None if none.

    A text without a zone is taken as UTC, and a day as its midnight.
    """
    if isinstance(value, datetime):
        return _in_utc(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_seconds(value)
    return _of_text(value.strip()) if isinstance(value, str) else None


def date_in(line: str) -> tuple[datetime, str, str] | None:
    """The first date in a line, and what stands before and after it."""
    for pattern in _DATES:
        for found in pattern.finditer(line):
            if day := _day(found):
                clock = _CLOCK.match(line, found.end())
                end = clock.end() if clock else found.end()
                when = moment(line[found.start() : end]) or day
                return when, line[: found.start()], line[end:]
    return None


def date_of_line(line: str) -> datetime | None:
    """The date that a line gives, if it gives nothing else but a time or what it is of."""
    dated = len(line) <= _LONGEST_LINE and _DIGITS.search(line)
    found = date_in(line) if dated else None
    if not found:
        return None
    when, before, after = found
    while more := date_in(after):
        before, after = before + more[1], more[2]
    return when if _AROUND_DATE.fullmatch(f"{before} {after}") else None


def _of_seconds(seconds: float) -> datetime | None:
    """Unix time in seconds, milliseconds or microseconds, judged by its size."""
    for unit in (1, 1e3, 1e6):
        if 0 < seconds / unit < 1e10:
            return datetime.fromtimestamp(seconds / unit, UTC)
    return None


def _of_text(text: str) -> datetime | None:
    if len(text) > 80:
        return None
    try:
        return _in_utc(datetime.fromisoformat(text)) if _ISO.match(text) else _written(text)
    except ValueError:
        return _written(text)


def _written(text: str) -> datetime | None:
    """A date in words or in loose numbers, with or without a time of day."""
    for pattern in _DATES:
        found = re.compile(_WEEKDAY + pattern.pattern, re.IGNORECASE).match(text)
        if found and (day := _day(found)):
            return _at(day, text[found.end() :])
    if re.fullmatch(r"\d{9,16}", text):
        return _of_seconds(int(text))
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _at(day: datetime, rest: str) -> datetime | None:
    """The day at the time that stands after it; None if something else does."""
    clock = _CLOCK.fullmatch(rest.rstrip(" ."))
    if not clock:
        return day if not rest.strip(" .,") else None
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + 12 * (clock["half"][0] in "pP")
    zone = (clock["zone"] or "Z").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        when = f"{hour:02}:{clock['minute']}:{clock['second'] or '00'}{zone}"
        return _in_utc(datetime.fromisoformat(f"{day:%Y-%m-%d}T{when}"))
    except ValueError:
        return day


def _day(found: re.Match[str]) -> datetime | None:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _MONTH.get(parts["name"].lower(), 0)
    try:
        return datetime(int(parts["year"]), month, int(parts.get("day") or 1), tzinfo=UTC)
    except ValueError:
        return None


def _in_utc(when: datetime) -> datetime | None:
    try:
        return when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
