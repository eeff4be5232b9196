"""Titles for pieces that have none of their own, and when two titles are one."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

from octavo.importers.text.clean import clean_line
from octavo.importers.text.dates import moment

_LONGEST = 300
"""Characters; the longest of 3 765 titles of articles and posts has 134."""

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ]+(?=.)")
_NUMBERS = re.compile(r"\d+(?:[-./]\d+)*")
_PAGE = re.compile(
    r"(?:page|seite|p[aá]gina|slide|folie|sheet)\s?#?\d+(?:\s?(?:/|of|von|de|sur)\s?\d+)?", re.I
)
_NAMELESS = frozenset(("index", "_index", "default", "untitled", "unnamed"))


def title_of_name(name: str) -> str:
    """The words in a file's name: `2026-03-04-how-it-began.md` says `How it began`."""
    path = PurePath(clean_line(name))
    stem = path.parent.name if path.stem.lower() in _NAMELESS else path.stem
    words = _DATED.sub("", stem, count=1)
    if " " not in words:
        words = re.sub(r"[-_]+", " ", words)
    words = words.strip()
    return words[:1].upper() + words[1:] if words.islower() else words


def date_of_name(name: str) -> datetime | None:
    """The day that a file's name starts with, as those of weblogs do."""
    dated = _DATED.match(PurePath(name).name)
    return moment(dated[1]) if dated else None


def title_of_text(text: str, limit: int = 80) -> str:
    """The opening words of a text, to know it by where nothing names it."""
    opening = clean_line(text[:1000])
    if len(opening) <= limit:
        return opening
    cut = opening[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.") + "…"


def shortened(title: str) -> str:
    """A title of a length that a list can hold."""
    return title if len(title) <= _LONGEST else title_of_text(title, _LONGEST)


def is_of_series(title: str, others: Iterable[str]) -> bool:
    """Whether a heading is but the number of a page, or one of several that differ in numbers.

    So do the releases in a change log; the newest of them is not its title.
    """
    if _PAGE.fullmatch(title.strip()):
        return True
    shape = _NUMBERS.sub("#", title.casefold())
    alike = (each for each in others if not is_same_title(each, title))
    return "#" in shape and any(_NUMBERS.sub("#", each.casefold()) == shape for each in alike)


def is_same_title(one: str, other: str) -> bool:
    """Whether two lines say the same title, whatever their case and punctuation.

    A line of a length that no title has is none, and not looked at.
    """
    if max(len(one), len(other)) > 10 * _LONGEST:
        return False
    return bool(folded(one)) and folded(one) == folded(other)


def folded(title: str) -> str:
    """The letters and digits of a title, to compare it by."""
    compatible = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in compatible if char.isalnum())
