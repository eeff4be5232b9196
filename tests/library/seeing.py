"""What tests look at: the whole of a library, and its files as plain TinyDB has them."""

from pathlib import Path
from typing import Any

from tinydb import TinyDB

from octavo.library.library import Library
from octavo.storage.codec import fields_of

Whole = dict[str, dict[str, Any]]
"""All articles and notes, with all their fields, and the pinned tags."""


def whole(library: Library) -> Whole:
    """A library as it is in memory."""
    return {
        "articles": {str(id): fields_of(a) for id, a in library.search.articles.items()},
        "notes": {str(id): fields_of(n) for id, n in library.search.notes.items()},
        "pinned": {str(place): str(tag) for place, tag in enumerate(library.tags.pinned)},
    }


def on_disk(folder: Path) -> Whole:
    """A closed library as plain TinyDB reads it."""
    with TinyDB(folder / "library.json", access_mode="r") as db:
        tables = {
            name: {str(document.doc_id): dict(document) for document in db.table(name)}
            for name in ("articles", "notes")
        }
        pins = db.table("meta").get(doc_id=2)
    names = pins["pinned"] if isinstance(pins, dict) else []
    return {**tables, "pinned": {str(place): name for place, name in enumerate(names)}}
