"""Hypothesis' annotations in JSON: passages of pages, what was written on them, and replies.

Format: https://h.readthedocs.io/en/latest/api-reference/v1/#tag/annotations
"""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.importers.text.clean import clean
from octavo.importers.text.titles import title_of_name, title_of_text
from octavo.model.draft import Draft, DraftNote
from octavo.model.errors import DraftRejected
from octavo.model.note import Highlight
from octavo.model.url import is_web

_LISTS = ("annotations", "rows", "")
"""The field that the annotations are in: in exports, in the API, or none for a bare list."""
_SIGNS = frozenset(("uri", "target"))
_OWN = frozenset(("text", "tags", "created", "document", "references", "permissions", "group"))
_TEXTS = ("urn:", "file:")
"""Schemes of documents on the reader's own disk, which have a name but no address."""


def _recognises(part: Part) -> bool:
    """Whether a part has a list of annotations."""
    return _list_in(part) is not None


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The annotations, each as the page that it is on with one note."""
    del parts

    def draft(item: Fields, place: str) -> Draft:
        return _draft(item, part, place)

    return json_items.rows_in(part, draft, _list_in(part) or "")


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some annotations as a file of their own."""
    return json_items.collected(raws, _list_in(part) or "")


def _list_in(part: Part) -> str | None:
    """The field that the annotations are in; None if there are none."""
    for name in _LISTS:
        names = first_item(part, name).keys()
        if names >= _SIGNS and len(names & _OWN) >= 2:
            return name
    return None


def _draft(item: Fields, part: Part, place: str) -> Draft:
    """The page that an annotation is on.

    Raises:
        DraftRejected: If it is on nothing that can be kept.
    """
    uri = fields.line(item.get("uri"))
    note = _note(item)
    own = uri.lower().startswith(_TEXTS) and note is not None
    url = "" if own and not is_web(uri) else fields.address(uri, place)
    name = title_of_name(uri.rpartition("/")[2]) if uri.lower().startswith("file:") else ""
    added = fields.time(item.get("created"))
    title = fields.title(_title(item), url) or name or title_of_text(_said(note))
    if not title:
        raise DraftRejected(place, "it has neither a title nor a text")
    return Draft(
        title=title,
        url=url,
        tags=frozenset() if note else fields.tags(item.get("tags")),
        notes=(note,) if note else (),
        added=added,
        source=fields.source("hypothesis", part, uri),
    )


def _note(item: Fields) -> DraftNote | None:
    """What an annotation marks and says; None if that is only tags."""
    highlight = _highlight(item.get("target"))
    text = fields.text(item.get("text"))
    if not text and not highlight:
        return None
    name = _who(item.get("user")) if item.get("references") else ""
    return DraftNote(
        text=f"{name}: {text}" if name else text,
        highlight=highlight,
        tags=fields.tags(item.get("tags")),
        added=fields.time(item.get("created")),
    )


def _highlight(target: object) -> Highlight | None:
    """The passage of the first target that quotes one."""
    for each in target if isinstance(target, list) else ():
        selectors = each.get("selector") if isinstance(each, dict) else None
        for selector in selectors if isinstance(selectors, list) else ():
            if isinstance(selector, dict) and selector.get("type") == "TextQuoteSelector":
                exact, prefix, suffix = (
                    _quoted(selector.get(name)) for name in ("exact", "prefix", "suffix")
                )
                if exact.strip():
                    return Highlight(exact, prefix, suffix)
    return None


def _quoted(value: object) -> str:
    """A quote with its white space, which is that of the page, folded but not cut off."""
    text = clean(value) if isinstance(value, str) else ""
    inside = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    return f"{before}{inside}{' ' if text[-1:].isspace() and inside else ''}"


def _title(item: Fields) -> object:
    document = item.get("document")
    title = document.get("title") if isinstance(document, dict) else None
    return title[0] if isinstance(title, list) and title else title


def _who(user: object) -> str:
    """The name in `acct:ann@hypothes.is`."""
    return fields.line(user).removeprefix("acct:").partition("@")[0][:100]


def _said(note: DraftNote | None) -> str:
    if note is None:
        return ""
    return note.text or (note.highlight.exact if note.highlight else "")


HYPOTHESIS = Format(
    name="hypothesis",
    title="Hypothesis, JSON",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
