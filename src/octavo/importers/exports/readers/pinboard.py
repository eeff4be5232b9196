"""Pinboard's JSON: a list of bookmarks whose title is called `description`."""

from collections.abc import Iterator, Sequence

from octavo.importers.exports import fields
from octavo.importers.exports.files import json_items
from octavo.importers.exports.files.json_head import first_item
from octavo.importers.exports.files.json_items import Fields
from octavo.importers.exports.format import Format, Part, Row
from octavo.model.article import State
from octavo.model.draft import Draft, DraftNote

_SIGNS = frozenset(("href", "description"))
_OWN = frozenset(("extended", "toread", "shared", "hash", "meta"))


def _recognises(part: Part) -> bool:
    """Whether a part is a list of Pinboard's bookmarks."""
    names = first_item(part).keys()
    return names >= _SIGNS and len(names & _OWN) >= 2


def _rows(part: Part, parts: Sequence[Part]) -> Iterator[Row]:
    """The bookmarks, each with what was written on it as a note."""
    del parts

    def draft(item: Fields, place: str) -> Draft:
        url = fields.address(item.get("href"), place)
        note = fields.text(item.get("extended"))
        return Draft(
            title=fields.title(item.get("description"), url),
            url=url,
            tags=fields.tags_named(fields.line(item.get("tags")).split()),
            notes=(DraftNote(text=note),) if note else (),
            added=fields.time(item.get("time")),
            state=_state(item.get("toread")),
            source=fields.source("pinboard", part, item.get("hash") or url),
        )

    return json_items.rows_in(part, draft)


def _collected(part: Part, raws: Sequence[str]) -> str:
    """Some bookmarks as a list of their own."""
    del part
    return json_items.collected(raws)


def _state(said: object) -> State:
    """Read, where it is said that it is not to be read any more."""
    return State.READ if fields.line(said).lower() in ("no", "false", "0") else State.UNREAD


PINBOARD = Format(
    name="pinboard",
    title="Pinboard, JSON",
    suffix=".json",
    recognises=_recognises,
    rows=_rows,
    collected=_collected,
)
