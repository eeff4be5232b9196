"""A good library has no findings; a damaged one loses no more than was damaged."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.index.corpus import Searchable
from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.library.repair.repair import repair
from octavo.model.article import State
from octavo.model.tag import TagEdit
from octavo.query import parse
from octavo.storage.errors import (
    DocumentBroken,
    LibraryBroken,
    LibraryTooNew,
    LibraryUnreadable,
    NotALibrary,
)
from tests.faults.calls import Call, System
from tests.library.repair.damage import by_octavo, cut_off, in_json, made, to_lines
from tests.library.seeing import whole
from tests.making import draft


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


def test_a_good_library_has_no_findings_and_needs_no_repair(closed: Path) -> None:
    before = sorted(path for path in closed.rglob("*") if path.is_file())
    assert check(closed) == []
    assert repair(closed) == []
    assert sorted(path for path in closed.rglob("*") if path.is_file()) == before


def test_an_open_library_has_no_findings(closed: Path) -> None:
    """Whatever is done: undone adds leave texts that only history knows."""
    with Library(closed) as library:
        library.add([draft("Fourth")])
        assert check(closed) == []
        library.history.undo()
        assert check(closed) == []
        library.delete([1])
        library.empty_trash()
        assert check(closed) == []
    assert check(closed) == []


def test_a_library_without_index_or_backups_has_no_findings(closed: Path) -> None:
    for folder in ("index", "backups"):
        shutil.rmtree(closed / folder)

    assert check(closed) == []


def test_a_library_that_has_lost_only_its_journal_opens(closed: Path) -> None:
    """What is remembered of the journal is still there then."""
    (closed / "journal.jsonl").unlink()

    with Library(closed) as library:
        assert len(library) == 3
        assert library.search.find(parse("first")).ids


def test_an_index_out_of_step_is_found_and_made_anew(closed: Path) -> None:
    with Library(closed) as library:
        index = library.search.sync.index
        checksum = index.checksum
        index.update([Searchable(99, "Nothing")], [3], library.sequence, checksum=checksum)

    assert [finding.problem for finding in check(closed)] == [
        "the search index lacks id 3",
        "the search index has id 99, gone by now",
    ]
    repair(closed)
    assert check(closed) == []
    with Library(closed) as library:
        assert [article.id for article in library.articles(parse("title:second"))] == [3]


def test_operations_after_lost_ones_are_applied_field_by_field(closed: Path) -> None:
    """What is lost is only what the lost line did."""
    library = Library(closed)
    library.star([3])
    library.retag([3], TagEdit.parse("+lost"))
    library.archive([4])
    library.retag([3], TagEdit.parse("+late"))
    library._store.close()
    to_lines(lambda lines: lines.pop(4))(closed)

    assert [str(finding) for finding in check(closed)] == [
        "error: operation 5 is missing from journal.jsonl"
    ]
    repair(closed)
    with Library(closed) as library:
        assert library.article(3).starred
        assert library.article(4).archived
        assert "late" in library.article(3).tags
        assert len(library.history.labels()) == 2


def test_a_library_is_repaired_from_an_older_backup_and_the_journal(closed: Path) -> None:
    """Nothing is lost, although the backup knows only the first two articles."""
    with Library(closed) as library:
        before = whole(library)
    cut_off("library.json", 50)(closed)
    repair(closed)

    with Library(closed) as library:
        assert whole(library) == before


def test_a_library_is_repaired_from_the_journal_alone(closed: Path) -> None:
    with Library(closed) as library:
        before = whole(library)
    cut_off("library.json", 50)(closed)
    shutil.rmtree(closed / "backups")
    assert "the journal can take its place" in check(closed)[0].problem
    repair(closed)

    with Library(closed) as library:
        assert whole(library) == before


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(
            lambda path: path.write_bytes(bytes(range(128, 255))),
            "journal.jsonl has no whole line; the backup",
            id="a journal of which nothing is left",
        ),
        pytest.param(Path.unlink, "the journal has nothing; the backup", id="no journal"),
    ],
)
def test_what_the_journal_has_lost_is_told_before_a_backup_takes_its_place(
    closed: Path, damage: Callable[[Path], object], said: str
) -> None:
    """The newest backup is as of the first operation, and two more were done."""
    (closed / "library.json").write_text("garbage")
    damage(closed / "journal.jsonl")

    [problem] = [each.problem for each in check(closed) if "library.json" in each.problem]
    assert said in problem
    assert problem.endswith("take its place, without 2 operations that the journal has lost")
    repair(closed)
    with Library(closed) as library:
        assert "ai" not in library.article(1).tags


def test_an_index_that_cannot_be_read_keeps_nothing_else_from_being_checked(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Repair does not say that it was made anew, which the system may not let it."""
    system = System(closed, monkeypatch)
    in_json("texts/0001.json", lambda tables: tables.clear())(closed)
    before = [finding.problem for finding in check(closed)]

    def refuse(call: Call) -> int | None:
        is_inside = call.file.startswith("index/") or call == Call("os.listdir", "index")
        return errno.EACCES if is_inside else None

    with system.failing(refuse):
        findings = check(closed)
        told = repair(closed)
    assert {*before} < {finding.problem for finding in findings}
    [index] = [finding for finding in findings if finding.problem not in before]
    assert "index/ cannot be read (Permission denied); make it readable" in index.problem
    assert (index.severity, index.repairable) == (Severity.WARNING, False)
    assert not any("index" in done for done in told)


