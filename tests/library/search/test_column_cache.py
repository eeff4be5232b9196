"""What was kept of all documents: quick for the next process, and never wrong."""

import gc
import shutil
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tinydb
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.index.corpus import Searchable
from octavo.index.search import columns
from octavo.library import counts, tag_suggestions
from octavo.library.duplicates import sample_of, words_of_text
from octavo.library.ingest.dedup import signs_of
from octavo.library.library import Library
from octavo.library.search.column_cache import BY
from octavo.model.article import Article
from octavo.model.draft import Result
from octavo.model.errors import OctavoError
from octavo.model.note import Note
from octavo.model.tag import TagEdit
from octavo.query import predicates
from octavo.query.predicates import Column
from octavo.storage.codec import ArticleIdentity, Item, NoteIdentity, build
from octavo.storage.db import LibraryDB
from octavo.storage.lazy_table import LazyTable
from octavo.storage.store import Limits
from tests.making import draft, examples, passing_folder

ASKED = ("tag:ai", "tag:korea sort:added", "is:starred", "in:trash", "in:all -tag:ai")

LARGE = Limits(decoded_at_once=0, small=0, left_at_close=0.5)
"""As if few documents were many: none is decoded before it is asked for, and `library.json` is
written anew now and then.
"""


def opened(folder: Path) -> Library:
    return Library(folder, limits=LARGE)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed library of which columns and fingerprints were kept."""
    folder = tmp_path_factory.mktemp("kept") / "library"
    with Library.create(folder, limits=LARGE) as library:
        library.add([draft(f"Piece {n}", url=f"https://weir.example/{n}") for n in range(4)])
        library.add([draft("Piece of Korea", tags="ai korea"), draft("Of none", "")])
    for _ in range(3):
        with opened(folder) as library:
            told(library)
            library.search.catch_up()
            library.add([draft("Piece 2")])
    return folder


@pytest.fixture
def many(kept: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return copied(kept, tmp_path / "library")


def copied(folder: Path, to: Path) -> Path:
    """The same library elsewhere, to the times of its files."""
    shutil.copytree(folder, to)
    return to


def told(library: Library) -> list[list[int]]:
    return [[*library.search.find(library.read(query)).ids] for query in ASKED]


def leave_articles_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a look at all articles fail, whatever of them it is about."""
    scan = LazyTable.scan

    def of_others(table: LazyTable[Any], kind: type[Any]) -> object:
        assert table.kept_as != "articles"
        return scan(table, kind)

    monkeypatch.setattr(LazyTable, "scan", of_others)


