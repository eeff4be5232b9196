"""The second line of a Kindle clipping: what was marked, where and when, in any language.

`- Your Highlight on page 12 | Location 170-172 | Added on Sunday, March 4, 2012 9:15:30 PM`
The words depend on the language of the device; the order and the numbers do not.
"""

import re
from datetime import UTC, datetime
from enum import Enum, auto

from msgspec import Struct

from octavo.importers.text.dates import date_in


class Kind(Enum):
    """What a clipping is."""

    HIGHLIGHT = auto()
    NOTE = auto()
    BOOKMARK = auto()


class ClippingDetails(Struct, frozen=True):
    """What the second line says."""

    kind: Kind | None
    """None where the language is not known."""
    place: tuple[int, int] | None
    """Locations or, where a book has none, pages; the first and the last."""
    added: datetime | None


_BOOKMARK = """
bookmark lesezeichen signet marque-page marcador segnalibro bladwijzer закладк zakładk bokmärke
bogmærke bokmerke kirjanmerk ブックマーク 书签 書籤 책갈피 북마크
"""
_HIGHLIGHT = """
highlight markierung surlign subrayado resaltado evidenziazione evidenziat destaque markering
выделен zaznaczeni podkreśleni vurgu clip ausschnitt recorte ハイライト 标注 標註 标记 重點 重点
划线 劃線 하이라이트
"""
_NOTE = "note notiz nota notitie заметк notatk anteckning メモ 笔记 筆記 註記 注释 메모 노트"
_WORDS = (
    (Kind.BOOKMARK, _BOOKMARK.split()),
    (Kind.HIGHLIGHT, _HIGHLIGHT.split()),
    (Kind.NOTE, _NOTE.split()),
)

_RANGE = re.compile(r"(\d{1,9})(?:\s*[-–—~～]\s*(\d{1,9}))?")
_CLOCK = re.compile(
    r"(?:(?P<before>[ap]\.?\s?m\b\.?|上午|下午|午前|午後|오전|오후)\s*)?"
    r"(?<!\d)(?P<hour>\d{1,2})\s?[:.：h時时시点點]\s?(?P<minute>\d{2})(?!\d)"
    r"(?:\s?(?:[:.：分분]|min)\s?(?P<second>\d{2})(?!\d))?"
    r"\s*(?:[秒초s]\s*)?(?P<after>[ap]\.?\s?m\b)?",
    re.IGNORECASE,
)
_HALVES = {"p": 12, "下": 12, "後": 12, "后": 12}
_NAMED_DAY = re.compile(r"(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})")
_MONTHS = {
    start: month
    for month, starts in enumerate(
        (
            "jan янв sty oca led",
            "feb фев lut şub úno",
            "mar мар bře",
            "apr апр kwi nis dub",
            "maj мая май kvě",
            "jun июн cze haz čvn",
            "jul июл lip tem čvc",
            "aug авг sie ağu srp",
            "sep сен wrz eyl zář",
            "okt окт paź eki říj",
            "nov ноя lis kas",
            "dec дек gru ara pro",
        ),
        1,
    )
    for start in starts.split()
}
"""By their first three letters, in the languages of the north and the east of Europe."""


def details_of(line: str) -> ClippingDetails | None:
    """What a second line says; None if it is none."""
    if "|" not in line and not line.lstrip().startswith(("-", "–", "—")):
        return None
    segments = line.lstrip("-–— ").split("|")
    dated = len(segments) - 1 if len(segments) > 1 else None
    said = " ".join(segments[:dated])
    return ClippingDetails(kind_in(said), _place(said), _added(segments[-1]))


def kind_in(said: str) -> Kind | None:
    """The kind that a line names, in one of the languages that are known."""
    said = said.casefold()
    named = (kind for kind, words in _WORDS if any(word in said for word in words))
    return next(named, None)


def kind_by_structure(details: ClippingDetails, text: str) -> Kind:
    """The kind of a clipping whose language is not known.

    Only a bookmark has no text, and only a highlight goes from one place to another.
    """
    if not text:
        return Kind.BOOKMARK
    ranged = details.place is not None and details.place[0] < details.place[1]
    return Kind.HIGHLIGHT if ranged else Kind.NOTE


def _place(said: str) -> tuple[int, int] | None:
    """The last range or number: pages stand before locations."""
    found = list(_RANGE.finditer(said[:500]))
    if not found:
        return None
    first, last = found[-1].groups()
    start = int(first)
    if not last:
        return start, start
    if int(last) < start and len(last) < len(first):
        last = first[: -len(last)] + last
    return start, max(start, int(last))


def _added(said: str) -> datetime | None:
    """The day and the time of day, without a zone: what the device showed is taken as UTC."""
    said = said[:200]
    if not (found := date_in(said)):
        return _named(said)
    when, _, after = found
    return when if when.hour or when.minute else _at(when, after)


def _named(said: str) -> datetime | None:
    """A day whose month is named in one of the other languages."""
    found = _NAMED_DAY.search(said)
    month = _MONTHS.get(found[2][:3].casefold()) if found else None
    if not found or not month:
        return None
    try:
        return _at(
            datetime(int(found[3]), month, int(found[1]), tzinfo=UTC), said[found.end() :]
        )
    except ValueError:
        return None


def _at(day: datetime, said: str) -> datetime:
    """The day at the first time of day that is said."""
    clock = _CLOCK.search(said)
    if not clock:
        return day
    hour, half = int(clock["hour"]), (clock["before"] or clock["after"] or "").lower()
    if half:
        later = any(sign in half for sign in _HALVES) or half == "오후"
        hour = hour % 12 + 12 * later
    try:
        return day.replace(
            hour=hour, minute=int(clock["minute"]), second=int(clock["second"] or 0)
        )
    except ValueError:
        return day