def test_without_backup_journal_and_texts_nothing_is_changed(closed: Path) -> None:
    cut_off("library.json", 50)(closed)
    shutil.rmtree(closed / "backups")
    shutil.rmtree(closed / "texts")
    (closed / "journal.jsonl").unlink()

    [finding] = check(closed)
    assert (finding.severity, finding.repairable) == (Severity.ERROR, False)
    with pytest.raises(LibraryBroken, match="there is no good backup"):
        repair(closed)
    assert not (closed / "set-aside").exists()


def test_ids_of_lost_articles_are_not_given_again(closed: Path) -> None:
    """Their texts are still there, and make articles of their own."""
    backup = min((closed / "backups").iterdir())
    backup.replace(closed / "library.json")
    (closed / "journal.jsonl").unlink()
    repair(closed)

    with Library(closed) as library:
        assert library.add([draft("New")])[0].id == 5
        assert library.article(4).tags == {"recovered"}
        assert "What Third has to say" in library.text(4)


def test_a_newer_library_is_neither_checked_nor_repaired(closed: Path) -> None:
    in_json("library.json", lambda t: t["meta"]["1"].update(format=99))(closed)
    for act in (check, repair):
        with pytest.raises(LibraryTooNew):
            act(closed)


def test_a_folder_that_is_no_library_is_neither_checked_nor_repaired(tmp_path: Path) -> None:
    for act in (check, repair):
        with pytest.raises(NotALibrary):
            act(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("table", "id", "fields"),
    [
        ("articles", "1", {"id": 1, "title": "First", "words": "many"}),
        ("notes", "2", {"id": 2, "text": 5}),
        ("queries", "1", [1]),
        ("feeds", "1", {"url": 3}),
    ],
)
def test_a_document_of_a_wrong_type_is_not_said_to_be_taken_in(
    closed: Path, table: str, id: str, fields: dict[str, object]
) -> None:
    """The open refuses it, whichever table it is in."""
    in_json("library.json", lambda tables: tables[table].update({id: fields}))(closed)
    *_, found = check(closed)
    assert found.problem.endswith("; octavo does not open it with what is broken in it")
    with pytest.raises(DocumentBroken):
        Library(closed)


@pytest.mark.parametrize("name", ["library.json", "journal.jsonl"])
@pytest.mark.parametrize(
    "put",
    [
        pytest.param(Path.mkdir, id="a folder"),
        pytest.param(os.mkfifo, id="a pipe"),
        pytest.param(lambda path: path.symlink_to(path), id="a link to itself"),
    ],
)
def test_what_is_no_file_is_said_and_holds_nothing_up(
    closed: Path, name: str, put: Callable[[Path], object]
) -> None:
    (closed / name).unlink()
    put(closed / name)
    for act in (Library, check):
        with pytest.raises(LibraryUnreadable, match=f"{name} is no file; .* puts it aside"):
            act(closed)
    assert f"{name} was no file, and is put aside" in repair(closed)
    with Library(closed) as library:
        assert library.article(1).title == "First"
    assert check(closed) == []


