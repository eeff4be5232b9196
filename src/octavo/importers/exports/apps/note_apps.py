"""Programs for notes: Evernote, Google Keep, Google's Saved lists, mymind and Notion.

Evernote's ENEX holds notes in XML, the text of each as a document of its own (ENML), and what
is attached in base64; a file may hold thousands and is streamed.
Format: https://evernote.com/blog/how-evernotes-xml-export-format-works

Keep has a file of JSON for each note in the archive that Google gives (Takeout), `Saved` a
table for each list. mymind: one table, in a zip beside the pictures. Notion: Markdown for each
page, its id in the name, and for each database a table that says the same of its pages.
"""

import html
import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from octavo.importers.exports import values
from octavo.importers.exports.declarations import (
    Fields,
    Item,
    MakesDraft,
    Signs,
    collection,
    table,
)
from octavo.importers.exports.files.json_items import document, first_fields
from octavo.importers.exports.format import HEAD, Part, head_of, whole_text
from octavo.importers.formats.markdown import draft_of_markdown
from octavo.importers.text.titles import title_of_text
from octavo.importers.text.xml import is_closed, local_name
from octavo.model.errors import DraftRejected, NothingToMend
from octavo.model.url import is_web
from octavo.patterns import lazy_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ENEX = lazy_pattern(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>\s*)?<en-export[\s>]", re.I
)
_END = b"</en-export>"
_TODO = lazy_pattern(r"<en-todo([^<>]*)>(?:\s*</en-todo>)?", re.I)
_SECRET = lazy_pattern(r"<en-crypt\b(?:.*?(?:</en-crypt>|/>)|(?P<endless>.*))", re.I | re.S)
_FRAME = lazy_pattern(r"<\?xml[^<>]*>|<!DOCTYPE[^<>]*>|</?en-note[^<>]*>", re.I)
_MEDIA = lazy_pattern(
    r"<en-media\b(?:[^<>]*?\btype=[\"']?(\w+))?[^<>]*>(?:\s*</en-media>)?", re.I
)
_LINE = lazy_pattern(r"</div>\s*<div(?:\s[^<>]*)?>", re.I)
"""Between two lines: Evernote has a division for each."""


