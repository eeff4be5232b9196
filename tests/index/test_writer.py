"""The index as files: killed, locked, broken, read-only and used by several at once."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from octavo.index.corpus import Searchable
from octavo.index.folder import IndexUnusable
from octavo.index.schema import LAYOUT
from octavo.index.search.tantivy_query import everything
from octavo.index.writer import FEW, SearchIndex
from octavo.query.ast import Word
from octavo.query.predicates import TAGS
from tests.index.world import Room


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the index of a test is."""
    return tmp_path / "index"


def ids(index: SearchIndex) -> set[int]:
    """The articles and notes that an index has."""
    return {*index.snapshot.ids(None, everything())}


def some(count: int, first: int = 1) -> list[Searchable]:
    """So many documents; each has a word of its own and one in many inflections."""
    endings = ("e", "ed", "es", "ing", "ion")
    return [
        Searchable(id, f"Title {id}", "", f"word{id} negotiat{endings[id % 5]}")
        for id in range(first, first + count)
    ]


def test_an_index_keeps_its_words_and_its_sequence(place: Path) -> None:
    SearchIndex.create(place).update(some(3), (), 7)
    index = SearchIndex.open(place)
    assert index.sequence == 7
    assert ids(index) == {1, 2, 3}


def test_the_fields_are_called_as_in_the_indexes_that_there_are(place: Path) -> None:
    """Another name, or another kind of field, needs another `LAYOUT`."""
    SearchIndex.create(place)
    fields = json.loads((place / "meta.json").read_text())["schema"]
    words = [
        "words",
        "title",
        "notes",
        "forms",
        "title_forms",
        "notes_forms",
        "pieces",
        "pairs",
    ]
    numbers = ["id", "bit", "next_bit", "sequence", "mark", "since", "published", "length"]
    names = [*numbers, *words, "signs", "kind", "family"]
    assert (LAYOUT, [field["name"] for field in fields]) == ("20", names)


def test_an_update_replaces_and_drops(place: Path) -> None:
    index = SearchIndex.create(place)
    index.update(some(3), (), 1)
    index.update([Searchable(2, "Other"), Searchable(2, "Another")], [3, 99], 2)
    assert ids(index) == {1, 2}
    room = Room(index)
    room.put("Another", id=2)
    room.pending.clear()
    assert room.find("another") == [2]
    assert room.find("other") == []
    assert room.find("word2") == []


def test_many_documents_go_in_like_few(place: Path) -> None:
    """Also the inflections, which are gathered in another way."""
    index = SearchIndex.create(place)
    index.update(iter(some(FEW * 3)), (), 1)
    index.update(some(FEW * 2, FEW * 2), (), 2)
    room = Room(index)
    for document in some(FEW * 4 - 1):
        room.put(document.title, document.text, id=document.id)
    room.pending.clear()
    assert len(room.find("negotiation")) == FEW * 4 - 1
    assert room.find(f"word{FEW * 4 - 1}") == [FEW * 4 - 1]


def test_an_index_can_be_cleared(place: Path) -> None:
    index = SearchIndex.create(place)
    index.update(some(3), (), 7)
    index.clear()
    assert index.sequence == 0
    assert ids(index) == set()


def test_an_error_among_the_documents_changes_nothing(place: Path) -> None:
    index = SearchIndex.create(place)
    index.update(some(2), (), 1)

    def broken() -> list[Searchable]:
        raise LookupError

    with pytest.raises(LookupError):
        index.update(
            (document for part in (some(1, 5), *map(list, [broken()])) for document in part),
            (),
            2,
        )
    assert index.sequence == 1
    assert ids(index) == {1, 2}
    index.update(some(1, 3), (), 3)
    assert ids(index) == {1, 2, 3}


def test_others_see_a_commit_once_they_reload(place: Path) -> None:
    writer = SearchIndex.create(place)
    reader = SearchIndex.open(place)
    writer.update(some(2), (), 1)
    assert reader.sequence == 0
    assert reader.reload()
    assert not reader.reload()
    assert (reader.sequence, ids(reader)) == (1, {1, 2})


def test_others_follow_when_it_is_made_anew(place: Path) -> None:
    SearchIndex.create(place).update(some(5), (), 9)
    reader = SearchIndex.open(place)
    SearchIndex.create(place).update(some(1), (), 1)
    assert reader.reload()
    assert (reader.sequence, ids(reader)) == (1, {1})
    reader.update(some(1, 2), (), 2)
    assert ids(reader) == {1, 2}


def test_two_cannot_write_at_once(place: Path) -> None:
    """The library keeps them apart; should it ever fail, the index does."""
    index, other = SearchIndex.create(place), SearchIndex.open(place)

    def documents() -> Iterator[Searchable]:
        yield from some(FEW + 1)
        with pytest.raises(IndexUnusable):
            other.update(some(1, 9_000), (), 2)

    index.update(documents(), (), 1)
    assert ids(index) == {*range(1, FEW + 2)}


