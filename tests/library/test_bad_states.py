"""Bad states: each has an error that says what to do, and changes nothing."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.tag import TagEdit
from octavo.storage.errors import (
    DocumentBroken,
    JournalBroken,
    LibraryBroken,
    LibraryLocked,
    LibraryTooNew,
    LibraryUnwritable,
    NotALibrary,
    OperationsMissing,
)
from octavo.storage.lock import Owner
from octavo.storage.snapshot.backups import made_at
from octavo.storage.store import Limits
from tests.library.obstacles import (
    as_nobody,
    disk,
    lock_held,
    make_read_only,
    said_by,
    with_files_up_to,
)
from tests.library.seeing import on_disk, whole
from tests.making import draft, passing_folder

Files = dict[str, bytes]

IMPATIENT = Limits(patience=0.05)


def made(folder: Path) -> Path:
    """A closed library with two articles, compacted twice so that there is a backup."""
    with Library.create(folder) as library:
        library.add([draft("First", tags="essay"), draft("Second")])
    with Library(folder) as library:
        library.retag([2], TagEdit.parse("+korea"))
    return folder


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A library that everybody may read and only its owner may write."""
    with passing_folder() as outer:
        folder = made(Path(outer) / "library")
        _set_modes(Path(outer), 0o755, 0o644)
        yield folder
        _set_modes(Path(outer), 0o755, 0o644)


