"""The store is a TinyDB: what its tables promise beyond what any table of TinyDB does."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, cast

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace
from textual.app import App
from tinydb import Query, TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Document, Table

from octavo.library.library import Library
from octavo.model.errors import ArticleNotFound
from octavo.model.tag import Tag, TagEdit
from octavo.storage.codec import fields_of
from octavo.storage.db import DocumentTable
from octavo.storage.errors import LibraryUnwritable, NothingToUndo
from octavo.storage.lazy_table import LazyTable
from octavo.storage.snapshot.json_store import LibraryStorage
from octavo.storage.snapshot.raw_tables import head_of
from octavo.tui.app import Octavo
from tests.library.seeing import on_disk, whole
from tests.making import MORNING, MakeArticle, draft
from tests.tui.app.conftest import Reader

MANY = 20_000

PRIVATE = {"_read_table", "_update_table", "_get_next_id"}
"""What octavo overrides of TinyDB's tables."""

Article = Query()


@pytest.fixture
def articles(library: Library, make_article: MakeArticle) -> Table:
    """The table of a library with three articles."""
    make_article("First", tags="essay")
    make_article("Second", tags="essay korea")
    make_article("Third")
    return library.db.table("articles")


def piece(title: object, **fields: object) -> dict[str, object]:
    """What an article must have."""
    return {"title": title, "added": "2026-03-04T08:00:00Z", **fields}


def text_on(app: App[None]) -> str:
    """What the screen shows."""
    strips = app.screen._compositor.render_strips()
    return "".join(segment.text for strip in strips for segment in strip)


def test_there_is_one_tinydb_with_all_tables(library: Library) -> None:
    db = library.db
    assert isinstance(db, TinyDB)
    assert db is library.db
    assert db.tables() == {"articles", "notes", "queries", "rules", "feeds", "meta"}
    for name in db.tables():
        assert isinstance(db.table(name), DocumentTable)
        assert db.table(name) is db.table(name)
    assert db.table("articles") is library._store.articles


def test_a_table_is_the_same_after_tinydb_has_dropped_it(
    library: Library, articles: Table
) -> None:
    for drop in (library.db.drop_tables, lambda: library.db.drop_table("articles")):
        drop()
        assert library.db.table("articles") is articles
        assert len(articles) == 0


def test_the_default_table_is_that_of_the_articles(library: Library, articles: Table) -> None:
    library.star([2])
    [starred] = library.db.search(where("starred") == True)  # noqa: E712
    assert (starred.doc_id, len(library.db)) == (2, 3)


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


def test_tinydb_still_reads_and_writes_through_what_octavo_overrides() -> None:
    """Pins the private names of TinyDB 4.9; when this fails, look at `storage/db.py`."""
    assert version("tinydb").startswith("4.")
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


def test_nothing_else_of_tinydbs_tables_is_overridden() -> None:
    """But for how one is made; what octavo adds has names that TinyDB does not know."""
    here = {*vars(DocumentTable), *vars(LazyTable)} - {*vars(object), *vars(type)}
    theirs = {name for name in vars(Table) if not name.startswith("__")}
    assert here & theirs == PRIVATE
    assert here.isdisjoint({"__iter__", "__len__", "__repr__"})


