"""The library as TinyDB: its live tables, and what octavo takes from TinyDB's inside."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import Query, TinyDB
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Document, Table

from octavo.library.library import Library
from octavo.model.tag import TagEdit
from octavo.storage.codec import fields_of
from octavo.storage.db import DocumentTable
from octavo.storage.errors import NothingToUndo
from tests.library.seeing import on_disk, whole
from tests.making import MORNING, MakeArticle, draft

Article = Query()


def test_tinydb_still_reads_and_writes_through_what_octavo_overrides() -> None:
    """Pins the private names of TinyDB 4.9; when this fails, look at `library/table.py`."""
    assert version("tinydb").startswith("4.")
    for name in ("_read_table", "_update_table", "_get_next_id"):
        assert name in vars(Table), f"TinyDB has no Table.{name} any more"
        assert name in vars(DocumentTable)

    table = Watched(TinyDB(storage=MemoryStorage).storage, "watched")
    for act, expected in (
        (lambda: table.insert({"a": 1}), {"number", "update", "read"}),
        (lambda: table.update({"a": 2}, Query().a == 1), {"update"}),
        (lambda: len(table.all()), {"read"}),
        (lambda: len(table.search(Query().a == 2)), {"read"}),
        (lambda: table.contains(doc_id=1), {"read"}),
        (lambda: len(table), {"read"}),
        (lambda: table.remove(doc_ids=[1]), {"update"}),
        (table.truncate, {"update"}),
    ):
        table.asked.clear()
        act()
        assert table.asked == expected


class Watched(Table):
    """A table that tells which of its private methods were asked."""

    def __init__(self, storage: Storage, name: str) -> None:
        super().__init__(storage, name)
        self.asked: set[str] = set()

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        self.asked.add("read")
        return super()._read_table()

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        self.asked.add("update")
        super()._update_table(updater)

    def _get_next_id(self) -> int:
        self.asked.add("number")
        return int(super()._get_next_id())  # type: ignore[no-untyped-call]  # TinyDB's own


@pytest.fixture
def articles(library: Library, make_article: MakeArticle) -> Table:
    """The live table of a library with three articles."""
    make_article("First", tags="essay")
    make_article("Second", tags="essay korea")
    make_article("Third")
    return library.db.table("articles")


def test_a_query_finds_what_tinydb_finds(library: Library, articles: Table) -> None:
    found = articles.search(Article.tags.any(["korea"]))

    assert [document["title"] for document in found] == ["Second"]
    assert found[0].doc_id == 2
    third = articles.get(Article.title == "Third")
    assert third is not None
    assert third["tags"] == []
    assert articles.contains(doc_id=3)
    assert len(articles) == 3


def test_a_live_table_sees_what_the_library_does(library: Library, articles: Table) -> None:
    """No answer is kept for the next time."""
    assert articles.count(Article.starred == True) == 0  # noqa: E712
    library.star([2])
    assert articles.count(Article.starred == True) == 1  # noqa: E712


def test_an_update_can_be_undone(library: Library, articles: Table) -> None:
    before = whole(library)
    changed = articles.update({"archived": True}, Article.tags.any(["essay"]))

    assert changed == [1, 2]
    assert library.article(2).archived
    assert [article.title for article in library.articles()] == ["Third"]
    assert library.history.labels()[0] == "change articles by script"
    library.history.undo()
    assert whole(library) == before


def test_an_update_in_place_is_noticed(library: Library, articles: Table) -> None:
    """A function that changes the list of tags that it is given."""
    articles.update(lambda fields: fields["tags"].append("new"), doc_ids=[3])

    assert library.article(3).tags == {"new"}
    assert [count.tag for count in library.tags.counts()] == ["essay", "korea", "new"]


def test_a_field_taken_away_is_as_if_never_set(library: Library, articles: Table) -> None:
    library.star([1])
    articles.update(delete("starred"), doc_ids=[1])

    assert not library.article(1).starred


def test_a_time_without_a_zone_is_taken_for_utc(library: Library, articles: Table) -> None:
    articles.update({"published": "2020-01-01T08:00:00"}, doc_ids=[2])

    assert library.article(2).published == datetime(2020, 1, 1, 8, tzinfo=UTC)


def test_a_field_is_counted_up(library: Library, articles: Table) -> None:
    before = library.article(1).words
    articles.update(increment("words"), doc_ids=[1])

    assert library.article(1).words == before + 1


def test_an_inserted_article_gets_an_id_that_nothing_ever_had(
    library: Library, articles: Table
) -> None:
    library.delete([3])
    library.empty_trash()
    [id] = articles.insert_multiple([{"title": "Fourth", "added": "2026-03-04T08:00:00Z"}])

    assert id == 4
    assert library.article(4).added == MORNING
    library.history.undo()
    assert articles.insert({"title": "Fifth", "added": "2026-03-04T08:00:00Z"}) == 5


def test_removing_can_be_undone(library: Library, articles: Table) -> None:
    before = whole(library)
    assert articles.remove(doc_ids=[1, 3]) == [1, 3]
    assert list(library.search.articles) == [2]
    library.history.undo()
    assert whole(library) == before


def test_even_dropping_all_tables_can_be_undone(library: Library, articles: Table) -> None:
    before = whole(library)
    library.db.drop_tables()
    assert len(library) == 0
    library.history.undo()
    assert whole(library) == before


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param({"title": "x"}, "added", id="a field is missing"),
        pytest.param(
            {"title": 3, "added": "2026-03-04T08:00:00Z"}, "title", id="a field is of no use"
        ),
        pytest.param(
            {"title": "x", "added": "2026-03-04T08:00:00Z", "mine": 1},
            "no field 'mine'",
            id="a field is unknown",
        ),
        pytest.param(
            {"title": "x", "added": "2026-03-04T08:00:00Z", "tags": ["a,b"]},
            "tag",
            id="a tag is none",
        ),
    ],
)
def test_what_is_no_article_is_not_inserted(
    library: Library, articles: Table, document: dict[str, object], problem: str
) -> None:
    before = whole(library)
    with pytest.raises(ValueError, match=problem):
        articles.insert(document)
    assert whole(library) == before
    with pytest.raises(NothingToUndo):
        library.history.redo()


def test_an_id_that_a_note_has_is_not_taken(library: Library, articles: Table) -> None:
    [note] = library.search.notes or [library.db.table("notes").insert(_note())]
    with pytest.raises(ValueError, match="numbered together"):
        articles.insert(Document({"title": "x", "added": "2026-03-04T08:00:00Z"}, doc_id=note))


def test_there_are_no_other_tables(library: Library) -> None:
    with pytest.raises(
        ValueError, match="articles, notes, queries, feeds, meta here, and no 'mine'"
    ):
        library.db.table("mine")


VALUES = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["A", "B", "C"]),
        "starred": st.booleans(),
        "words": st.integers(0, 5),
    }
)

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), VALUES),
        st.tuples(st.just("update"), VALUES, st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.tuples(st.just("upsert"), VALUES, st.integers(0, 5)),
    ),
    max_size=8,
)


@given(changes=CHANGES)
def test_a_live_table_does_what_tinydbs_own_does(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[Any, ...]]
) -> None:
    """The same changes to both, and both hold the same."""
    folder = tmp_path_factory.mktemp("live") / "library"
    stock = TinyDB(storage=MemoryStorage).table("articles")
    with Library.create(folder) as library:
        live = library.db.table("articles")
        for table in (live, stock):
            for change in changes:
                _apply(table, change)
        fields = ("title", "starred", "words")
        assert [{f: d[f] for f in fields} for d in live.all()] == [
            {f: d[f] for f in fields} for d in stock.all()
        ]
        for _ in library.history.labels():
            library.history.undo()
        assert len(live) == 0


def test_plain_tinydb_reads_the_closed_library(
    library: Library, make_article: MakeArticle
) -> None:
    make_article("First", tags="essay korea")
    library.retag([1], TagEdit.parse("-korea +Zeit"))
    expected = fields_of(library.article(1))
    library.close()

    with TinyDB(library.folder / "library.json") as db:
        [document] = db.table("articles").all()
    assert dict(document) == expected
    with TinyDB(library.folder / "texts" / "0001.json") as db:
        text = db.table("texts").get(doc_id=1)
    assert text == {"text": "What First has to say fits into one line."}
    assert on_disk(library.folder)["articles"] == {"1": expected}


def _apply(table: Table, change: tuple[Any, ...]) -> None:
    match change:
        case ("insert", values):
            table.insert({**values, "added": "2026-03-04T08:00:00Z"})
        case ("update", values, words):
            table.update(values, Query().words == words)
        case ("remove", words):
            table.remove(Query().words == words)
        case ("upsert", values, words):
            table.upsert({**values, "added": "2026-03-04T08:00:00Z"}, Query().words == words)


def _note() -> dict[str, object]:
    return {"text": "On everything", "added": "2026-03-04T08:00:00Z"}


def test_a_draft_and_a_script_number_alike(library: Library, articles: Table) -> None:
    [entry] = library.add([draft("Fourth")])
    assert entry.id == 4
    assert articles.insert({"title": "Fifth", "added": "2026-03-04T08:00:00Z"}) == 5
