"""Pages as browsers save them: MHTML, SingleFile, and HTML that says where it is from."""

import re
from datetime import datetime
from email.message import Message

from msgspec.structs import replace

from octavo.importers.formats.html.draft import draft_of_html
from octavo.importers.formats.mail import (
    header,
    kind_of_part,
    message_of,
    parts_of,
    text_of_part,
)
from octavo.importers.text.dates import moment
from octavo.importers.text.titles import shortened
from octavo.model.article import Source
from octavo.model.draft import Draft
from octavo.model.errors import DraftRejected
from octavo.model.url import is_web

_HEAD = 20_000
"""Characters among which a program says that it saved the page."""

_SINGLE_FILE = re.compile(
    r"<!--[^<>]{0,200}?Page saved with SingleFile\s{0,20}"
    r"url:\s{0,9}(?P<url>\S{1,4000})\s{1,20}saved date:\s{0,9}(?P<date>[^\n<>]{1,120})",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!--\s{0,9}saved from url=\(\d{1,6}\)(?P<url>\S{1,4000})\s{0,9}-->")
_ZONE = re.compile(r"(?:GMT|UTC)(?=[+-]\d{4})|(?:(?<!\s)\s+)?\([^()]*\)\s*+$")
_HTML = ("text/html", "application/xhtml+xml")


def draft_of_mhtml(data: bytes, source: Source) -> Draft:
    """The article in a page that was saved with all that belongs to it.

    Raises:
        DraftRejected: If there is no page in it, or no text in the page.
    """
    message = message_of(data, source.name)
    page = _page(message)
    if page is None:
        raise DraftRejected(source.name, "there is no page in it")
    places = [
        header(page, "content-location"),
        header(message, "snapshot-content-location"),
        header(message, "content-location"),
    ]
    url = next(filter(is_web, places), "")
    source = replace(source, fetched=source.fetched or moment(header(message, "date")))
    draft = draft_of_html(text_of_part(page, source.name), source, url)
    return draft if draft.title else replace(draft, title=shortened(header(message, "subject")))


def draft_of_saved_html(text: str, source: Source) -> Draft:
    """The article in a page that may say where it was saved from, and when.

    Raises:
        DraftRejected: If there is no text in it.
    """
    url, when = saved_from(text)
    return draft_of_html(text, replace(source, fetched=source.fetched or when), url)


def saved_from(text: str) -> tuple[str, datetime | None]:
    """The address that a saved page says it is from, or empty, and when it was saved."""
    head = text[:_HEAD]
    found = _SINGLE_FILE.search(head) or _SAVED_FROM.search(head)
    if not found or not is_web(found["url"]):
        return "", None
    date = found.groupdict().get("date") or ""
    return found["url"], _moment_of_script(date)


def _moment_of_script(date: str) -> datetime | None:
    """A date as JavaScript writes it: `Wed Mar 04 2026 09:30:00 GMT+0100 (…)`."""
    words = _ZONE.sub("", date.strip()).split()
    if len(words) >= 5 and words[2].isdigit():
        words[1], words[2] = words[2], words[1]
    return moment(" ".join(words))


def _page(message: Message) -> Message | None:
    """The part that is the page itself: the one named as the start, or else the first."""
    start = re.search(r"start=[\"']?(<[^<>]*>)", header(message, "content-type"))
    pages = [part for part in parts_of(message) if kind_of_part(part) in _HTML]
    named = (part for part in pages if start and header(part, "content-id") == start[1])
    return next(named, next(iter(pages), None))