async def test_without_the_tables_face_the_app_has_no_articles(
    library: Library, articles: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no other memory that it could read them from."""
    app = Octavo(library)
    async with app.run_test() as pilot:
        await Reader(app, pilot).until(lambda: "Second" in text_on(app))

    def refuse(table: DocumentTable[Any], id: int) -> None:
        raise KeyError(id)

    monkeypatch.setattr(DocumentTable, "__getitem__", refuse)
    with pytest.raises(ArticleNotFound):
        library.articles()
    app = Octavo(library)
    async with app.run_test() as pilot:
        await Reader(app, pilot).settle()
        assert all(title not in text_on(app) for title in ("First", "Second", "Third"))


@contextmanager
def decodes(library: Library) -> Iterator[list[Raw]]:
    """What is decoded of the articles from now on."""
    decoded: list[Raw] = []

    def noting(decode: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def noted(json: Raw) -> object:
            decoded.append(json)
            return decode(json)

        return noted

    table = library._store.articles
    table._decode, table._decode_fields = map(noting, (table._decode, table._decode_fields))
    yield decoded


@pytest.fixture
def large(library: Library) -> Iterator[Library]:
    """A library of 20 000 articles, opened anew."""
    library.add([draft("Piece")])
    library.close()
    storage = LibraryStorage(library.folder / "library.json")
    slices, _ = storage.split()
    fields = msgspec.json.decode(slices["articles"][1])
    slices["articles"] = {
        id: Raw(msgspec.json.encode({**fields, "id": id})) for id in range(1, MANY + 1)
    }
    storage.write_slices(slices, replace(head_of(slices), next_id=MANY + 1))
    with Library(library.folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("act", "at_most"),
    [
        pytest.param(len, 0, id="len"),
        pytest.param(lambda table: table.contains(doc_id=5), 1, id="contains"),
        pytest.param(lambda table: table.get(doc_id=7), 1, id="get"),
        pytest.param(lambda table: table.get(doc_ids=[7, MANY]), 2, id="get two"),
        pytest.param(lambda table: table.search(Article.title == "Z"), MANY, id="search"),
        pytest.param(lambda table: table.search(Article.title == "Piece"), MANY, id="find all"),
        pytest.param(lambda table: table.get(doc_id=MANY + 1), 0, id="get nothing"),
        pytest.param(lambda table: table.update({"words": 7}, doc_ids=[9]), 1, id="update"),
        pytest.param(lambda table: table.remove(doc_ids=[11]), 1, id="remove"),
        pytest.param(lambda table: table.insert(piece("New")), 0, id="insert"),
        pytest.param(lambda table: table.get(Article.title == "Piece"), 1, id="first"),
    ],
)
def test_no_more_is_decoded_than_is_asked_for(
    large: Library, act: Callable[[Table], object], at_most: int
) -> None:
    table = large.db.table("articles")
    with decodes(large) as decoded:
        act(table)
    assert len(decoded) <= at_most


def test_a_search_keeps_nothing_decoded(large: Library) -> None:
    """One of a hundred thousand articles would take as much memory as the app does."""
    table = large._store.articles
    assert table.search(Article.title == "No such") == []
    assert all(isinstance(item, Raw) for item in table._items.values())


SCRIPT = """
import sys
from pathlib import Path

from octavo.library.library import Library
with Library(Path(sys.argv[1])) as library:
    library.star([2])
"""


def test_a_search_is_right_after_another_process_wrote(
    library: Library, articles: Table
) -> None:
    """Also one that was asked before, whose answer TinyDB has kept."""
    starred = where("starred") == True  # noqa: E712
    assert articles.search(starred) == []
    subprocess.run([sys.executable, "-c", SCRIPT, str(library.folder)], check=True)

    assert [document.doc_id for document in articles.search(starred)] == [2]
    assert articles.count(starred) == 1
    found = articles.get(doc_id=2)
    assert found is not None
    assert found["starred"]


def test_each_operation_empties_the_query_cache_of_every_table(
    library: Library, articles: Table
) -> None:
    notes = library.db.table("notes")
    for table in (articles, notes):
        table.search(Article.title == "First")
        assert len(table._query_cache) == 1
    library.star([1])
    assert [len(table._query_cache) for table in (articles, notes)] == [0, 0]


def test_an_answer_that_an_operation_overtook_is_not_kept(
    library: Library, articles: Table
) -> None:
    def starring(value: Mapping[Any, Any]) -> bool:
        if not library.article(3).starred:
            library.star([3])
        return bool(value["starred"])

    articles.search(starring)
    assert [document.doc_id for document in articles.search(starring)] == [3]


def test_an_update_is_an_operation_like_any_other(library: Library, articles: Table) -> None:
    before, sequence = whole(library), library.sequence
    changed = articles.update({"archived": True}, Article.tags.any(["essay"]))

    assert (changed, library.sequence) == ([1, 2], sequence + 1)
    assert [article.title for article in library.articles()] == ["Third"]
    assert library.history.labels()[0] == "change articles by script"
    library.history.undo()
    assert whole(library) == before
    library.history.redo()
    assert library.article(2).archived


def test_an_update_is_durable_before_it_returns(library: Library, articles: Table) -> None:
    articles.update({"starred": True}, doc_ids=[2])
    library._store.close()  # as after a kill
    with Library(library.folder) as again:
        assert again.article(2).starred


def test_another_process_sees_an_update(library: Library, articles: Table) -> None:
    with Library(library.folder) as other:
        articles.update({"starred": True}, doc_ids=[2])
        assert other.follow() == {2}
        assert other.article(2).starred


async def test_the_running_app_shows_what_a_script_changes(
    library: Library, articles: Table
) -> None:
    app = Octavo(library)
    async with app.run_test() as pilot:
        reader = Reader(app, pilot)
        await reader.settle()
        articles.update({"tags": ["seaside"]}, doc_ids=[3])
        await reader.until(lambda: "seaside" in text_on(app))


def test_what_other_commands_took_in_is_told_to_whoever_follows(
    library: Library, articles: Table
) -> None:
    """Any command and any look of TinyDB's takes in what others wrote."""
    with Library(library.folder) as other:
        other.star([2])
        library.archive([1])
        articles.update({"starred": True}, doc_ids=[3])
        assert library.follow() == {2, 3}
        assert library.follow() == frozenset()


def test_an_update_in_place_is_noticed(library: Library, articles: Table) -> None:
    """A function that changes the list of tags that it is given."""
    articles.update(lambda fields: fields["tags"].append("new"), doc_ids=[3])

    assert library.article(3).tags == {"new"}
    assert [count.tag for count in library.tags.counts()] == ["essay", "korea", "new"]


def test_what_was_read_is_the_readers_own(library: Library, articles: Table) -> None:
    before = whole(library)
    for document in articles.all():
        document["tags"].append("mine")
        document["source"]["name"] = "mine"
    assert whole(library) == before
    assert articles.all()[0]["tags"] == ["essay"]


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
    [id] = articles.insert_multiple([piece("Fourth")])

    assert id == 4
    assert library.article(4).added == MORNING
    library.history.undo()
    assert articles.insert(piece("Fifth")) == 5
    assert library.db.table("notes").insert({"text": "", "added": "2026-03-04"}) == 6
    assert library.add([draft("Seventh")])[0].id == 7


def test_even_dropping_all_tables_can_be_undone(library: Library, articles: Table) -> None:
    library.tags.pin([Tag("essay")])
    library.db.table("queries").insert({"name": "sea", "query": "tag:sea"})
    before, pinned = whole(library), library.tags.pinned
    library.db.drop_tables()

    assert (len(library), len(library.db.table("queries"))) == (0, 0)
    assert library.tags.pinned == pinned, "octavo's own documents stay"
    library.history.undo()
    assert whole(library) == before
    assert len(library.db.table("queries")) == 1


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda meta: meta.update({"pinned": []}, doc_ids=[2]), id="update"),
        pytest.param(lambda meta: meta.update({"mine": 1}), id="update all"),
        pytest.param(lambda meta: meta.remove(doc_ids=[1]), id="remove"),
        pytest.param(lambda meta: meta.insert(Document({"a": 1}, doc_id=50)), id="insert"),
        pytest.param(lambda meta: meta.upsert(Document({"a": 1}, doc_id=1)), id="upsert"),
    ],
)
def test_octavos_own_documents_are_read_only(
    library: Library, act: Callable[[Table], object]
) -> None:
    library.tags.pin([Tag("essay")])
    sequence = library.sequence
    with pytest.raises(ValueError, match=r"document \d+ of meta is octavo's own: read-only"):
        act(library.db.table("meta"))
    assert (library.sequence, library.tags.pinned) == (sequence, ("essay",))


