"""Calls that the system refuses: what is said is what is so."""

import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from tantivy import Query

from octavo.index.folder import IndexUnusable
from octavo.index.reader import Snapshot
from octavo.index.search import word_search
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.errors import OctavoError
from octavo.model.search import Scores
from octavo.query import parse
from octavo.storage import files
from octavo.storage.errors import (
    ChangeUnsure,
    LibraryUnreadable,
    LibraryUnwritable,
    TextMissing,
)
from octavo.storage.journal import writer
from octavo.storage.store import Limits
from tests.faults.calls import System
from tests.library.obstacles import at_most
from tests.library.repair.damage import by_octavo, made
from tests.library.seeing import whole


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


def refuse(*_: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def refuse_texts(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Have no permission to read a file, which root always has."""
    read = files.read_file

    def read_file(path: Path) -> bytes:
        if path.name == what:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr("octavo.storage.texts.read_file", read_file)


def test_a_lock_that_cannot_be_let_go_of_is_let_go_with_its_file(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fcntl.flock

    def flock(handle: int, kind: int) -> None:
        if kind == fcntl.LOCK_UN:
            refuse()
        lock(handle, kind)

    monkeypatch.setattr(fcntl, "flock", flock)
    with Library(closed) as library:
        library.star([1])
        with Library(closed) as other:
            other.star([3])


def test_a_change_that_can_neither_be_synced_nor_taken_back(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library(closed) as library:
        with monkeypatch.context() as refusing:
            refusing.setattr(writer, "_sync", refuse)
            refusing.setattr(os, "ftruncate", refuse)
            with pytest.raises(ChangeUnsure, match="not sure that the change will last"):
                library.star([1])
        library.follow()
        assert library.article(1).starred, "it is there after all"


def test_a_volume_without_permission_is_not_called_missing(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_texts(monkeypatch, "0001.json")
    [finding] = check(closed)
    assert finding.problem == "texts/0001.json cannot be read: Permission denied"
    assert not finding.repairable
    assert repair(closed) == []
    assert (closed / "texts" / "0001.json").exists()


def test_all_is_mended_but_a_volume_without_permission(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_octavo(lambda tables: tables["articles"]["1"].update(id=9))(closed)
    refuse_texts(monkeypatch, "0001.json")
    *_, told, _ = repair(closed)
    assert told == "texts/0001.json cannot be read (Permission denied), and is left as it is"
    assert [finding.repairable for finding in check(closed)] == [False]
    monkeypatch.undo()
    assert check(closed) == []
    with Library(closed) as library:
        assert library.text(1)


def test_locks_without_permission_are_said_and_freed(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root has permission always, so that the folder is refused until it is changed."""
    opened, changed = os.open, Path.chmod

    def open_file(path: str | Path, *args: int) -> int:
        if Path(path).parent.name == "locks":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args)

    def change(path: Path, mode: int) -> None:
        monkeypatch.setattr(os, "open", opened)
        changed(path, mode)

    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(Path, "chmod", change)
    told = {str(finding) for finding in check(closed)}
    denied = "cannot be used (Permission denied), so nothing can be changed"
    assert f"error: locks/write {denied}" in told
    assert any("could not be used" in done for done in repair(closed))
    assert check(closed) == []


def test_backups_without_permission_keep_nothing_from_being_read(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Path.iterdir

    def iterdir(path: Path) -> object:
        if path.name == "backups":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return names(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    with Library(closed) as library:
        assert len(library.articles()) == 3


def test_a_lock_is_signed_whatever_the_name_of_a_file(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["octavo", "add", os.fsdecode(b"caf\xe9.md")])
    with Library(closed) as library:
        library.star([1])
        assert "octavo add caf?.md" in library._store.lock.owner()


def test_a_lock_that_cannot_be_signed_is_let_go_of(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Library(closed) as library, Library(closed) as other:
        with monkeypatch.context() as refusing:
            refusing.setattr(os, "pwrite", refuse)
            with pytest.raises(LibraryUnwritable):
                library.star([1])
        assert other.star([3])


def test_documents_that_could_not_be_read_can_be_later(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = System(closed, monkeypatch)
    with Library(closed) as library:
        with system.failing(lambda call: errno.EIO if call.file == "library.json" else None):
            library._store.db.preload()
            for _ in range(2):
                with pytest.raises(LibraryUnreadable, match="the disk has an error"):
                    whole(library)
        assert len(whole(library)["articles"]) == 3


def test_closing_lets_go_of_all_whatever_can_be_read(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = System(closed, monkeypatch)
    library = Library(closed)
    library.star([1])
    with system.failing(lambda _: errno.EIO):
        library.close()
    with Library(closed) as other:
        assert other.article(1).starred


def test_an_index_that_breaks_before_all_results_are_fetched(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_search, "AT_HAND", 1)
    with Library(closed) as library:
        library.search.catch_up()
        results = library.search.find(parse("line"))
        ranked, old = Snapshot.ranked, library.search.sync.index.snapshot

        def breaks(snapshot: Snapshot, query: Query) -> Scores:
            if snapshot is old:
                raise IndexUnusable(closed, "the index is broken")
            return ranked(snapshot, query)

        monkeypatch.setattr(Snapshot, "ranked", breaks)
        assert results.total == 3
        assert sorted(results.ids) == sorted(library.search.articles)


def test_a_text_that_could_not_be_read_is_indexed_once_it_can(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(closed / "index")
    system, asked = System(closed, monkeypatch), parse("line")
    unreadable = system.failing(lambda c: errno.EIO if c.file.startswith("texts") else None)
    with Library(closed) as library:
        with unreadable:
            for _ in range(2):
                library.search.catch_up()
            assert library.search.pending == {1, 3, 4}
            assert not library.search.find(asked).total
        assert library.search.find(asked).total == 3
    with Library(closed) as library:
        assert library.search.find(asked).total == 3
        library.search.catch_up()
        assert not library.search.pending
        assert library.search.find(asked).total == 3
    assert check(closed) == []


PIPES = (
    *("backups/*", "index", "index/files", "index/layout", "journal.jsonl", "library.json"),
    *("locks/write", "texts", "texts/0001.json"),
)
FOLDERS = ("index/listing", "index/places", "locks/open")


@pytest.mark.parametrize(
    ("name", "make"),
    [*((name, os.mkfifo) for name in PIPES), *((name, os.mkdir) for name in FOLDERS)],
)
def test_what_is_no_file_is_not_waited_for(
    closed: Path, name: str, make: Callable[[Path], None]
) -> None:
    """It is found and put aside, wherever in the library it stands."""
    with Library(closed) as library:
        library.settle()
    path = next(closed.glob(name))
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    make(path)

    with at_most(120):
        with suppress(OctavoError):
            _use(closed)
        with suppress(OctavoError):
            check(closed)
        repair(closed)
        assert check(closed) == []
        assert _use(closed) == "['First', 'Second', 'Third'] 1"


def test_a_pipe_among_the_backups_lets_the_journal_be_trimmed(closed: Path) -> None:
    """What is kept of the journal depends on what the oldest backup needs."""
    os.mkfifo(closed / "backups" / "library-20200101T000000.000000Z.json")
    with at_most(120), Library(closed, limits=Limits(journal_bytes=100)) as library:
        library.star([1])
        library._compactor.compact()
        assert library.article(1).starred


def _use(folder: Path) -> str:
    with Library(folder) as library:
        library.star([1])
        with suppress(TextMissing):
            library.text(1)
        found = len(library.articles(library.read("third")))
        return f"{sorted(article.title for article in library.articles())} {found}"