def _notes_of_evernote(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    """The notes of a file, each let go before the next is read."""
    from lxml import etree

    with part.open() as file:
        steps = etree.iterparse(
            file,
            events=("end",),
            recover=True,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=True,
        )
        try:
            for _event, element in steps:
                if local_name(element) == "note":
                    yield _note_of_evernote(element)
                    _let_go(element)
                elif local_name(element) == "data":
                    element.text = None
        except etree.XMLSyntaxError:
            raise DraftRejected(
                part.name, "it breaks off: it is no XML from there on"
            ) from None
    with part.open() as file:
        end, exports = deque[bytes](maxlen=2), 0
        for piece in iter(partial(file.read, HEAD), b""):
            exports += (end[-1][1 - len(_END) :] + piece if end else piece).count(_END)
            end.append(piece)
    if exports > 1:
        reason = "what stands behind the end of the first export in it is not read"
        raise DraftRejected(part.name, reason)
    if not is_closed(b"".join(end).decode("latin-1").replace("\0", ""), "en-export"):
        reason = "it breaks off; the last note in it may not be whole"
        raise DraftRejected(part.name, reason)


def _let_go(element: "Element") -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _note_of_evernote(note: "Element") -> Item:
    """The fields of a note by their names; those that may stand more than once as lists."""
    item: dict[str, object] = {"tags": _said(note, "tag")}
    for element in note:
        if local_name(element) in ("title", "created", "updated", "content"):
            item[local_name(element)] = element.text or ""
        elif local_name(element) == "note-attributes":
            item |= {local_name(each): each.text or "" for each in element}
    item["attached"] = _said(note, "file-name")
    item["tasks"] = [_said(each, "title") for each in note if local_name(each) == "task"]
    return item


def _said(element: "Element", name: str) -> list[str]:
    return [each.text for each in element.iter() if local_name(each) == name and each.text]


def _enml(item: Item) -> str:
    """The text of a note as HTML; what is attached and locked is named."""
    text = _LINE.sub("<br/>", _FRAME.sub("", values.text(item.get("content"))))
    text = _MEDIA.sub(r"<p>(\1 in Evernote)</p>", text)
    text = _TODO.sub(lambda found: "[x] " if 'checked="true"' in found[1] else "[ ] ", text)
    text = _SECRET.sub(_locked, text)
    for name in ("tasks", "attached"):
        lines = [values.line(each) for each in _flat(item.get(name))]
        if lines:
            rows = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
            text += f"<p>{name.title()}:</p><ul>{rows}</ul>"
    return text


def _locked(found: re.Match[str]) -> str:
    """What stands for a locked text; one that never ends is none."""
    return "<p>(locked in Evernote)</p>" if found["endless"] is None else found[0]


def _flat(listed: object) -> Iterator[object]:
    for each in values.listed(listed):
        yield from each if isinstance(each, list) else [each]


def _web(item: Item, name: str) -> str:
    """The address in a field; what is none there is noted, for notes need none."""
    said = values.line(item.get(name))
    return said if is_web(said) else ""


def _not_web(item: Item, name: str) -> str:
    return "" if _web(item, name) else values.line(item.get(name))


EVERNOTE = collection(
    "evernote",
    "Evernote, ENEX",
    recognises=lambda part: _ENEX.match(head_of(part)) is not None,
    items=_notes_of_evernote,
    fields=Fields(
        kind="evernote",
        url=lambda item: _web(item, "source-url"),
        needs_url=False,
        title=lambda item: item.get("title") or "Untitled",
        html=_enml,
        note=lambda item: _not_web(item, "source-url"),
        added="created",
    ),
)


def _is_keep(part: Part) -> bool:
    """Whether a part is one note, told by its colour, its times and its states."""
    return Signs("", some="userEditedTimestampUsec isTrashed isPinned isArchived color").fit(
        first_fields(part)
    )


def _note_of_keep(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    yield values.object_in(document(part))


def _text_of_keep(item: Item) -> str:
    """What was written, and a list as one that can be ticked off."""
    listed = values.objects_in(item.get("listContent"))
    ticks = (("x" if values.flag(each.get("isChecked")) else " ", each) for each in listed)
    rows = (f"- [{tick}] {values.line(each.get('text'))}" for tick, each in ticks)
    return "\n\n".join(filter(None, (values.text(item.get("textContent")), "\n".join(rows))))


def _links_of_keep(item: Item) -> Sequence[Item]:
    return values.objects_in(item.get("annotations"))


def _title_of_keep(item: Item) -> object:
    named = (each.get("title") for each in _links_of_keep(item))
    return (
        item.get("title") or next(filter(None, named), "") or title_of_text(_text_of_keep(item))
    )


def _address_of_keep(item: Item) -> object:
    """The address of a note that is about one page.

    Raises:
        NothingToMend: If it was thrown away.
    """
    if values.flag(item.get("isTrashed")):
        raise NothingToMend("", "it is in the trash of Keep")
    found = [values.line(each.get("url")) for each in _links_of_keep(item)]
    return found[0] if len(found) == 1 and is_web(found[0]) else ""


def _other_links_of_keep(item: Item) -> list[object]:
    own = _address_of_keep(item)
    return [
        url for each in _links_of_keep(item) if (url := values.line(each.get("url"))) != own
    ]


KEEP = collection(
    "google-keep",
    "Google Keep, JSON",
    recognises=_is_keep,
    items=_note_of_keep,
    fields=Fields(
        kind="google-keep",
        url=_address_of_keep,
        needs_url=False,
        title=_title_of_keep,
        text=_text_of_keep,
        tags="labels",
        note=_other_links_of_keep,
        added=("createdTimestampUsec", "userEditedTimestampUsec"),
        archived="isArchived",
        starred="isPinned",
    ),
    beside=lazy_pattern(
        r"(?:^|/)(?:Google )?Keep/(?:[^/]+\.html|Labels\.txt)$|(?:^|/)archive_browser\.html$"
    ),
)

SAVED = table(
    "google-saved",
    "Google, saved lists",
    told_by=Signs("title, note, url, comment"),
    fields=Fields(kind="google-saved", note=lambda row: [row.get("note"), row.get("comment")]),
)

MYMIND = table(
    "mymind",
    "mymind, CSV",
    told_by=Signs("id, type, title, url, content, note, tags, created"),
    fields=Fields(
        kind="mymind",
        url=lambda row: _web(row, "url"),
        needs_url=False,
        title=lambda row: (
            row.get("title") or row.get("url") or title_of_text(values.text(row.get("content")))
        ),
        text="content",
        note=lambda row: [row.get("note"), _not_web(row, "url")],
        added="created",
        key="id",
    ),
)


_OF_NOTION = lazy_pattern(r" ([0-9a-f]{32})\.md$")
_TABLE_OF_NOTION = lazy_pattern(r"^(?P<folder>.*) [0-9a-f]{32}(?:_all)?\.csv$")
"""A table says the same as the pages in the folder of its name; without them it is all."""


def _pages_of_notion(part: Part, _: Sequence[Part]) -> Iterator[Item]:
    yield {"text": whole_text(part)}


def _draft_of_notion(part: Part, _: Sequence[Part]) -> MakesDraft:
    found = _OF_NOTION.search(part.name)
    source = values.source("notion", part, found[1] if found else "")
    return lambda item: draft_of_markdown(str(item["text"]), source)


NOTION = collection(
    "notion",
    "Notion, zip or folder",
    recognises=lambda part: (
        _OF_NOTION.search(part.name) is not None and part.head.startswith(b"# ")
    ),
    items=_pages_of_notion,
    fields=_draft_of_notion,
    beside=_TABLE_OF_NOTION,
)
