"""wallabag's JSON: an array of entries with their text.

Format: https://doc.wallabag.org/admin/console_commands (the same entries as the API gives).
Flags are 0, 1 or booleans, an id is a number or a text, and tags are texts or objects.
"""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.formats.html.fragment import markdown_of_fragment
from octavo.importers.text.language import language_tag
from octavo.model.draft import Draft, DraftNote
from octavo.model.note import Highlight

KIND = "wallabag"
_TOLD_BY = frozenset(
    ("is_archived", "is_starred", "given_url", "origin_url", "domain_name", "mimetype")
) | {"reading_time", "published_by", "preview_picture", "http_status"}
"""Two of these in an entry, and it is one of wallabag's."""

_NOT_FOUND = "wallabag can't retrieve contents for this article"
"""What stands in the place of a text that could not be had."""


def _recognises(part: Part) -> bool:
    keys = first_item(part).keys()
    return "tag_names" not in keys and len(_TOLD_BY & keys) >= 2


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    del parts

    def draft(entry: Fields, place: str) -> Draft:
        url = fields.address(entry.get("url") or entry.get("given_url"), place)
        archived = fields.flag(entry.get("is_archived"))
        return Draft(
            title=fields.title(entry.get("title"), url),
            text=text_in(entry.get("content"), url),
            url=url,
            authors=_authors(entry.get("published_by")),
            published=fields.time(entry.get("published_at")),
            language=language_tag(fields.line(entry.get("language"))),
            tags=fields.tags(entry.get("tags")),
            notes=tuple(_notes(entry.get("annotations"))),
            added=fields.time(entry.get("created_at")),
            state=fields.state(0, finished=archived),
            archived=archived,
            starred=fields.flag(entry.get("is_starred")),
            source=fields.source(KIND, part, entry.get("id")),
        )

    return json_items.rows_in(part, draft)


def text_in(content: object, url: str) -> str:
    """The text of an entry as Markdown; empty where wallabag has none."""
    if not isinstance(content, str) or not content.strip():
        return ""
    if len(content) > fields.LONGEST_TEXT or _NOT_FOUND in content[:1000]:
        return ""
    return markdown_of_fragment(content, url)


def _authors(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    return tuple(name for each in names[:100] if (name := fields.line(each)))


def _notes(annotations: object) -> Iterator[DraftNote]:
    for each in annotations if isinstance(annotations, list) else []:
        if not isinstance(each, dict):
            continue
        exact, text = fields.text(each.get("quote")), fields.text(each.get("text"))
        if exact or text:
            yield DraftNote(
                text=text,
                highlight=Highlight(exact=exact) if exact else None,
                added=fields.time(each.get("created_at")),
            )


def _collected(part: Part, raws: Sequence[str]) -> str:
    del part
    return json_items.collected(raws)


WALLABAG_JSON = Format(
    name="wallabag-json",
    title="wallabag, JSON",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