WRITE = """
import sys
from pathlib import Path
from octavo.index.corpus import Searchable
from octavo.index.writer import SearchIndex
index = SearchIndex.open(Path(sys.argv[1]))
def documents():
    for id in range(1, 100_000):
        if id == 3_000:
            print("writing", flush=True)
        yield Searchable(id, "Title", "", f"some words of number {id} " * 20)
for sequence in range(1, 1_000):
    index.update([Searchable(sequence, "Small")], (), sequence)
    print(sequence, flush=True)
    if sequence == 3:
        index.update(documents(), (), 4)
"""


@pytest.mark.parametrize("said", ["1", "2", "writing"])
def test_a_killed_writer_leaves_what_was_committed(place: Path, said: str) -> None:
    """Whatever it had reached: the sequence fits the documents, and the lock is free."""
    SearchIndex.create(place)
    command = [sys.executable, "-c", WRITE, str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if line.strip() == said:
                process.kill()
                break
    index = SearchIndex.open(place)
    reached = index.sequence
    assert reached >= (int(said) if said.isdigit() else 3)
    assert {*range(1, reached + 1)} <= ids(index)
    index.update(some(1, 500_000), (), reached + 1)
    assert 500_000 in ids(index)


def _unstamped(place: Path) -> None:
    (place / "layout").unlink()


def _of_another_version(place: Path) -> None:
    (place / "layout").write_text("0")


def _cut(place: Path) -> None:
    for path in place.glob("*.idx"):
        path.write_bytes(path.read_bytes()[:20])


def _scrambled(place: Path) -> None:
    for path in place.iterdir():
        if path.suffix in (".term", ".idx", ".fast", ".json"):
            path.write_bytes(bytes(byte ^ 90 for byte in path.read_bytes()))


def _half_gone(place: Path) -> None:
    for path in place.glob("*.term"):
        path.unlink()


def _all_gone(place: Path) -> None:
    for path in place.iterdir():
        path.unlink()


BREAKAGES = (_unstamped, _of_another_version, _cut, _scrambled, _half_gone, _all_gone)


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda each: each.__name__.strip("_"))
def test_a_broken_index_says_so_and_can_be_made_anew(
    place: Path, breakage: Callable[[Path], None]
) -> None:
    SearchIndex.create(place).update(some(3), (), 1)
    breakage(place)
    with pytest.raises(IndexUnusable):
        SearchIndex.open(place)
    index = SearchIndex.create(place)
    index.update(some(1), (), 1)
    assert ids(SearchIndex.open(place)) == {1}


def test_what_is_no_folder_cannot_be_used(place: Path) -> None:
    with pytest.raises(IndexUnusable):
        SearchIndex.open(place)
    place.write_text("a file")
    with pytest.raises(IndexUnusable):
        SearchIndex.create(place)


def test_a_folder_that_cannot_be_written_can_be_searched(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root may write anywhere, the folder is only said to be read-only."""
    writer = SearchIndex.create(place)
    writer.update(some(2), (), 1)
    before = sorted(path.name for path in place.iterdir())
    monkeypatch.setattr(os, "access", lambda *_: False)
    index = SearchIndex.open(place)
    assert ids(index) == {1, 2}
    with pytest.raises(IndexUnusable):
        index.update(some(1, 3), (), 2)
    assert sorted(path.name for path in place.iterdir()) == before
    writer.update(some(1, 3), (), 2)
    assert index.reload()
    assert ids(index) == {1, 2, 3}
    index.close()


def test_threads_search_while_one_updates(place: Path) -> None:
    """Each answer is of one committed state."""
    room = Room(SearchIndex.create(place))
    for id in range(1, 51):
        room.put("Sea", "the whale", id=id)
    room.catch_up()
    wrong: list[int] = []

    def search() -> None:
        for _ in range(60):
            if (found := len(room.find("whales"))) != 50:
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for sequence in range(2, 12):
        room.index.update(room.searchables(range(1, 51)), (), sequence)
    for thread in threads:
        thread.join()
    assert not wrong
    assert room.index.sequence == 11


def test_what_is_known_of_an_index_is_not_of_what_another_process_made_of_it(
    place: Path,
) -> None:
    with closing(SearchIndex.create(place)) as ours:
        room = Room(ours)
        for text in ("whale", "whale", "shark"):
            room.put("", text, tags="sea")
        room.catch_up()
        room.columns.make({TAGS})
        assert room.find("-whale tag:sea") == [3]
        room.texts |= {1: "shark", 3: "whale"}
        with closing(SearchIndex.open(place)) as theirs:
            theirs.update(room.searchables([1, 3]), (), 2)
        ours.reload()
        assert room.find("-whale tag:sea") == [1]


def test_what_is_known_of_an_index_stays_known_as_it_takes_in_more(place: Path) -> None:
    with closing(SearchIndex.create(place)) as index:
        room = Room(index)
        for _ in range(3):
            room.put("", "whale", tags="sea")
        room.catch_up()
        room.columns.make({TAGS})
        assert room.find("-whale tag:sea") == []
        room.put("", "shark", tags="sea", id=2)
        room.put("", "whale", tags="sea")
        room.drop(1)
        room.catch_up()
        found = index.snapshot.sets.get(Word("whale"))
        assert found
        assert [[*ids] for ids in found] == [[1, 2, 3], [1, 2, 4]]
        assert room.find("-whale tag:sea") == [2]
