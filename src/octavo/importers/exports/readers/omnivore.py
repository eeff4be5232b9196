"""Omnivore's zip: `metadata_{from}_to_{to}.json`, and beside it the texts and highlights.

The text of an item is `content/{slug}.html` (or `.pdf`, which stays a link), and what was
marked in it `highlights/{slug}.md`. Members may stand twice, and texts may be missing.
"""

import re
from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.decoding import text_of
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.exports.readers.omnivore_highlights import notes_in
from octavo.importers.formats.html.fragment import markdown_of_fragment
from octavo.model.article import excerpt_of
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected

KIND = "omnivore"
_TOLD_BY = frozenset(
    ("slug", "state", "readingProgress", "labels", "savedAt", "updatedAt", "publishedAt")
)
_BESIDE = re.compile(r"(?:^|/)(?:content/[^/]+\.(?:html?|pdf)|highlights/[^/]+\.md)$")
_NO_ADDRESS = re.compile(r"https?://(?:www\.)?omnivore\.app/no_url\b")
"""What stands in the place of an address for mails."""


def _recognises(part: Part) -> bool:
    keys = first_item(part).keys()
    return "slug" in keys and len(_TOLD_BY & keys) >= 4


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    folder, slash, _ = part.name.rpartition("/")
    beside = {each.name: each for each in parts} if len(parts) > 1 else {}

    def draft(item: Fields, place: str) -> Draft:
        slug = fields.line(item.get("slug"))
        content = beside.get(f"{folder}{slash}content/{slug}.html")
        highlights = beside.get(f"{folder}{slash}highlights/{slug}.md")
        return _draft(item, place, part, content, _notes(highlights))

    return json_items.rows_in(part, draft)


def _draft(
    item: Fields, place: str, part: Part, content: Part | None, notes: tuple[DraftNote, ...]
) -> Draft:
    url = fields.address(item.get("url"), place)
    text = _text(content, url)
    progress = fields.fraction(item.get("readingProgress"))
    archived = fields.line(item.get("state")).lower() == "archived"
    author = fields.line(item.get("author"))
    return Draft(
        title=fields.title(item.get("title"), url),
        text=text,
        url="" if text and _NO_ADDRESS.match(url) else url,
        authors=(author,) if author else (),
        published=fields.time(item.get("publishedAt")),
        excerpt=excerpt_of([fields.line(item.get("description"))]),
        tags=fields.tags(item.get("labels")),
        notes=notes,
        added=fields.time(item.get("savedAt")),
        state=fields.state(progress, finished=archived),
        archived=archived,
        progress=progress,
        source=fields.source(KIND, part, item.get("id") or item.get("slug")),
    )


def _text(content: Part | None, url: str) -> str:
    """The text of an item; empty where it is missing or damaged, for it can be fetched."""
    text = _read(content)
    return markdown_of_fragment(text, url) if text else ""


def _notes(highlights: Part | None) -> tuple[DraftNote, ...]:
    return tuple(notes_in(_read(highlights)))


def _read(part: Part | None) -> str:
    if part is None or part.size > fields.LONGEST_TEXT:
        return ""
    try:
        with text_of(part) as file:
            return file.read()
    except DraftRejected:
        return ""


def _beside(part: Part) -> bool:
    return _BESIDE.search(part.name) is not None


def _collected(part: Part, raws: Sequence[str]) -> str:
    del part
    return json_items.collected(raws)


OMNIVORE = Format(
    name="omnivore",
    title="Omnivore, zip or folder",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
    beside=_beside,
)
