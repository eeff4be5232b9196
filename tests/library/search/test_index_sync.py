"""Bringing the index up to date, a part at a time."""

import shutil
from pathlib import Path

import pytest

from octavo.index import writer
from octavo.index.folder import IndexUnusable
from octavo.index.writer import SearchIndex
from octavo.library.library import Library
from octavo.library.search import index_sync
from octavo.query import parse
from tests.making import draft


def test_an_index_that_is_made_anew_has_something_to_answer_from_soon(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first part is small, the next twice as large, up to a bound; the newest is first."""
    with Library.create(folder) as library:
        library.add([draft(f"Weir {number}") for number in range(20)])
    shutil.rmtree(folder / "index", ignore_errors=True)
    monkeypatch.setattr(index_sync, "FIRST", 2)
    monkeypatch.setattr(index_sync, "BATCH", 8)
    sizes, found, waiting = [], [], []
    update = SearchIndex.update

    def noted(index: SearchIndex, *args: object, **named: object) -> None:
        update(index, *args, **named)  # type: ignore[arg-type]
        sizes.append(args[3] if len(args) > 3 else 0)
        found.append(len(library.search.find(parse("weir")).ids))
        waiting.append(max(library.search.pending, default=0))

    monkeypatch.setattr(SearchIndex, "update", noted)
    with Library(folder) as library:
        library.search.catch_up()

    assert [size for size in sizes if size] == [2, 4, 8, 6]
    assert waiting[:3] == [20, 18, 14], "what is taken in is pending until the next part"
    assert set(found) == {20}, "what is not in it yet is found all the same"


def test_an_index_that_is_made_anew_goes_on_where_it_broke_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it does for other programs meanwhile; what has changed since is looked at again."""
    with Library.create(folder) as library:
        library.add([draft(f"Weir {n}", f"The weir of {n}.") for n in range(1, 9)])
    shutil.rmtree(folder / "index", ignore_errors=True)
    monkeypatch.setattr(index_sync, "FIRST", 2)
    monkeypatch.setattr(index_sync, "BATCH", 2)
    update, parts = SearchIndex.update, list[int]()

    def breaks(index: SearchIndex, *args: object, **named: object) -> None:
        if len(parts) == 2:
            raise IndexUnusable(folder, "the disk is full")
        parts.append(len(parts))
        update(index, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(SearchIndex, "update", breaks)
    with Library(folder) as library:
        library.search.catch_up()
    monkeypatch.setattr(SearchIndex, "update", update)

    with Library(folder) as library:
        assert library.search.is_behind
        assert library.search.pending == {1, 2, 3, 4}
        library.correct([8], {"title": "Ferry"})
    with Library(folder) as library:
        assert library.search.is_behind
        assert library.search.pending == {1, 2, 3, 4, 8}
        queries = '"the weir"', "title:weir", "ferry", "-ferry weir"
        before = [{*library.search.find(parse(query)).ids} for query in queries]
        library.search.catch_up()
        assert not library.search.pending
        assert before == [{*library.search.find(parse(query)).ids} for query in queries]
        assert before == [{*range(1, 9)}, {*range(1, 8)}, {8}, {*range(1, 8)}]
    with Library(folder) as library:
        assert not library.search.is_behind
        assert not library.search.pending


def test_an_index_that_began_with_few_learns_which_words_are_common(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of the guide does when somebody's own articles come in."""
    monkeypatch.setattr(writer, "FEW", 2)
    library.add([draft("Weir", "The weir and the ferry.")])
    library.search.catch_up()
    few = library.search.sync.index.snapshot
    library.add([draft(f"Ferry {n}", f"The weir and the ferry {n}.") for n in range(5)])
    library.search.catch_up()
    many = library.search.sync.index.snapshot
    assert not few.common
    assert {"weir", "ferry", "the"} <= many.common
    assert {*library.search.find(parse('"the ferry"')).ids} == {1, 2, 3, 4, 5, 6}


def test_an_index_of_texts_with_no_word_in_common_is_made_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "FEW", 2)
    begun: list[SearchIndex] = []
    clear = SearchIndex.clear

    def noted(index: SearchIndex) -> None:
        begun.append(index)
        clear(index)

    monkeypatch.setattr(SearchIndex, "clear", noted)
    words = [f"{chr(97 + n)}lm" for n in range(26)]
    for several in (words[:1], words[1:8], words[8:]):
        library.add([draft(word, f"{word} {word}") for word in several])
        library.search.catch_up()
    assert len(begun) == 1
    assert not library.search.pending
    assert [*library.search.find(parse("zlm")).ids] == [26]


def test_a_corrected_language_and_day_are_those_that_are_found(library: Library) -> None:
    library.add([draft("One", "Haus", language="de"), draft("Two", "Häuser", language="en")])
    library.search.catch_up()
    assert [*library.search.find(parse("haus")).ids] == [1]
    library.correct([2], {"language": "de", "published": "2020-05-01"})
    queries = "haus", "haus lang:de", "-katze published:2020", "haus published:2020 is:unread"
    corrected = [{*library.search.find(parse(query)).ids} for query in queries]
    library.search.catch_up()

    assert corrected == [{*library.search.find(parse(query)).ids} for query in queries]
    assert corrected == [{1, 2}, {1, 2}, {2}, {2}]


@pytest.mark.parametrize("gone", ["*.pos", "*.idx", "*.term", "*.store", "*.fast", "meta.json"])
def test_an_index_of_which_a_part_is_gone_is_begun_anew(folder: Path, gone: str) -> None:
    """Also without the list of its files, by which that would be told before."""
    with Library.create(folder) as library:
        library.add([draft("Weir", "The weir and the ferry.")])
        library.search.catch_up()
    for path in [folder / "index" / "files", *(folder / "index").glob(gone)]:
        path.unlink()
    with Library(folder) as library:
        assert [*library.search.find(parse("ferry")).ids] == [1]
        library.search.catch_up()
        assert [*library.search.find(parse('"the ferry"')).ids] == [1]


def test_no_list_is_made_of_what_is_pending_to_see_whether_anything_is(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a million that takes 80 ms and 65 MB, each few seconds as the index is made."""
    library.add([draft("First"), draft("Second")])

    def ids(_: index_sync.Backlog) -> frozenset[int]:
        raise AssertionError

    monkeypatch.setattr(index_sync.Backlog, "ids", property(ids))
    assert (library.search.lacking, library.is_settled) == (2, False)
    library.search.catch_up()
    assert (library.search.lacking, library.is_settled) == (0, True)
