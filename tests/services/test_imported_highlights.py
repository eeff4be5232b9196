"""Highlights of every service: on their words where the text is there, and once it comes."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from octavo.library.library import Library
from octavo.markdown.anchor import anchors
from octavo.markdown.plain_text import plain_text
from octavo.model.article import ArticleId
from octavo.model.draft import Draft
from octavo.model.note import Note
from tests.importers.exports.apps.test_annotations import QUOTE
from tests.importers.exports.apps.test_archives import MARKED, TEXT
from tests.importers.exports.apps.test_kindle import block
from tests.importers.exports.bookmarks.bookmark_samples import BOOKMARK_SAMPLES
from tests.importers.exports.bookmarks.test_browser_files import APPLE, KOBO, SHELF
from tests.importers.exports.samples import OMNIVORE, READECK, SAMPLES, arrivals_in

NEW_LINE = "\n"

Files = Mapping[str, str | bytes] | str | bytes

HYPOTHESIS = json.dumps(
    {
        "annotations": [
            {
                "uri": "https://lamp.example/window",
                "document": {"title": ["A lamp"]},
                "target": [QUOTE],
                "text": "Until when?",
                "tags": [],
                "created": "2020-09-13T12:26:40.000000+00:00",
            }
        ]
    }
)
KINDLE = block("Highlight", "40-41", "It burned all night.")

READECK_MARKED = json.dumps(
    {**json.loads(READECK), "annotations": [{"text": "all night", "note": "Until when?"}]}
)
ANY = json.dumps(
    {"href": "https://lamp.example/window", "name": "A lamp", "highlights": ["all night"]}
)

MARKING = {
    "apple-books",
    "goodlinks",
    "hypothesis",
    "instapaper",
    "json",
    "kindle",
    "kobo",
    "omnivore",
    "pocket-highlights",
    "raindrop",
    "readeck",
    "readwise",
    "readwise-json",
    "starred-json",
    "wallabag-json",
    "wallabag-xml",
}
"""The exports that have highlights."""


def database(path: Path, script: str) -> bytes:
    with sqlite3.connect(path) as db:
        db.executescript(script)
    db.close()
    return path.read_bytes()


def exports(folder: Path) -> dict[str, Files]:
    """One export of each service, by its name."""
    apple = {
        "AEAnnotation_v1.sqlite": database(folder / "a.sqlite", APPLE),
        "BKLibrary-1.sqlite": database(folder / "b.sqlite", SHELF),
    }
    return {
        **SAMPLES,
        **BOOKMARK_SAMPLES,
        "omnivore": {"metadata_0_to_20.json": OMNIVORE, **TEXT, **MARKED},
        "hypothesis": HYPOTHESIS,
        "readeck": READECK_MARKED,
        "json": ANY,
        "kindle": KINDLE,
        "kobo": database(folder / "k.sqlite", KOBO),
        "apple-books": apple,
    }


def marked(export: Files) -> list[Draft]:
    """The drafts of an export that have highlights."""
    drafts = [arrival.row.draft for arrival in arrivals_in(export)]
    return [
        draft
        for draft in drafts
        if isinstance(draft, Draft) and any(note.highlight for note in draft.notes)
    ]


def text_for(drafts: Iterable[Draft]) -> str:
    """A text that has what is highlighted, in other lines."""
    quotes = [note.highlight for draft in drafts for note in draft.notes if note.highlight]
    said = (f"{q.prefix}{q.exact.replace(' ', NEW_LINE)}{q.suffix}" for q in quotes)
    return "\n\n".join(["Before it, *words*.", *(f"So it was: {each} Then." for each in said)])


def are_placed(library: Library, id: ArticleId) -> bool:
    """Whether there are highlights on an article, and each stands on its words."""
    text = library.text(id)
    notes = [note for note in library.notes_on(id) if note.highlight]
    spans = anchors(text, [note.highlight for note in notes if note.highlight])
    return bool(notes) and all(
        span and words(text[slice(*span)]) == words(quote_of(note))
        for note, span in zip(notes, spans, strict=True)
    )


def quote_of(note: Note) -> str:
    assert note.highlight
    return note.highlight.exact


def words(text: str) -> str:
    return "".join(filter(str.isalnum, plain_text(text)))


def test_the_exports_with_highlights_are_these(tmp_path: Path) -> None:
    assert {name for name, export in exports(tmp_path).items() if marked(export)} == MARKING


each = pytest.mark.parametrize("name", sorted(MARKING))


@each
def test_a_highlight_stands_in_the_text_that_came_with_it(
    library: Library, tmp_path: Path, name: str
) -> None:
    drafts = marked(exports(tmp_path)[name])
    for draft in drafts:
        [entry] = library.add([replace(draft, text=draft.text or text_for(drafts))])
        assert are_placed(library, entry.id or 0)


@each
def test_a_highlight_finds_its_place_when_the_text_comes_later(
    library: Library, tmp_path: Path, name: str
) -> None:
    drafts = marked(exports(tmp_path)[name])
    for draft in drafts:
        [entry] = library.add([replace(draft, text="")])
        id = entry.id or 0
        assert not are_placed(library, id)
        came = Draft(title=draft.title, text=text_for(drafts))
        library.intake.renew({id: came}, label="fetch {}")
        assert are_placed(library, id)
        library.history.undo()
        assert any(note.highlight for note in library.notes_on(id))


@each
def test_a_highlight_of_a_text_that_is_there_comes_onto_it(
    library: Library, tmp_path: Path, name: str
) -> None:
    drafts = marked(exports(tmp_path)[name])
    for draft in drafts:
        there = Draft(
            title=draft.title, text=text_for(drafts), url=draft.url, source=draft.source
        )
        [known] = library.add([there])
        [entry] = library.add([replace(draft, text="")])
        assert entry.id == known.id
        assert are_placed(library, known.id or 0)
