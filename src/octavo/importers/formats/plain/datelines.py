"""Lines that give the date of a text, and may name its author or how long it takes to read."""

import re
from datetime import datetime

from octavo.importers.formats.plain.bylines import is_full_name
from octavo.importers.text.dates import date_in

_AROUND_DATE = re.compile(
    r"""
    [\s|·•,;:()\-–—/]*
    (?: (?: (?:last\s|first\s)? (?:published|updated|posted|modified|issued) | date | on | at
          | am | pm | (?:mon|tues|wednes|thurs|fri|satur|sun)day
          | (?:mon|tues?|wed|thu|fri|sat|sun)\b
          | \d+ [\s-] min(?:ute)?s? (?:\s read)? | [a-z]{2,3}t | utc | gmt
          | 입력 | 수정 | 게재 | 発行 | 更新日? | 公開日? | 发布 | 发表 | 时间 )
        [\s|·•,;:()\-–—/.]*
    )*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NAME_AND_DATE = re.compile(r"(?P<name>[^|·•,\d]{4,40}?)\s*(?:[|·•,]|\s[–—-]\s)\s*(?P<date>.+)")
_DATE_AND_NAME = re.compile(r"(?P<date>.{6,60}?)[\s|·•,]+by\s+(?P<name>.+)", re.IGNORECASE)
_READING_TIME = re.compile(
    r"\d+[\s-]min(?:ute)?s?(?: read)?|reading time:? .{1,20}", re.IGNORECASE
)


def is_reading_time(line: str) -> bool:
    """Whether a line says no more than how long the text takes to read."""
    return _READING_TIME.fullmatch(line) is not None


def date_of_line(line: str) -> datetime | None:
    """The date that a line gives, if it gives nothing else."""
    found = date_in(line) if len(line) <= 120 else None
    if not found:
        return None
    when, before, after = found
    while more := date_in(after):
        before, after = before + more[1], more[2]
    alone = _AROUND_DATE.fullmatch(before) and _AROUND_DATE.fullmatch(after)
    return when if alone else None


def date_and_name(line: str) -> tuple[datetime | None, str]:
    """The date that a line gives, and the name in one such as `Ann Lee · 4 May 2026`."""
    before = _NAME_AND_DATE.fullmatch(line)
    if before and is_full_name(before["name"]) and (when := date_of_line(before["date"])):
        return when, before["name"]
    after = _DATE_AND_NAME.fullmatch(line)
    if after and is_full_name(after["name"]) and (when := date_of_line(after["date"])):
        return when, after["name"]
    return date_of_line(line), ""