def test_documents_of_ones_own_live_in_meta_and_queries(library: Library) -> None:
    for name in ("meta", "queries"):
        table = library.db.table(name)
        id = table.insert({"mine": 1, "list": (1, 2), "gone": True})
        table.update(delete("gone"), doc_ids=[id])
        assert table.get(doc_id=id) == {"mine": 1, "list": [1, 2]}
        library.history.undo()
        assert table.get(doc_id=id) == {"mine": 1, "list": [1, 2], "gone": True}
        library.history.redo()
    library.close()
    with Library(library.folder) as again:
        assert again.db.table("queries").all() == [{"mine": 1, "list": [1, 2]}]
        assert again.db.table("meta").get(Query().mine == 1) == {"mine": 1, "list": [1, 2]}
        again.db.table("meta").truncate()
        again.history.undo()
        assert again.db.table("meta").contains(Query().mine == 1)


def test_feeds_are_a_table_too(library: Library) -> None:
    feeds = library.db.table("feeds")
    id = feeds.insert({"url": "https://tides.example/", "added": "2026-03-04"})
    feeds.update({"title": "Tides"}, doc_ids=[id])

    assert library.feeds[id].title == "Tides"
    library.feeds.retag([id], TagEdit.parse("+sea"))
    [document] = feeds.search(Query().tags.any(["sea"]))
    assert document["title"] == "Tides"
    library.history.undo()
    library.history.undo()
    assert library.feeds[id].title == ""


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        pytest.param({"title": "x"}, "added", id="a field is missing"),
        pytest.param(piece(3), "title", id="a field is of no use"),
        pytest.param(piece("x", mine=1), "no field 'mine'", id="a field is unknown"),
        pytest.param(piece("x", tags=["a,b"]), "tag", id="a tag is none"),
        pytest.param(Document(piece("x"), doc_id=0), "is no id", id="an id is too small"),
        pytest.param(Document(piece("x"), doc_id=2**60), "is no id", id="an id is too big"),
        pytest.param(
            Document(piece("x"), doc_id=cast("int", "9")), "'9' is no id", id="an id is text"
        ),
    ],
)
@pytest.mark.parametrize("beside", [[], [piece("good")]], ids=["alone", "beside a good one"])
def test_what_is_no_article_is_not_inserted(
    library: Library, beside: list[Any], document: dict[str, object], problem: str
) -> None:
    articles = library.db.table("articles")
    before = whole(library)
    with pytest.raises(ValueError, match=problem):
        articles.insert_multiple([*beside, document])
    assert whole(library) == before
    with pytest.raises(NothingToUndo):
        library.history.undo()


