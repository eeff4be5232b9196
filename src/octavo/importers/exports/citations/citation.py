"""Citations, as Zotero and its kin export them: what the three formats have in common."""

import html
import re
from datetime import UTC, datetime

from msgspec import Struct

from octavo.importers.exports import values
from octavo.importers.exports.format import Part
from octavo.importers.text.clean import clean
from octavo.importers.text.dates import date_in
from octavo.importers.text.escape import escape_line
from octavo.importers.text.language import language_tag
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.url import is_web

_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_DAY = re.compile(r"(?P<year>[12]\d{3})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?")
_INSIDE = re.compile(r"(?<=[^\s.!?:;”\"»)])[ \t]*\n(?!\s*\n)")
_TAG = re.compile(r"</?(?:p|div|span|i|b|em|strong|sub|sup|br|jats:\w+)\b[^<>]{0,500}>", re.I)


class Citation(Struct, frozen=True, kw_only=True):
    """What a citation says, each field as it is written."""

    key: str
    title: str
    url: str = ""
    doi: str = ""
    authors: tuple[str, ...] = ()
    container: str = ""
    """The journal, the book or the site that it is in."""
    published: datetime | None = None
    accessed: str = ""
    language: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def draft_of(cited: Citation, part: Part) -> Draft:
    """The draft that a citation becomes; one of a book has no address.

    Raises:
        DraftRejected: If it names nothing.
    """
    url = _address(cited)
    title = values.title(_unmarked(cited.title), url)
    if not title:
        raise DraftRejected("", "it has neither a title nor an address")
    notes = (values.text(_unmarked(note)) for note in cited.notes)
    names = (values.line(name)[:200] for name in cited.authors[:200])
    return Draft(
        title=title,
        text=_paragraphs(cited.abstract),
        url=url,
        authors=tuple(dict.fromkeys(name for name in names if name)),
        site=values.line(_unmarked(cited.container))[:200],
        published=cited.published,
        language=language_tag(cited.language[:40]),
        tags=values.tags_named(cited.keywords),
        notes=tuple(DraftNote(text=note) for note in notes if note),
        added=day_of(cited.accessed),
        source=values.source("zotero", part, _key(cited, title, url)),
    )


def day_of(said: str) -> datetime | None:
    """The day in `2024-03-05`, `2024/03//`, `March 2024` or `2024`."""
    said = said.strip()[:100]
    found = _DAY.match(said)
    try:
        if found:
            year, month, day = (int(number or 1) for number in found.groups())
            return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    dated = date_in(said)
    return dated[0] if dated else None


def in_order(name: str) -> str:
    """`Lee, Ann` as `Ann Lee`, and `Lee, Jr., Ann` as `Ann Lee Jr.`."""
    family, *others = (part.strip() for part in name.split(","))
    if len(others) > 1:
        return " ".join([others[-1], family, *others[:-1]]).strip()
    return " ".join([*others, family]).strip()


def _key(cited: Citation, title: str, url: str) -> str:
    """Its own id, and what it names where that is unique only in its file, as `lee2019` is."""
    own = values.line(cited.key)
    return own if "://" in own else " ".join(filter(None, (own, url or title)))


def _address(cited: Citation) -> str:
    """Its address, or else the one of its DOI; empty for neither."""
    url = values.line(cited.url)
    if is_web(url) and len(url) <= values.LONGEST_ADDRESS:
        return url
    found = _DOI.match(values.line(cited.doi)) or _DOI.match(url)
    return f"https://doi.org/{found[1]}" if found else ""


def _unmarked(text: str) -> str:
    """A text without the tags that citation managers leave in it."""
    return html.unescape(_TAG.sub("", text)) if "<" in text or "&" in text else text


def _paragraphs(text: str) -> str:
    """An abstract in Markdown; a line that ends inside a sentence goes on in the next."""
    text = _INSIDE.sub(" ", clean(_unmarked(text)))
    return "\n\n".join(escape_line(line) for line in text.splitlines() if line.strip())
