"""Which part of the library a query looks through."""

import pytest

from octavo.query import parse
from octavo.query.ast import parts_of, place_of
from octavo.query.predicates import scope_of
from tests.query.world import NOON, Item, article, fits, note

WORLD: dict[str, Item] = {
    "kept": article(id=1),
    "archived": article(id=2, archived=True),
    "deleted": article(id=3, deleted=NOON),
    "archived and deleted": article(id=4, archived=True, deleted=NOON),
    "note": note(id=5),
    "deleted note": note(id=6, deleted=NOON),
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["kept"], id="nothing asked"),
        pytest.param("sort:title", ["kept"], id="an order asks for nothing"),
        pytest.param("korea", ["kept", "archived"], id="anything asked"),
        pytest.param("-draft", ["kept", "archived"], id="anything left out"),
        pytest.param("is:archived", ["kept", "archived"], id="a flag opens nothing"),
        pytest.param("in:archive", ["archived"], id="the archive"),
        pytest.param("-in:archive", ["kept"], id="without the archive"),
        pytest.param("korea -in:archive", ["kept"], id="a word without the archive"),
        pytest.param(
            "in:trash", ["deleted", "archived and deleted", "deleted note"], id="the trash"
        ),
        pytest.param("-in:trash", ["kept", "archived"], id="without the trash"),
        pytest.param("in:trash in:archive", ["archived and deleted"], id="both"),
        pytest.param("in:trash -in:archive", ["deleted", "deleted note"], id="one without"),
        pytest.param("in:notes", ["note"], id="the notes"),
        pytest.param("in:notes in:trash", ["deleted note"], id="notes in the trash"),
        pytest.param("in:notes in:archive", [], id="notes are never archived"),
        pytest.param("-in:notes", ["kept", "archived"], id="without the notes"),
        pytest.param("in:all", list(WORLD), id="everything"),
        pytest.param("in:all -in:trash", ["kept", "archived", "note"], id="all that is kept"),
        pytest.param("in:all in:notes", ["note", "deleted note"], id="all notes"),
    ],
)
def test_looks_through(query: str, found: list[str]) -> None:
    asked = parse(query)
    places = [node for node in parts_of(asked.where) if place_of(getattr(node, "node", node))]

    assert [
        name for name, item in WORLD.items() if fits(item, *scope_of(asked), *places)
    ] == found