def test_an_update_that_fails_halfway_changes_nothing(
    library: Library, articles: Table
) -> None:
    before, sequence = whole(library), library.sequence

    def fail(fields: MutableMapping[Any, Any]) -> None:
        if fields["title"] == "Third":
            raise ZeroDivisionError
        fields["title"] = "Changed"

    with pytest.raises(ZeroDivisionError):
        articles.update(fail)
    assert (whole(library), library.sequence) == (before, sequence)
    articles.update({"starred": True}, doc_ids=[1])
    assert library.article(1).starred


def test_a_disk_that_refuses_leaves_all_as_it_was(
    library: Library, articles: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole(library)

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("octavo.storage.journal.writer._sync", refuse)
        with pytest.raises(LibraryUnwritable, match="nothing was changed: the disk is full"):
            articles.update({"starred": True})
    assert whole(library) == before
    assert articles.count(where("starred") == True) == 0  # noqa: E712
    assert articles.update({"starred": True}, doc_ids=[2]) == [2]
    library.close()
    assert on_disk(library.folder)["articles"]["2"]["starred"]


def test_an_id_that_a_note_has_is_not_taken(library: Library, articles: Table) -> None:
    note = library.db.table("notes").insert({"text": "", "added": "2026-03-04T08:00:00Z"})
    with pytest.raises(ValueError, match="numbered together"):
        articles.insert(Document(piece("x"), doc_id=note))


def test_there_are_no_other_tables(library: Library) -> None:
    with pytest.raises(ValueError, match="feeds, meta here, and no 'mine'"):
        library.db.table("mine")


def test_all_threads_may_use_a_table(library: Library, articles: Table) -> None:
    """Each insert gets an id of its own, and no increment is lost."""
    before, ids = library.article(1).words, []

    def work() -> None:
        for _ in range(20):
            ids.append(articles.insert(piece("New")))
            ids.extend(articles.insert_multiple([piece("New"), piece("New")]))
            articles.update(increment("words"), doc_ids=[1])
            assert articles.count(Article.title == "New") > 0

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(ids)) == 240
    assert articles.count(Article.title == "New") == 240
    assert library.article(1).words == before + 80


def test_a_closing_block_leaves_the_library_open(library: Library, articles: Table) -> None:
    with library.db as db:
        db.table("articles").update({"starred": True}, doc_ids=[1])
    library.archive([2])
    assert articles.search(where("archived") == True)[0].doc_id == 2  # noqa: E712


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
