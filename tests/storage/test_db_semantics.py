"""What the tables of TinyDB do, by its documentation, and octavo's do as well.

Every story is told of TinyDB's own table, of a table of an open library, and of one of a
library whose app is running. Octavo differs in what is said in `test_db.py`: documents
need the fields of an article, an id is never given twice, and articles and notes share theirs.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tinydb import Query, TinyDB, where
from tinydb.operations import add, decrement, increment, set, subtract
from tinydb.queries import QueryLike
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from octavo.library.library import Library
from octavo.tui.app import Octavo
from tests.making import examples
from tests.tui.app.conftest import Reader

Story = Callable[[TinyDB], None]

STORIES: list[Story] = []

Piece = Query()


def story(told: Story) -> Story:
    """Of an empty table of a TinyDB."""
    STORIES.append(told)
    return told


def piece(title: str, words: int = 0, *tags: str) -> dict[str, Any]:
    """A document that is an article too."""
    return {"title": title, "added": "2026-03-04T08:00:00Z", "words": words, "tags": list(tags)}


def filled(db: TinyDB) -> tuple[Table, list[int]]:
    """A table of three documents, and their ids."""
    table = db.table("articles")
    pieces = [piece("A", 1, "sea"), piece("B", 2, "sea", "sky"), piece("C", 3)]
    return table, table.insert_multiple(pieces)


def titles(documents: object) -> list[str]:
    assert isinstance(documents, list)
    return [document["title"] for document in documents]


def got(document: object) -> Document:
    """One document that is there."""
    assert isinstance(document, Document)
    return document


@story
def test_insert_returns_the_id_of_a_new_document(db: TinyDB) -> None:
    table = db.table("articles")
    first, second = table.insert(piece("A", 7)), table.insert(piece("B"))
    assert second == first + 1
    found = got(table.get(doc_id=first))
    assert (found.doc_id, found["title"], found["words"]) == (first, "A", 7)


@story
def test_insert_takes_a_mapping_of_any_kind_and_nothing_else(db: TinyDB) -> None:
    class Own(Mapping[str, object]):
        def __getitem__(self, key: str) -> object:
            return piece("Own")[key]

        def __iter__(self) -> Iterator[str]:
            return iter(piece("Own"))

        def __len__(self) -> int:
            return len(piece("Own"))

    table = db.table("articles")
    assert got(table.get(doc_id=table.insert(Own())))["title"] == "Own"
    with pytest.raises(ValueError, match="not a Mapping"):
        table.insert(cast("Any", [piece("A")]))
    assert len(table) == 1


@story
def test_insert_keeps_the_id_of_a_document(db: TinyDB) -> None:
    table, ids = filled(db)
    own = ids[-1] + 1_000
    assert table.insert(Document(piece("Own"), doc_id=own)) == own
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document(piece("Again"), doc_id=own))
    assert table.insert(piece("Next")) == own + 1
    assert titles(table.all()) == ["A", "B", "C", "Own", "Next"]


@story
def test_insert_multiple_takes_any_iterable(db: TinyDB) -> None:
    table = db.table("articles")
    ids = table.insert_multiple(piece(title) for title in "ABC")
    assert ids == list(range(ids[0], ids[0] + 3))
    own = ids[-1] + 10
    assert table.insert_multiple([Document(piece("D"), doc_id=own)]) == [own]
    assert table.insert_multiple([]) == []
    assert titles(table.all()) == ["A", "B", "C", "D"]


@story
def test_insert_multiple_puts_in_all_or_nothing(db: TinyDB) -> None:
    table, ids = filled(db)
    wrong: list[Any] = [piece("D"), Document(piece("E"), doc_id=ids[0])]
    with pytest.raises(ValueError, match="already exists"):
        table.insert_multiple(wrong)
    with pytest.raises(ValueError, match="not a Mapping"):
        table.insert_multiple([piece("D"), cast("Any", 7)])
    assert titles(table.all()) == ["A", "B", "C"]


@story
def test_all_and_iteration_give_documents_in_their_order(db: TinyDB) -> None:
    table, ids = filled(db)
    assert [document.doc_id for document in table.all()] == ids
    assert titles(list(table)) == titles(table.all()) == ["A", "B", "C"]
    assert len(table) == 3
    assert table
    table.truncate()
    assert (table.all(), list(table), len(table), bool(table)) == ([], [], 0, False)


@story
def test_what_was_read_does_not_write(db: TinyDB) -> None:
    table, ids = filled(db)
    for document in (table.all()[0], got(table.get(doc_id=ids[0])), next(iter(table))):
        document["title"] = "Mine"
    assert titles(table.all()) == ["A", "B", "C"]


@story
def test_the_table_may_change_while_it_is_iterated_over(db: TinyDB) -> None:
    table, ids = filled(db)
    for document in table:
        table.update({"words": 9}, doc_ids=[document.doc_id])
        table.remove(doc_ids=[ids[2]])
    assert [document["words"] for document in table] == [9, 9]


@story
def test_search_by_all_that_queries_can_say(db: TinyDB) -> None:
    table, _ = filled(db)
    for condition, expected in (
        (Piece.title == "B", "B"),
        (Piece.title != "B", "AC"),
        (where("words") > 1, "BC"),
        ((where("words") >= 2) & (where("words") <= 2), "B"),
        ((Piece.title == "A") | (Piece.words == 3), "AC"),
        (~(Piece.title == "A"), "BC"),
        (Piece.title.exists(), "ABC"),
        (Piece.nothing.exists(), ""),
        (Piece.title.matches("[AB]"), "AB"),
        (Piece.title.search("C"), "C"),
        (Piece.words.test(lambda words: words % 2 == 1), "AC"),
        (Piece.tags.any(["sky", "land"]), "B"),
        (Piece.tags.all(["sea", "sky"]), "B"),
        (Piece.title.one_of(["A", "C"]), "AC"),
        (Piece.fragment({"title": "A", "words": 1}), "A"),
        (Piece.tags.map(len) == 2, "B"),
        (Piece["title"] == "A", "A"),
        (Piece.noop(), "ABC"),
    ):
        assert titles(table.search(condition)) == list(expected), condition
        assert table.count(condition) == len(expected)
        assert table.contains(condition) is bool(expected)
        first = table.get(condition)
        assert (got(first)["title"] if expected else first) == (expected[:1] or None)


@story
def test_get_by_ids(db: TinyDB) -> None:
    table, ids = filled(db)
    assert got(table.get(doc_id=ids[1]))["title"] == "B"
    assert table.get(doc_id=ids[2] + 1) is None
    assert titles(table.get(doc_ids=[ids[2], ids[0], 10**9])) == ["A", "C"]
    assert table.contains(doc_id=ids[0])
    assert not table.contains(doc_id=0)
    for ask in (table.get, table.contains):
        with pytest.raises(RuntimeError):
            ask()


@story
def test_search_keeps_what_it_found_until_something_changes(db: TinyDB) -> None:
    table, ids = filled(db)
    asked = []

    def is_large(words: int) -> bool:
        asked.append(words)
        return words > 1

    condition = Piece.words.test(is_large)
    changes: list[Callable[[], object]] = [
        lambda: table.insert(piece("D", 4)),
        lambda: table.insert_multiple([piece("E", 5)]),
        lambda: table.update({"words": 0}, doc_ids=[ids[1]]),
        lambda: table.update_multiple([({"words": 6}, Piece.title == "A")]),
        lambda: table.upsert(piece("F", 7), Piece.title == "F"),
        lambda: table.remove(Piece.title == "C"),
        table.clear_cache,
        table.truncate,
    ]
    for change in changes:
        found = table.search(condition)
        times = len(asked)
        assert table.search(condition) == found
        assert len(asked) == times, "it was kept"
        found.clear()
        change()
        assert table.search(condition) == [d for d in table if d["words"] > 1]
        assert len(asked) > times or len(table) == 0, "it was looked for again"


@story
def test_a_condition_that_cannot_be_kept_is_always_looked_for(db: TinyDB) -> None:
    table, _ = filled(db)
    times: list[object] = []

    def length(tags: list[str]) -> int:
        times.append(tags)
        return len(tags)

    condition = Piece.tags.map(length) == 1
    assert not condition.is_cacheable()
    assert titles(table.search(condition)) == titles(table.search(condition)) == ["A"]
    assert len(times) == 6


@story
def test_update_sets_fields(db: TinyDB) -> None:
    table, ids = filled(db)
    assert table.update({"words": 5}, Piece.tags.any(["sea"])) == ids[:2]
    assert [document["words"] for document in table] == [5, 5, 3]
    assert table.update({"words": 6}, doc_ids=[ids[2], 10**9]) == [ids[2]]
    assert table.update({"language": "ko"}) == ids
    assert table.count(Piece.language == "ko") == 3
    assert table.update({"words": 1}, Piece.title == "Z") == []
    assert table.update({"words": 1}, doc_ids=iter([ids[0]])) == [ids[0]]


@story
def test_update_by_a_function_and_by_operations(db: TinyDB) -> None:
    table, ids = filled(db)

    def shout(document: MutableMapping[Any, Any]) -> None:
        document["title"] = document["title"] * 2
        document["tags"].append("loud")

    table.update(shout, doc_ids=[ids[0]])
    assert got(table.get(doc_id=ids[0]))["title"] == "AA"
    assert table.contains(Piece.tags.any(["loud"]))
    for operation, expected in (
        (increment("words"), 3),
        (decrement("words"), 2),
        (add("words", 10), 12),
        (subtract("words", 2), 10),
        (set("words", 7), 7),
    ):
        table.update(operation, Piece.title.matches("B"))
        assert got(table.get(doc_id=ids[1]))["words"] == expected


@story
def test_a_function_may_keep_a_document_and_change_it_later(db: TinyDB) -> None:
    table, _ = filled(db)
    before: list[MutableMapping[Any, Any]] = []

    def chain(document: MutableMapping[Any, Any]) -> None:
        if before:
            before[-1]["words"] = document["words"] * 10
        before.append(document)

    table.update(chain)
    assert [document["words"] for document in table] == [20, 30, 3]


@story
def test_update_that_fails_changes_nothing(db: TinyDB) -> None:
    table, _ = filled(db)

    def fail(document: MutableMapping[Any, Any]) -> None:
        if document["title"] == "C":
            raise KeyError("no")
        document["title"] = "Changed"

    with pytest.raises(KeyError):
        table.update(fail, Piece.title == "C")
    assert titles(table.all()) == ["A", "B", "C"]


@story
def test_update_multiple_does_several_at_once(db: TinyDB) -> None:
    table, ids = filled(db)
    updated = table.update_multiple(
        [({"words": 7}, Piece.title == "A"), (increment("words"), Piece.words == 7)]
    )
    assert updated == [ids[0], ids[0]]
    assert [document["words"] for document in table] == [8, 2, 3]
    assert table.update_multiple([({"words": 7}, Piece.title == "Z")]) == []


@story
def test_upsert_updates_what_it_finds_or_inserts(db: TinyDB) -> None:
    table, ids = filled(db)
    assert table.upsert({"words": 9}, Piece.tags.any(["sea"])) == ids[:2]
    [new] = table.upsert(piece("D", 4), Piece.title == "D")
    assert new == ids[2] + 1
    assert table.upsert(Document({"words": 5}, doc_id=new)) == [new]
    assert table.upsert(Document(piece("E"), doc_id=new + 5)) == [new + 5]
    assert [document["words"] for document in table] == [9, 9, 3, 5, 0]
    with pytest.raises(ValueError, match="must"):
        table.upsert(piece("F"))


@story
def test_remove_takes_out_what_is_there(db: TinyDB) -> None:
    table, ids = filled(db)
    assert table.remove(Piece.title == "B") == [ids[1]]
    assert table.remove(Piece.title == "B") == []
    assert table.remove(doc_ids=[ids[0], 10**9]) == [ids[0]]
    assert titles(table.all()) == ["C"]
    assert table.get(doc_id=ids[0]) is None
    with pytest.raises(RuntimeError, match="truncate"):
        table.remove()


@story
def test_a_document_comes_back_under_its_id(db: TinyDB) -> None:
    table, ids = filled(db)
    document = got(table.get(doc_id=ids[1]))
    table.remove(doc_ids=[ids[1]])
    assert table.insert(document) == ids[1]
    assert [document.doc_id for document in table] == [ids[0], ids[2], ids[1]]


@story
def test_truncate_and_drop_empty_a_table_that_works_on(db: TinyDB) -> None:
    table, _ = filled(db)
    table.truncate()
    assert len(table) == 0
    table.insert(piece("A"))
    db.drop_table("articles")
    assert db.table("articles").all() == []
    db.table("articles").insert(piece("B"))
    assert titles(db.table("articles").all()) == ["B"]
    db.drop_table("no such table")
    db.drop_tables()
    assert len(db.table("articles")) == 0


@story
def test_a_table_says_what_it_is(db: TinyDB) -> None:
    table, _ = filled(db)
    assert table.name == "articles"
    assert table is db.table("articles")
    assert table.storage is db.storage
    assert "articles" in db.tables()
    assert "name='articles', total=3" in repr(table)


@pytest.fixture(params=["TinyDB's own", "octavo's"])
def db(request: pytest.FixtureRequest) -> TinyDB:
    """A database with no articles."""
    if request.param == "octavo's":
        library: Library = request.getfixturevalue("library")
        return library.db
    return TinyDB(storage=MemoryStorage)


async def test_all_of_it_on_the_open_library_of_a_running_app(library: Library) -> None:
    assert len(STORIES) > 20
    app = Octavo(library)
    async with app.run_test() as pilot:
        reader = Reader(app, pilot)
        for told in STORIES:
            library.db.table("articles").truncate()
            told(library.db)
            await reader.pilot.pause()
        library.db.table("articles").truncate()
        library.db.table("articles").insert(piece("The last one"))
        await reader.press("f5")
        await reader.until(lambda: reader.titles() == ["The last one"])


TITLES = st.sampled_from(["A", "B", "C"])
WORDS = st.integers(0, 4)
CONDITIONS = st.one_of(
    TITLES.map(lambda title: Piece.title == title),
    WORDS.map(lambda words: Piece.words > words),
    st.tuples(TITLES, WORDS).map(
        lambda two: ~(Piece.title == two[0]) | (Piece.words == two[1])
    ),
)
CHANGES = st.one_of(
    st.fixed_dictionaries({"words": WORDS}),
    st.fixed_dictionaries({"title": TITLES, "tags": st.just(["sea"])}),
    st.just(increment("words")),
)


class SameAsTinyDB(RuleBasedStateMachine):
    """The same calls to TinyDB's own table and to octavo's, and the same comes of them."""

    folder: Path

    @initialize()
    def open(self) -> None:
        count = len(list(self.folder.iterdir()))
        self.library = Library.create(self.folder / str(count))
        self.stock = TinyDB(storage=MemoryStorage).table("articles")
        self.live = self.library.db.table("articles")
        self.ids: dict[int, int] = {}
        """Octavo's id of each document by TinyDB's; octavo gives none twice."""

    def teardown(self) -> None:
        if hasattr(self, "library"):
            for _ in self.library.history.labels():
                self.library.history.undo()
            assert len(self.live) == 0
            self.library.close()

    def both(self, act: Callable[[Table], list[int]]) -> None:
        """Do the same to both, which answer with the ids of the same documents."""
        mine, theirs = act(self.live), act(self.stock)
        for their, my in zip(theirs, mine, strict=True):
            assert self.ids.setdefault(their, my) == my

    @rule(title=TITLES, words=WORDS)
    def insert(self, title: str, words: int) -> None:
        self.both(lambda table: [table.insert(piece(title, words))])

    @rule(titles=st.lists(TITLES, max_size=4))
    def insert_multiple(self, titles: list[str]) -> None:
        self.both(lambda table: table.insert_multiple([piece(title) for title in titles]))

    @rule(changes=CHANGES, condition=CONDITIONS)
    def update(self, changes: Any, condition: QueryLike) -> None:  # noqa: ANN401
        self.both(lambda table: table.update(changes, condition))

    @rule(changes=CHANGES)
    def update_all(self, changes: Any) -> None:  # noqa: ANN401
        self.both(lambda table: table.update(changes))

    @rule(data=st.lists(st.tuples(CHANGES, CONDITIONS), max_size=3))
    def update_multiple(self, data: list[tuple[Any, QueryLike]]) -> None:
        self.both(lambda table: table.update_multiple(data))

    @rule(title=TITLES, words=WORDS, condition=CONDITIONS)
    def upsert(self, title: str, words: int, condition: QueryLike) -> None:
        self.both(lambda table: table.upsert(piece(title, words), condition))

    @rule(condition=CONDITIONS)
    def remove(self, condition: QueryLike) -> None:
        self.both(lambda table: table.remove(condition))
        self.forget()

    @rule(place=st.integers(0, 5))
    def remove_one(self, place: int) -> None:
        self.both(
            lambda table: table.remove(doc_ids=[d.doc_id for d in table.all()][place:][:1])
        )
        self.forget()

    @rule()
    def truncate(self) -> None:
        self.live.truncate()
        self.stock.truncate()
        self.forget()

    def forget(self) -> None:
        """TinyDB gives an id again after its document is gone."""
        self.ids = {document.doc_id: self.ids[document.doc_id] for document in self.stock}

    @rule(condition=CONDITIONS)
    def ask(self, condition: QueryLike) -> None:
        for question in (Table.count, Table.contains):
            assert question(self.live, condition) == question(self.stock, condition)
        self.both(lambda table: [document.doc_id for document in table.search(condition)])

    @invariant()
    def both_hold_the_same(self) -> None:
        if hasattr(self, "library"):
            names = ("title", "words", "tags")
            mine = [{name: document[name] for name in names} for document in self.live]
            assert mine == [{name: document[name] for name in names} for document in self.stock]
            assert len(self.live) == len(self.stock)


def test_the_same_calls_do_the_same(tmp_path: Path) -> None:
    machine = type("Same", (SameAsTinyDB,), {"folder": tmp_path})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples(20), stateful_step_count=15),
    )
