"""The index of an open library, whatever happens to its files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.model.query import parse
from tests.making import MakeArticle


@pytest.fixture
def indexed(library: Library, make_article: MakeArticle) -> Library:
    for title in ("Tea in the morning", "Tea at noon", "Coffee"):
        make_article(title)
    library.search.catch_up()
    return library


def scrambled(index: Path) -> None:
    """Other bytes in the same files, which are open."""
    for file in index.glob("*.*"):
        if len(file.stem) == 32:
            with file.open("r+b") as part:
                part.write(b"\xff" * file.stat().st_size)


ASKED = [
    pytest.param(lambda search: set(search.find(parse("tea")).ids), {1, 2}, id="found"),
    pytest.param(lambda search: search.nearest(parse("tea soup")).total, 2, id="nearest"),
]


@pytest.mark.parametrize(("ask", "expected"), ASKED)
def test_an_index_that_breaks_while_it_is_open_is_made_anew(
    indexed: Library, ask: Callable[[object], object], expected: object
) -> None:
    assert not indexed.search.pending
    scrambled(indexed.folder / "index")
    assert ask(indexed.search) == expected
    indexed.search.catch_up()
    assert not indexed.search.pending
    assert ask(indexed.search) == expected


def test_an_index_made_anew_holds_all_and_nothing_twice(indexed: Library) -> None:
    for _ in range(2):
        indexed.search.rebuild()
        assert set(indexed.search.find(parse("tea")).ids) == {1, 2}
        assert not indexed.search.pending
    assert indexed.search.index.snapshot.frequency("words", "tea") == 2
