"""A table whose ids and documents are had when they are asked for is as one that has them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.operation import Change, Fields
from octavo.model.tag import Tag, TagEdit
from octavo.storage.codec import ArticleIdentity
from octavo.storage.db import MANY, DocumentTable
from octavo.storage.lazy_table import LazyTable, Waiting
from octavo.storage.snapshot.raw_tables import LazyDocuments
from octavo.storage.store import Limits
from tests.making import draft


def _change(table: DocumentTable[Article], id: int) -> None:
    if found := table.find(id):
        table.put(id, found)


def _wait(table: DocumentTable[Article], id: int) -> None:
    """Have something set that need not be looked at."""
    if id in table:
        table.put(id, Waiting({"title": f"{table.touched_in(frozenset())}", "tags": ["späte"]}))
        table.touch(Change("articles", id, {"title": ""}, {"title": ""}), id)


def _came(id: int) -> Article:
    return Article(id=id, title="Came", added=datetime(2026, 1, 1, tzinfo=UTC))


Ask = Callable[[DocumentTable[Article], int], object]

_ASKED: dict[str, Ask] = {
    "one": lambda table, id: (found := table.find(id)) and found.title,
    "there": lambda table, id: id in table and id in table.by_id,
    "got": lambda table, id: (found := table.by_id.get(id)) and found.title,
    "count": lambda table, _: len(table.by_id),
    "raw": lambda table, id: table.raw(id) is not None or id in table,
    "all": lambda table, _: [*table.by_id],
    "signs": lambda table, _: [(id, marks.title) for id, marks in table.scan(ArticleIdentity)],
    "part": lambda table, _: [(id, part.title) for id, part in table.partly({"title"})],
    "fields": lambda table, _: [(id, fields()) for id, fields in table.fields()],
    "away": lambda table, id: table.put(id, None),
    "changed": _change,
    "came": lambda table, id: table.put(id, _came(id)) if id else None,
    "waiting": _wait,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lazy") / "library"
    with Library.create(folder) as library:
        library.add([draft(f"T{number}") for number in range(6)])
        library.search.catch_up()
    with Library(folder):  # by which it is written where each of them is
        pass
    return folder


@given(st.lists(st.tuples(st.sampled_from([*_ASKED]), st.integers(0, 9)), max_size=12))
def test_what_is_asked_in_any_order_is_as_it_was(
    folder: Path, acts: list[tuple[str, int]]
) -> None:
    with Library(folder) as library, Library(folder) as other:
        lazy, eager = library.db.articles, other.db.articles
        assert lazy._unentered is not None
        other.db.decode()
        for act, id in acts:
            assert _ASKED[act](lazy, id) == _ASKED[act](eager, id)
        assert [*lazy.items()] == [*eager.items()]


@pytest.mark.parametrize("act", ["one", "there", "got", "count", "signs", "part", "came"])
def test_nothing_is_made_of_all_ids(folder: Path, act: str) -> None:
    """Of a million ids that takes 100 MB, and every key waits for it."""
    with Library(folder) as library:
        for id in (1, 9):
            _ASKED[act](library.db.articles, id)
        assert library.db.articles._unentered is not None


def test_what_came_back_while_a_file_was_written_without_it_is_counted() -> None:
    written = _Written({id: Raw(b'{"name":"%d"}' % id) for id in (1, 2, 4)})
    table = LazyTable[Fields](Path(), "queries")
    table.unused.reserve(4)
    table.load(written)
    table.touch(Change("queries", 3, None, {"name": "3"}), 8)
    table.put(3, {"name": "3"})
    table.unload(written, 7, 4)
    assert (table.length(), table.held()) == (4, 1)
    assert sorted(table.ids()) == [1, 2, 3, 4]
    assert table[3] == {"name": "3"}


def test_tags_stay_with_their_articles_after_one_came_back_from_the_trash(
    tmp_path: Path,
) -> None:
    limits, folder = Limits(decoded_at_once=0), tmp_path / "library"
    with Library.create(folder, limits=limits) as library:
        library.add([draft(f"T{n}", tags=f"t{n}") for n in range(1, MANY + 9)])
        library.search.catch_up()
    with Library(folder, limits=limits) as library:
        library.delete([3])
        library.empty_trash()
    with Library(folder, limits=limits) as library:
        library.history.undo()
        library.history.undo()
    with Library(folder, limits=limits):  # writes it behind the others
        pass
    with Library(folder, limits=limits) as library:
        library.retag(range(1, MANY + 8), TagEdit.parse("+new"))
        tags = {article.title.lower(): article.tags for article in library.articles()}
    assert tags.pop(last := f"t{MANY + 8}") == {Tag(last)}
    assert tags == {title: {Tag(title), Tag("new")} for title in tags}


@given(st.permutations(range(1, 9)), st.sets(st.integers(1, 10)), st.sets(st.integers(1, 8)))
def test_each_document_is_told_with_its_own_id_in_any_order_of_the_file(
    order: list[int], asked: set[int], known: set[int]
) -> None:
    """What comes back out of the trash stands at the end of the file."""
    table = LazyTable[Article](Path(), "articles")
    table.unused.reserve(8)
    added = "2026-01-01T00:00:00Z"
    table.load(
        _Written(
            {
                id: Raw(msgspec.json.encode({"id": id, "title": f"T{id}", "added": added}))
                for id in order
            }
        )
    )
    assert [table[id].title for id in known] == [f"T{id}" for id in known]
    parts = {id: part.title for id, part in table.partly({"title"}, asked)}
    assert parts == {id: f"T{id}" for id in asked & {*order}}


class _Written(LazyDocuments):
    """The documents of a file."""

    def __init__(self, documents: Mapping[int, Raw]) -> None:
        self._documents = documents

    def __getitem__(self, id: int) -> Raw:
        return self._documents[id]

    def __iter__(self) -> Iterator[int]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def batches(self) -> Iterator[tuple[Sequence[int], bytes]]:
        yield [*self._documents], msgspec.json.encode(self._documents)