def files(folder: Path) -> Files:
    """What stands in a folder, but for locks."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in paths
        if "locks" not in path.parts
    }


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotALibrary, match="there is no such folder"):
        Library(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "holiday.txt").write_text("sun")
    with pytest.raises(NotALibrary, match=r"there is no library\.json in it"):
        Library(tmp_path)
    assert files(tmp_path) == {"holiday.txt": b"sun"}
    assert not (tmp_path / "locks").exists()


@pytest.mark.parametrize("open_or_make", [Library, Library.create], ids=["open", "make"])
def test_a_file_where_the_folder_should_be(
    tmp_path: Path, open_or_make: Callable[[Path], Library]
) -> None:
    file = tmp_path / "library"
    file.write_text("a list of books")
    with pytest.raises(NotALibrary, match="it is a file, not a folder"):
        open_or_make(file)
    assert file.read_text() == "a list of books"


@pytest.mark.parametrize("open_or_make", [Library, Library.create], ids=["open", "make"])
def test_a_library_json_that_is_gone_is_not_made_anew(
    closed: Path, open_or_make: Callable[[Path], Library]
) -> None:
    (closed / "library.json").unlink()
    before = files(closed)
    with pytest.raises(LibraryBroken, match=r"it is gone.*--repair.*the backup of \d+-"):
        open_or_make(closed)
    assert files(closed) == before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"articles":{"1":{"id":1', id="cut off"),
        pytest.param(b"[]", id="another shape"),
        pytest.param(b"{}", id="without a head"),
        pytest.param(b'{"meta":{"1":{"format":"one"}}}', id="with a strange head"),
        pytest.param(b'\xff\xfe{"meta":{}}', id="not UTF-8"),
        pytest.param(b'{"articles":{"one":{}},"meta":{"1":{"format":1}}}', id="odd numbers"),
        pytest.param(b'{"articles":{"-1":{}},"meta":{"1":{"format":1}}}', id="absurd ids"),
        pytest.param(b'{"meta":{"1":{"format":1,"sequence":1e99}}}', id="an absurd head"),
        pytest.param(b"[" * 200_000, id="nested deep"),
        pytest.param(b'{"articles":{"1":{"id":1,"title":"\xc3("}},', id="a broken character"),
        pytest.param(b"\0" * 4096, id="zeros, as a lost block is read"),
    ],
)
def test_a_broken_library_json_names_the_newest_good_backup(
    closed: Path, content: bytes
) -> None:
    (closed / "library.json").write_bytes(content)
    """By its date, and with the command that goes back to it as it can be typed."""
    backup = max((closed / "backups").iterdir())
    made = datetime.fromtimestamp(made_at(backup))
    before = files(closed)
    with pytest.raises(LibraryBroken) as caught:
        Library(closed)
    assert caught.value.way_out == (
        f"`octavo check --repair --library {closed}` goes back to the backup of "
        f"{made:%Y-%m-%d at %H:%M} and does what the journal has since"
    )
    assert files(closed) == before
    repair(closed)
    with Library(closed) as library:
        assert [a.title for a in library.articles()] == ["Second", "First"]
        assert library.article(2).tags == {"korea"}


def test_a_backup_that_is_broken_too_is_not_offered(closed: Path) -> None:
    for path in (*(closed / "backups").iterdir(), closed / "library.json"):
        path.write_bytes(b"{")
    with pytest.raises(LibraryBroken, match=r"no good backup; .* anew from the journal"):
        Library(closed)
    (closed / "journal.jsonl").unlink()
    with pytest.raises(LibraryBroken, match=r"no good backup; .* an article of each text"):
        Library(closed)
    shutil.rmtree(closed / "texts")
    with pytest.raises(LibraryBroken, match="no good backup; put a copy of the file"):
        Library(closed)


@pytest.mark.parametrize("lines", [0, 1], ids=["and no journal", "and a journal cut off"])
def test_where_only_texts_are_left_repair_makes_articles_of_them(
    closed: Path, lines: int
) -> None:
    """No other library is begun in their place."""
    with Library(closed) as library:
        library.add([draft("Third")])
    with_texts = (closed / "texts").rglob("*.json")
    assert [path.name for path in with_texts] == ["0001.json"]
    journal = (closed / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (closed / "library.json").unlink()
    (closed / "journal.jsonl").unlink()
    shutil.rmtree(closed / "backups")
    if lines:
        (closed / "journal.jsonl").write_bytes(b"".join(journal[-lines:]))
    for open_or_make in (Library, Library.create):
        with pytest.raises(LibraryBroken, match="it is gone"):
            open_or_make(closed)
    assert any("the texts are left" in finding.problem for finding in check(closed))
    repair(closed)
    assert check(closed) == []
    with Library(closed) as library:
        assert {id: library.text(id) for id in (1, 2, 3)} == {
            id: draft(title).text for id, title in enumerate(("First", "Second", "Third"), 1)
        }
        assert ("recovered" in library.article(3).tags) == (lines == 0)


def test_a_newer_format_is_refused_politely(closed: Path) -> None:
    path = closed / "library.json"
    tables = json.loads(path.read_text())
    tables["meta"]["1"]["format"] = 99
    path.write_text(json.dumps(tables))
    before = files(closed)
    with pytest.raises(LibraryTooNew, match=r"has format 99.*upgrade octavo"):
        Library(closed)
    assert files(closed) == before


def test_a_flipped_byte_in_the_journal_stops_the_open(closed: Path) -> None:
    path = closed / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"korea", b"kores"))
    before = files(closed)
    with pytest.raises(JournalBroken, match=r"line 2 .*--repair"):
        Library(closed)
    assert files(closed) == before


def test_a_journal_that_breaks_while_it_is_open_takes_nothing_along(closed: Path) -> None:
    """What is in memory is written to library.json all the same."""
    path = closed / "journal.jsonl"
    with Library(closed) as library:
        library.retag([1], TagEdit.parse("+ai"))
        path.write_bytes(path.read_bytes().replace(b"ai", b"ei"))
        before = whole(library)
    assert on_disk(closed) == before


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("has_backups", [True, False])
def test_a_library_json_that_goes_while_it_is_open_is_written_again(
    closed: Path, *, at_once: bool, has_backups: bool
) -> None:
    path = closed / "library.json"
    if not has_backups:
        shutil.rmtree(closed / "backups")
    with Library(closed) as library:
        path.unlink()
        if at_once:
            library.retag([1], TagEdit.parse("+ai"))
            library.settle()
            assert "library.json was taken away" in library.warnings[-1]
            assert on_disk(closed) == whole(library)
        before = whole(library)
    assert on_disk(closed) == before
    with Library(closed) as library:
        assert whole(library) == before
        assert not library.warnings
    assert not list(check(closed))


def test_operations_that_are_missing_stop_the_open(closed: Path) -> None:
    library = Library(closed)
    library.retag([1], TagEdit.parse("+ai"))
    library.retag([1], TagEdit.parse("+korea"))
    library._store.close()
    path = closed / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-2], lines[-1]]))

    with pytest.raises(OperationsMissing, match="operation 3 is missing"):
        Library(closed)


def test_a_document_that_is_broken_is_named_with_its_field(closed: Path) -> None:
    path = closed / "library.json"
    tables = json.loads(path.read_text())
    tables["articles"]["2"]["words"] = "many"
    path.write_text(json.dumps(tables))
    way_out = r"--repair --library .* brings back what the backup of \d+-\d+-\d+ at .* or puts"
    with pytest.raises(DocumentBroken, match=rf"articles 2 .*\$\.words.*{way_out}") as caught:
        Library(closed)
    assert (caught.value.table, caught.value.id) == ("articles", 2)
    repair(closed)
    with Library(closed) as library:
        assert library.article(2).words > 0


def test_a_lock_held_elsewhere_says_by_whom_and_since_when(closed: Path) -> None:
    with Library(closed, limits=IMPATIENT) as library:
        before = whole(library)
        with lock_held(closed) as process:
            with pytest.raises(LibraryLocked, match=rf"process {process}\) since \d\d:\d\d"):
                library.retag([1], TagEdit.parse("+ai"))
            assert whole(library) == before
        assert library.retag([1], TagEdit.parse("+ai")) is not None


def test_a_lock_held_since_another_day_names_the_day() -> None:
    owner = Owner(12, "octavo add", datetime(2020, 3, 4, 12, tzinfo=UTC))
    assert re.fullmatch(
        r"octavo add \(process 12\) since 2020-03-0[345] \d\d:\d\d:\d\d", str(owner)
    )


def test_reading_goes_on_while_the_lock_is_held_elsewhere(closed: Path) -> None:
    with lock_held(closed), Library(closed, limits=IMPATIENT) as library:
        assert len(library.articles()) == 2
        assert library.text(1)


def test_someone_without_permission_can_read_and_not_write(shared: Path) -> None:
    assert as_nobody(lambda: _listed(shared)) == "['First', 'Second'] What First"
    said = as_nobody(lambda: _tag(shared))
    assert said.startswith("LibraryUnwritable: nothing was changed: you have no permission")
    assert check(shared) == []


def test_a_library_that_may_not_be_read_says_so(shared: Path) -> None:
    (shared / "library.json").chmod(0o600)
    said = as_nobody(lambda: Library(shared))
    assert "cannot be read: you have no permission" in said
    (shared / "library.json").chmod(0o644)
    (shared / "journal.jsonl").chmod(0o600)
    assert "cannot be read: you have no permission" in as_nobody(lambda: Library(shared))
    shared.parent.chmod(0o700)
    assert "cannot be read: you have no permission" in as_nobody(lambda: Library(shared))


def test_a_folder_that_may_not_be_written_gets_no_library(shared: Path) -> None:
    said = as_nobody(lambda: Library.create(shared.parent / "other"))
    assert said.startswith("LibraryUnwritable: nothing was changed: you have no permission")


def test_a_library_on_a_read_only_disk_is_read_and_not_written() -> None:
    with disk() as place:
        folder = made(place / "library")
        library = Library(folder)
        library.retag([1], TagEdit.parse("+ai"))
        library._store.close()
        make_read_only(place)

        assert said_by(lambda: _listed(folder)) == "['First', 'Second'] What First"
        said = said_by(lambda: _tag(folder))
        assert said.startswith("LibraryUnwritable: nothing was changed: the disk is read-only")
        assert check(folder) == []


def test_a_library_is_searched_on_a_read_only_disk() -> None:
    with disk("8m") as place:
        folder = made(place / "library")
        with Library(folder) as library:
            library.settle()
        make_read_only(place)

        assert said_by(lambda: _found(folder, "second")) == "['Second']"


def test_a_full_disk_changes_nothing() -> None:
    with disk() as place:
        folder = made(place / "library")
        with Library(folder) as library:
            before = whole(library)
            _fill(place)
            for change in (
                lambda: library.add([draft("Third", "long " * 30_000)]),
                lambda: library.retag([1, 2], TagEdit.parse(f"+{'long' * 2_000}")),
            ):
                with pytest.raises(LibraryUnwritable, match="the disk is full"):
                    change()
                assert whole(library) == before
            (place / "ballast").unlink()
            assert library.add([draft("Third", "long " * 30_000)])[0].id == 3
        assert check(folder) == []


def test_a_disk_that_fills_up_while_binding_keeps_everything_in_the_journal() -> None:
    with disk() as place:
        folder = made(place / "library")
        with Library(folder) as library:
            library.retag([1], TagEdit.parse("+ai"))
            _fill(place)
        (place / "ballast").unlink()

        assert check(folder) == []
        with Library(folder) as library:
            assert "ai" in library.article(1).tags


def test_a_file_that_may_not_grow_changes_nothing(closed: Path) -> None:
    size = (closed / "journal.jsonl").stat().st_size
    said = with_files_up_to(size + 40, lambda: _tag(closed))
    assert said.startswith("LibraryUnwritable: nothing was changed: the file would grow")
    assert check(closed) == []
    with Library(closed) as library:
        assert "ai" not in library.article(1).tags


def _tag(folder: Path) -> object:
    with Library(folder) as library:
        return library.retag([1], TagEdit.parse("+ai +anything"))


def _listed(folder: Path) -> str:
    with Library(folder) as library:
        titles = sorted(article.title for article in library.articles())
        return f"{titles} {library.text(1)[:10]}"


def _found(folder: Path, words: str) -> object:
    from octavo.query import parse

    with Library(folder) as library:
        return [article.title for article in library.articles(parse(words))]


def _fill(disk: Path) -> None:
    """Leave no byte on a disk."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    ballast.write(b"\0" * size)
            except OSError:
                continue


def _set_modes(folder: Path, for_folders: int, for_files: int) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(for_folders if path.is_dir() else for_files)
