"""Opening by what is written down of the files: the same library, and never a wrong one."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
import tinydb
from msgspec import Raw

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag, TagEdit
from octavo.storage import compactor, db
from octavo.storage.codec import TagFields
from octavo.storage.errors import JournalBroken, LibraryBroken
from octavo.storage.journal import writer
from octavo.storage.journal.records import Line, lines_of
from octavo.storage.lazy_table import LazyTable
from octavo.storage.snapshot import offsets
from octavo.storage.snapshot.json_store import LibraryStorage, Stamp
from octavo.storage.snapshot.offsets import (
    FileRange,
    Offsets,
    StoredDocuments,
    tables_by_offset,
    write_offsets,
)
from octavo.storage.snapshot.raw_tables import FORMAT, HEAD, Head, Slices, Tables, head_of
from octavo.storage.store import Limits
from tests.library.seeing import whole
from tests.making import Clock, draft

Spoil = Callable[[Path], object]


@pytest.fixture
def closed(library: Library) -> Path:
    """A library with everything in it, closed, with its offsets written down."""
    library.add(
        [draft(f"Título {n} 한국", tags="é") for n in range(30)],
        [DraftNote(text="A thought")],
    )
    library.tags.pin([Tag("é")])
    library.settle()
    library.retag([2], TagEdit.parse("+essay"))
    library.close()
    return library.folder


@pytest.fixture(params=[False, True], ids=["a file kept in memory", "a file left where it is"])
def is_large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the file counts as one that is too large to be in memory as it is."""
    if request.param:
        monkeypatch.setattr(offsets, "_LARGE_FILE", 0)
        monkeypatch.setattr(offsets, "_WINDOW", 1_000)
    return bool(request.param)


def all_in(folder: Path) -> tuple[object, ...]:
    with Library(folder) as library:
        db = library.db
        tables = [dict(table.items()) for table in db.all_tables]
        del tables[-1][HEAD]
        return *tables, db.next_id


def is_quick(folder: Path) -> bool:
    return tables_by_offset(LibraryStorage(folder / "library.json")) is not None


def test_offsets_follow_the_order_of_the_tables(tmp_path: Path) -> None:
    """A script may have given a file another one than octavo does."""
    (tmp_path / "index").mkdir()
    storage, head = LibraryStorage(tmp_path / "library.json"), Head(FORMAT, 0, 9)
    tables: Slices = {
        "notes": {2: Raw(b'{"note":2}')},
        "articles": {1: Raw(b'{"article":1}')},
        "meta": {HEAD: Raw(msgspec.json.encode(head))},
    }
    storage.write_slices(tables, head)
    write_offsets(storage, tables)
    known = tables_by_offset(storage)
    assert known is not None
    assert bytes(known[0]["notes"][2]) == b'{"note":2}'
    assert bytes(known[0]["articles"][1]) == b'{"article":1}'


@pytest.mark.usefixtures("is_large")
def test_offsets_lead_to_the_same_documents(closed: Path) -> None:
    assert is_quick(closed)
    quick = all_in(closed)
    shutil.rmtree(closed / "index")
    assert all_in(closed) == quick


def test_offsets_are_found_again_when_they_are_lost(closed: Path) -> None:
    (closed / "index" / "places").unlink()
    assert not is_quick(closed)
    Library(closed).close()
    assert is_quick(closed)


def test_stored_documents_are_the_table_that_it_was_made_from(closed: Path) -> None:
    storage = LibraryStorage(closed / "library.json")
    known, (slices, _) = tables_by_offset(storage), storage.split()
    assert known is not None
    tables, _ = known
    assert isinstance(tables["articles"], StoredDocuments)
    for name in ("articles", "notes"):
        assert list(tables[name]) == list(slices[name])
        assert all(bytes(tables[name][id]) == bytes(slices[name][id]) for id in slices[name])
        with pytest.raises(KeyError):
            tables[name][1_000]


def test_offsets_may_be_in_any_order(closed: Path) -> None:
    """As they are after what was deleted for good has been brought back."""
    storage = LibraryStorage(closed / "library.json")
    slices, _ = storage.split()
    slices["articles"] = dict(reversed([*slices["articles"].items()]))
    storage.write_slices(slices, head_of(slices))
    write_offsets(storage, storage.split()[0])
    known = tables_by_offset(storage)
    assert known is not None
    tables, _ = known
    assert [*tables["articles"]] == [*slices["articles"]]
    assert all(
        bytes(tables["articles"][id]) == bytes(raw) for id, raw in slices["articles"].items()
    )


