"""What tests look at: the whole of a library, and its files as plain TinyDB has them."""

from pathlib import Path
from typing import Any

from tinydb import TinyDB

from octavo.library.library import Library
from octavo.storage.codec import fields_of

Whole = dict[str, dict[str, Any]]
"""All documents that a person has, with all their fields, and the pinned tags."""


def whole(library: Library) -> Whole:
    """A library as it is in memory."""
    db = library.db
    return {
        "articles": {str(id): fields_of(article) for id, article in db.articles.items()},
        "notes": {str(id): fields_of(note) for id, note in db.notes.items()},
        "feeds": {str(id): fields_of(feed) for id, feed in db.feeds.items()},
        "queries": {str(id): dict(query) for id, query in db.queries.items()},
        "rules": {str(id): dict(rule) for id, rule in db.rules.items()},
        "pinned": {str(place): str(tag) for place, tag in enumerate(library.tags.pinned)},
    }


def on_disk(place: Path) -> Whole:
    """A closed library, or a file of its kind, as plain TinyDB reads it."""
    path = place / "library.json" if place.is_dir() else place
    with TinyDB(path, access_mode="r") as db:
        tables = {
            name: {str(document.doc_id): dict(document) for document in db.table(name)}
            for name in ("articles", "notes", "feeds", "queries", "rules")
        }
        pins = db.table("meta").get(doc_id=2)
    names = pins["pinned"] if isinstance(pins, dict) else []
    return {**tables, "pinned": {str(place): name for place, name in enumerate(names)}}
