"""A text about a river, and passages of it."""

import pytest

from octavo.library.library import Library
from octavo.model.note import Note
from tests.making import draft
from tests.tui.controllers.conftest import Desk

TEXT = """# A river

The river runs to the sea. It is long.

- a bridge
- a ferry
"""


@pytest.fixture
def river(library: Library, desk: Desk) -> Desk:
    """A text about a river is read."""
    library.add([draft("River", TEXT, url="https://site.example/river")])
    desk.start()
    desk.of.reading.read()
    return desk


def notes(desk: Desk) -> list[Note]:
    """What is on the article that is read."""
    assert desk.of.reading.id is not None
    return desk.library.notes_on(desk.of.reading.id)


def quoted(desk: Desk) -> list[str]:
    """The words of the highlights."""
    return [note.highlight.exact for note in notes(desk) if note.highlight]


def over(desk: Desk, words: str) -> None:
    """Have the caret go over some words."""
    desk.of.caret.begin()
    while not desk.text.text.startswith(words, at(desk)[0]):
        desk.of.caret.by_character(1)
    desk.of.caret.toggle_passage()
    end = at(desk)[0] + len(words)
    while at(desk)[1] < end:
        desk.of.caret.by_character(1)


def at(desk: Desk) -> tuple[int, int]:
    """The range that the caret stands on."""
    assert desk.text.caret
    return desk.text.caret.at