def test_the_next_process_looks_at_no_document_for_a_field(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(many) as library:
        expected = told(library)
    monkeypatch.setattr(LazyTable, "partly", None)
    leave_articles_alone(monkeypatch)
    with opened(many) as library:
        assert told(library) == expected
    assert expected[0] == [5]


def test_what_was_prepared_is_there_after_a_kill_and_knows_what_came_since(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(many) as library:
        for number, _ in enumerate(library.prepare()):
            if number == 2:  # between two columns
                library.retag([1], TagEdit.parse("+ai"))
        killed = copied(many, tmp_path / "killed")
        asked = [library.read(f"{query} author:a OR site:weir") for query in ASKED]
        expected = [[*library.search.find(query).ids] for query in asked]
    monkeypatch.setattr(LazyTable, "partly", None)
    with opened(killed) as library:
        assert [[*library.search.find(query).ids] for query in asked] == expected


def test_an_article_is_recognised_without_a_look_at_all(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_articles_alone(monkeypatch)
    with opened(many) as library:
        ledger = library.add(
            [
                draft("Elsewhere", "Other words.", url="http://www.weir.example/3/"),
                draft("Piece 1"),
                draft("Of none", "It has a text now."),
                draft("New"),
            ]
        )
        assert [entry.id for entry in ledger] == [4, 2, 6, 7]
        assert ledger[-1].result is Result.ADDED
        assert library.add([draft("New")])[0].id == 7
    with opened(many) as library:
        assert library.add([draft("New")])[0].id == 7


def test_what_was_only_tagged_is_not_looked_at_to_recognise_what_comes_in(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(many) as library:
        library.retag(range(1, 7), TagEdit.parse("+bulk"))
    looked, item = set[int](), LibraryDB.item

    def look(db: LibraryDB, id: int) -> Item | None:
        looked.add(id)
        return item(db, id)

    monkeypatch.setattr(LibraryDB, "item", look)
    leave_articles_alone(monkeypatch)
    with opened(many) as library:
        assert library.add([draft("Piece 1")])[0].id == 2
    assert looked == {2}


def star(library: Library) -> None:
    library.star([1, 5])


def retag(library: Library) -> None:
    library.retag([2, 3], TagEdit.parse("+ai -korea"))


def delete(library: Library) -> None:
    library.delete([2])


def archive(library: Library) -> None:
    library.archive([5, 3])


def undo(library: Library) -> None:
    library.history.undo()


def add(library: Library) -> None:
    library.add([draft(f"Piece {len(library) % 7}", tags="ai"), draft("Piece of Korea")])


def compact(library: Library) -> None:
    library._compactor.compact()


def ask(library: Library) -> None:
    told(library)


def script(library: Library) -> None:
    library.db.articles.update({"starred": True, "tags": ["korea"]}, doc_ids=[3])


def outside(library: Library) -> None:
    """A script that knows TinyDB alone, while the library is open."""
    with tinydb.TinyDB(library.folder / "library.json") as db:
        db.table("articles").update({"tags": ["ai", "weir"]}, doc_ids=[1])


Act = Callable[[Library], None]
ACTS: list[Act] = [star, retag, delete, archive, undo, add, compact, ask, script, outside]
acts = st.lists(st.lists(st.sampled_from(ACTS), max_size=4), min_size=1, max_size=4)


@settings(deadline=None, max_examples=examples(15))
@given(acts=acts, beside=st.booleans())
def test_whatever_was_done_since_is_found(
    kept: Path, acts: list[list[Act]], beside: bool
) -> None:
    """And recognised, as in a library of which nothing was kept; two may have it open."""
    with passing_folder() as room:
        folder = copied(kept, Path(room, "library"))
        for some in acts:
            with opened(folder) as library, opened(folder) as other:
                for number, act in enumerate(some):
                    with suppress(OctavoError):
                        act(other if beside and number % 2 else library)
                library.follow()
        bare = copied(folder, Path(room, "bare"))
        shutil.rmtree(bare / "index")
        with opened(folder) as library, opened(bare) as plain:
            assert told(library) == told(plain)
            drafts = [draft(f"Piece {n}") for n in range(7)] + [draft("Of none", "Its text.")]
            assert [e.id for e in library.add(drafts)] == [e.id for e in plain.add(drafts)]


@pytest.mark.parametrize("name", ["columns-tags", "columns-signs"])
def test_what_is_damaged_is_passed_over_and_told(many: Path, name: str) -> None:
    path = many / "index" / name
    with opened(many) as library:
        expected = told(library)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with opened(many) as library:
        assert told(library) == expected
        assert library.add([draft("Piece 1")])[0].id == 2


TOLD = 2745520097
"""The checksum of what is told of a few documents under the number that `BY` begins with."""

MOMENT = "2026-03-04T08:00:00Z"

SAID = (
    {"title": "Émile, Köln", "url": "https://www.Ledger.example/b?y=1&x=2#c", "digest": "ab"},
    {"title": "북한", "site": "The Ledger", "authors": ["Émile Zola"], "language": "zh-Hant"},
    {"title": "Three", "published": "2025-12-31T23:30:00Z", "tags": ["AI", "policy/Law"]},
    {"title": "Four", "later": "2026-05-01T00:00:00Z", "read": "2026-01-01T00:00:00Z"},
    {"title": "Five", "archived": True, "starred": True, "state": "reading", "words": 460},
    {
        "title": "Six",
        "deleted": "2026-03-04T08:00:00Z",
        "source": {"kind": "feed", "key": "1 a"},
    },
    {"title": "Seven", "digest": "cd", "other_urls": ["http://a.example/d/"]},
)
NOTED = (
    {"text": "On it", "article": 1, "tags": ["ai"]},
    {"text": "Edited", "changed": MOMENT, "highlight": {"exact": "Rain fell"}},
)
READ = "Rain fell on Köln, 서울은 비가 왔다, 東京も雨, and the ＫＬＭ flew on. " * 4


def test_what_is_told_of_documents_has_the_number_that_it_is_kept_under() -> None:
    """Raise the number that `BY` begins with where this fails, and say here what is told now.

    Else a process takes over what an earlier version has told otherwise.
    """
    columns = [
        each
        for module in (predicates, counts, tag_suggestions)
        for each in (*vars(module).values(), *counts.FACETS.values())
        if isinstance(each, Column) and each.name
    ]
    known = {"id": 1, "added": MOMENT}
    articles: list[Article] = [build(Article, {**known, **said}) for said in SAID]
    notes: list[Note] = [build(Note, {**known, **said}) for said in NOTED]
    told: list[object] = []
    for column in sorted({*columns}, key=lambda column: column.name):
        keys = [sorted(map(repr, column.keys(article))) for article in articles]
        keys += [sorted(map(repr, column.keys(note))) for note in notes]
        told.append([column.name, *keys])
    for article in articles:
        told.append([*signs_of(ArticleIdentity.of(article))])
    for note in notes:
        told.append([*signs_of(NoteIdentity.of(note))])
    told.append(sorted(sample_of(words_of_text(Searchable(1, text=READ)))))
    assert (int(BY.split()[0]), zlib.crc32(repr(told).encode())) == (3, TOLD)


def test_tags_and_notes_are_known_only_once_all_could_be_read(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(*_: object) -> object:
        raise OSError("the disk is away")

    with opened(many) as library:
        library.notes.add("Why?", articles=[1])
    with opened(many) as library:
        with monkeypatch.context() as patch:
            patch.setattr(LazyTable, "scan", scan)
            with pytest.raises(OSError, match="away"):
                library.retag([2], TagEdit.parse("+korea"))
            with pytest.raises(OSError, match="away"):
                library.notes_on(1)
        library.star([1])
        assert [note.text for note in library.notes_on(1)] == ["Why?"]
    with opened(many) as library:
        assert [str(count.tag) for count in library.tags.counts()] == ["ai", "korea"]


def test_the_garbage_collector_waits_until_columns_are_made(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it held up all keys for a tenth of a second, where there are a million."""
    collects: list[bool] = []

    def settle(_: object) -> None:
        collects.append(gc.isenabled())

    monkeypatch.setattr(columns._Names, "settle", settle)
    with opened(many) as library:
        library.search.corpus.columns.make({Column(frozenset({"title"}), lambda _: "t")})
    assert collects
    assert not any(collects)
    assert gc.isenabled()