def test_what_was_there_before_a_repair_is_kept_and_said(closed: Path) -> None:
    """Undo does not know what repair did, and takes back what was done before it."""
    by_octavo(lambda tables: tables["articles"]["1"].update(id=9))(closed)
    before = (closed / "library.json").read_bytes()
    *_, told = repair(closed)
    assert told.startswith("undo takes none of this back; all that was there before is in ")
    kept = closed / told.rpartition(" in ")[2]
    assert (kept / "library.json").read_bytes() == before
    with Library(closed) as library:
        assert library.history.labels()[0].startswith("tag ‘First’")


def test_a_broken_library_json_beside_a_folder_for_a_journal_is_mended(closed: Path) -> None:
    (closed / "journal.jsonl").unlink()
    (closed / "journal.jsonl").mkdir()
    cut_off("library.json", 50)(closed)
    done = repair(closed)
    assert done[0] == "journal.jsonl was no file, and is put aside"
    assert any(told.endswith("has taken its place") for told in done)
    assert check(closed) == []


def test_what_cannot_be_mended_is_left_where_it_was(closed: Path) -> None:
    shutil.rmtree(closed / "backups")
    shutil.rmtree(closed / "texts")
    (closed / "journal.jsonl").unlink()
    (closed / "journal.jsonl").mkdir()
    (closed / "library.json").write_bytes(b"{")
    with pytest.raises(LibraryBroken):
        repair(closed)
    assert (closed / "journal.jsonl").is_dir()


@pytest.mark.parametrize("name", ["texts", "index", "locks", "locks/write"])
def test_what_is_no_folder_or_no_lock_is_put_aside(closed: Path, name: str) -> None:
    path = closed / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.mkdir() if name == "locks/write" else path.write_text("It is in the way.")
    assert any(name in told for told in repair(closed))
    assert [finding for finding in check(closed) if finding.severity is Severity.ERROR] == []
    with Library(closed) as library:
        library.star([1])


def test_a_folder_in_the_place_of_texts_is_told_and_all_else_is_mended(closed: Path) -> None:
    volume = closed / "texts" / "0001.json"
    volume.rename(closed / "set-apart")
    volume.mkdir()
    with Library(closed) as library:
        library.add([draft("Fourth")])
    assert "error: texts/0001.json cannot be read (it is no file)" in map(str, check(closed))
    assert "texts/0001.json could not be read and is put aside" in repair(closed)
    assert check(closed) == []
    with Library(closed) as library:
        assert library.text(5)


def test_lost_operations_stay_named_when_others_get_their_numbers(closed: Path) -> None:
    library = Library(closed)
    library.star([1])
    library.star([4])
    library._store.close()
    to_lines(lambda lines: lines.__delitem__(slice(-2, None)))(closed)
    library = Library(closed)
    last = library.sequence
    library.archive([1])
    library.archive([4])
    library.mark([1], State.READ)
    library.close()

    told = f"operations {last + 1} to {last + 2} are lost"
    assert any(told in finding.problem for finding in check(closed))
    with Library(closed) as library:
        assert any("others have been done since" in warning for warning in library.warnings)
    assert any(f"to {last + 2} are lost with the journal" in done for done in repair(closed))
    assert check(closed) == []
    with Library(closed) as library:
        assert library.warnings == []
        assert library.article(4).archived


def test_a_journal_that_is_gone_too_is_not_promised(closed: Path) -> None:
    (closed / "library.json").unlink()
    (closed / "journal.jsonl").unlink()
    with pytest.raises(LibraryBroken, match="went with the journal, which is gone too"):
        Library(closed)
    assert any("the journal has nothing; the backup of" in f.problem for f in check(closed))
    assert any(done.endswith(" has taken its place") for done in repair(closed))