@pytest.mark.usefixtures("is_large")
@pytest.mark.parametrize("is_in_order", [True, False])
def test_what_stays_is_copied_from_range_to_range(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_in_order: bool
) -> None:
    """It becomes the same as from all of it in memory, and is found again by its offsets."""
    if not is_in_order:
        test_offsets_may_be_in_any_order(closed)
    other = tmp_path / "other"
    shutil.copytree(closed, other)
    written = []
    for folder in (closed, other):
        if folder == other:
            for known in ("tables_by_offset", "tables_by_ranges"):
                monkeypatch.setattr(compactor, known, lambda _: None)
        with Library(folder, Clock()) as library:
            library.delete([7, 30])
            library.empty_trash()
            library.add([draft("New"), draft("Gone again")])
            library.retag([2, 5, 32], TagEdit.parse("+later"))
            library.delete([33])
            library.empty_trash()
            library._compactor.compact()
        assert is_quick(folder)
        written.append(((folder / "library.json").read_bytes(), all_in(folder)))
    assert written[0] == written[1]


def test_many_are_changed_as_few_are_and_stay_in_the_file(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tags, their counts, the trash and the way back, articles and notes alike."""
    beside = shutil.copytree(closed, closed.with_name("beside"))
    told = []
    for folder, many in ((beside, 1_000), (closed, 1)):
        monkeypatch.setattr(db, "MANY", many)
        with Library(folder, Clock(), Limits(decoded_at_once=0)) as library:
            everything = [*library.db.articles.by_id, *library.db.notes.by_id]
            states = [library.tags.counts()]
            library.delete(everything[:3])
            library.retag(everything, TagEdit.parse("+É2 +new -é"))
            library.retag(everything[2:], TagEdit.parse("+NEW -essay"))
            for act in (library.history.undo, library.history.undo, library.history.redo):
                states.append(library.tags.counts())
                act()
            library.restore(everything)
            held = sum(table.held() for table in library.db.numbered)
            told.append((states, library.tags.counts(), whole(library)))
    assert held == 0
    assert told[0] == told[1]


def test_what_changes_while_it_is_compacted_stays(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the rest of what came in is left in the new file."""
    with Library(closed, Clock(), Limits(decoded_at_once=0)) as library:
        library.add([draft("New"), draft("Gone"), draft("Back")])
        library.retag([4, 5], TagEdit.parse("+before"))

        def late(storage: LibraryStorage, tables: Tables) -> Offsets | None:
            offsets = write_offsets(storage, tables)
            library.retag([5, 6, 32], TagEdit.parse("+meanwhile"))
            for ids in ([7, 33], [34]):
                library.delete(ids)
                library.empty_trash()
            library.history.undo()
            return offsets

        monkeypatch.setattr(compactor, "write_offsets", late)
        library._compactor.compact()
        monkeypatch.undo()
        assert library.db.articles.held() == 4
        assert library.article(4).tags == library.article(4).tags | {"before"}
        before = whole(library)
        assert before["articles"].keys() == {*map(str, range(1, 35))} - {"7", "31", "33"}
        assert "meanwhile" in before["articles"]["32"]["tags"]
        assert len(library.db.articles.by_id) == len(before["articles"])
    with Library(closed) as library:
        assert whole(library) == before


def rewritten(folder: Path) -> None:
    with tinydb.TinyDB(folder / "library.json") as db:
        db.table("articles").update({"title": "By a script"}, doc_ids=[2])


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


OTHERS = [
    pytest.param(rewritten, id="a script has written library.json"),
    pytest.param(lambda f: half(f / "index" / "places"), id="half of them is gone"),
    pytest.param(lambda f: flipped(f / "index" / "places"), id="a bit of them is flipped"),
    pytest.param(lambda f: (f / "index" / "places").write_bytes(b""), id="they are empty"),
]


@pytest.mark.parametrize("spoil", OTHERS)
def test_offsets_do_not_count_when(spoil: Spoil, closed: Path) -> None:
    spoil(closed)
    assert not is_quick(closed)
    quick = all_in(closed)
    shutil.rmtree(closed / "index")
    assert all_in(closed) == quick


def test_what_the_journal_has_to_add_is_seen(closed: Path, tmp_path: Path) -> None:
    """As after a kill: the journal goes on where `library.json` ends."""
    killed = tmp_path / "killed"
    with Library(closed) as library:
        library.archive([3, 4])
        shutil.copytree(closed, killed)
    assert is_quick(killed)
    with Library(killed) as library:
        assert library.article(3).archived
        library.history.undo()
        assert not library.article(4).archived


def test_after_a_kill_only_the_lines_since_are_read(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where that came before anything was written down of the journal."""
    killed, again = tmp_path / "killed", tmp_path / "again"
    with Library(closed) as library:
        library.archive([3, 4])
        shutil.copytree(closed, killed)
    with Library(killed) as library:
        library.remember()
        shutil.copytree(killed, again)
    seen: list[bytes] = []

    def noting(content: bytes, first: int = 1) -> Iterator[Line]:
        seen.append(content)
        return lines_of(content, first)

    monkeypatch.setattr(writer, "lines_of", noting)
    with Library(again) as library:
        assert library.article(3).archived
        assert b"".join(seen).count(b"\n") == 1


def test_all_can_be_undone_that_was_not_looked_at(closed: Path) -> None:
    with Library(closed) as library:
        library.history.undo()
        assert Tag("essay") not in library.article(2).tags
        library.history.redo()
        assert Tag("essay") in library.article(2).tags


def test_a_journal_that_was_written_to_is_looked_at_again(closed: Path) -> None:
    Library(closed).close()
    flipped(closed / "journal.jsonl")
    with pytest.raises(JournalBroken):
        Library(closed)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"seal":{"size":1,"time":1}}', b"\xff"])
def test_what_is_said_of_the_journal_may_be_nonsense(content: bytes, closed: Path) -> None:
    expected = all_in(closed)
    (closed / "index" / "journal").write_bytes(content)
    assert all_in(closed) == expected


def test_a_line_too_many_is_told_by_its_number(closed: Path) -> None:
    """Lines count from the beginning of the file, also those that were passed by."""
    lines = (closed / "journal.jsonl").read_bytes().count(b"\n")
    with Library(closed) as library:
        with (closed / "journal.jsonl").open("ab") as file:
            file.write(b"nonsense\n")
        with pytest.raises(JournalBroken, match=f"line {lines + 1} "):
            library.follow()


def test_a_file_that_changes_is_read_as_it_was(closed: Path, is_large: bool) -> None:
    """From memory, or else from a backup and the journal, as long as these lead there."""
    storage = LibraryStorage(closed / "library.json")
    stamp = storage.stamp()
    content, late, lost = (FileRange(storage, stamp, 1, stamp.size) for _ in range(3))
    assert FileRange(storage, Stamp(1, 2, b""), 0, 1).is_other
    assert content.piece(1, 11) == b'"articles":'
    content.preload()
    assert (content._thread is None) == is_large
    before = content.whole
    rewritten(closed)
    assert json.loads(b"{" + before)["articles"]["2"]["title"] != "By a script"
    for each in (content, late):
        assert each.piece(1, 11) == b'"articles":'
        assert each.whole == before
    shutil.rmtree(closed / "backups")
    (closed / "journal.jsonl").unlink()
    with pytest.raises(LibraryBroken, match="changed while"):
        lost.piece(1, 11)
    with pytest.raises(LibraryBroken, match="changed while"):
        _ = lost.whole


def test_a_large_file_is_looked_at_a_little_at_a_time(
    closed: Path, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody has written down yet what stands where, as in a copy."""
    before = all_in(closed)
    shutil.rmtree(closed / "index")
    (closed / "index").mkdir()
    if is_large:
        monkeypatch.setattr(LibraryStorage, "content", lambda _: pytest.fail("all at once"))
    assert all_in(closed) == before
    assert is_quick(closed)
    assert all_in(closed) == before


@pytest.mark.usefixtures("is_large")
@pytest.mark.parametrize("spoil", [half, flipped], ids=["half of it", "a bit flipped"])
def test_a_damaged_file_is_told_whatever_its_size(spoil: Spoil, closed: Path) -> None:
    spoil(closed / "library.json")
    with pytest.raises(LibraryBroken):
        Library(closed)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda table: table.scan(TagFields), id="a few fields"),
        pytest.param(lambda table: table.items(), id="documents"),
        pytest.param(lambda table: (read() for _, read in table.fields()), id="all fields"),
    ],
)
def test_many_documents_are_read_in_one_go(
    closed: Path,
    ask: Callable[[LazyTable[Article]], Iterable[object]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One by one each would take two calls of the system, at launch for every article."""
    reads: list[int] = []
    pread = os.pread

    def noting(handle: int, length: int, start: int) -> bytes:
        reads.append(length)
        return pread(handle, length, start)

    with Library(closed) as library:
        articles = library._store.articles
        assert isinstance(articles.in_file, StoredDocuments)
        monkeypatch.setattr(os, "pread", noting)
        assert len([*ask(articles)]) == 30
        assert len(reads) < 6, (
            "two documents, all, and that they are still those that were meant"
        )


@pytest.mark.usefixtures("is_large")
def test_what_a_script_writes_does_not_reach_an_open_library(closed: Path) -> None:
    """Stock TinyDB writes into the file that is open here."""
    with Library(closed) as library:
        titles = [article.title for article in library.articles()]
    with Library(closed) as library:
        library.follow()
        in_file = library._store.articles.in_file
        assert isinstance(in_file, StoredDocuments)
        _ = in_file._content.whole
        rewritten(closed)
        assert [article.title for article in library.articles()] == titles
    with Library(closed) as library:
        assert library.article(2).title == "By a script"


def test_a_table_lets_go_of_the_file_when_all_is_decoded(closed: Path) -> None:
    with Library(closed) as library:
        before = library.db.articles.in_file
        library.db.decode()
        assert (before is None, library.db.articles.in_file is None) == (False, True)
        assert len(list(library.db.articles.documents())) == 30
