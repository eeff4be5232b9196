"""Killed at any instant, a library loses nothing that was acknowledged and opens by itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import Raw
from msgspec.structs import replace

from octavo.library.library import Library
from octavo.library.repair.check import Severity, check
from octavo.model.article import Article
from octavo.model.operation import Operation
from octavo.model.tag import Tag, TagEdit
from octavo.services.export import Export, format_named
from octavo.services.imports import Import
from octavo.storage.journal.records import line_of
from tests.library.seeing import whole
from tests.making import Clock, MakeArticle, draft

SECONDS = float(os.environ.get("OCTAVO_KILL_SECONDS", "4"))
"""How long to go on killing; give it an hour before a release."""

ROOT = Path(__file__).parents[2]


def test_nothing_acknowledged_is_lost_however_often_it_is_killed(tmp_path: Path) -> None:
    """Add, tag, undo, compact, index and trim at random, and kill; the library is whole."""
    seed = os.environ.get("OCTAVO_KILL_SEED", "20260304")
    command = [sys.executable, "-m", "tests.library.hammering"]
    result = subprocess.run(
        [*command, tmp_path / "library", str(SECONDS), seed],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout[-2_000:] + result.stderr[-4_000:]


@pytest.fixture
def left(folder: Path, clock: Clock) -> Path:
    """A library as a kill leaves it: everything is in the journal, nothing is compacted."""
    library = Library.create(folder, clock)
    library.add([draft("First", tags="essay")])
    library.retag([1], TagEdit.parse("+korea"))
    library.search.close()
    library._store.close()
    return folder


def test_a_killed_library_opens_with_all_that_was_done(left: Path) -> None:
    assert check(left) == []
    with Library(left) as library:
        assert library.article(1).tags == {"essay", "korea"}
        assert library.warnings == []


def test_many_that_came_in_at_once_are_there_after_a_kill_and_go_on(left: Path) -> None:
    """They stay as the journal has them until they are asked for."""
    with Library(left) as library:
        library.add([draft(f"T{number}", f"Text {number}. " * 9) for number in range(120)])
        library.retag([5, 50], TagEdit.parse("+essay"))
        before = whole(library)
        killed = left.with_name("killed")
        shutil.copytree(left, killed)

    with Library(killed) as library:
        assert isinstance(library.db.articles.json(60), Raw)
        assert whole(library) == before
        for act in (library.history.undo, library.history.redo):
            act()
            act()
        assert whole(library) == before
    assert check(killed) == []


@pytest.mark.parametrize("cut", [2, 30, 60], ids=lambda cut: f"all but {cut} bytes written")
def test_a_torn_last_line_is_dropped_with_a_message(left: Path, cut: int) -> None:
    """That change was never confirmed; all before it are there."""
    with Library(left) as library:
        before = whole(library)
    _append_torn(left, cut)

    with Library(left) as library:
        assert whole(library) == before
        [warning] = library.warnings
        assert "had not been confirmed" in warning
        library.retag([1], TagEdit.parse("+after"))
    assert check(left) == []
    with Library(left) as library:
        assert "after" in library.article(1).tags


def test_a_last_line_that_lacks_no_more_than_its_end_counts(left: Path) -> None:
    """It may have been confirmed, and its end have changed since."""
    _append_torn(left, 1)
    assert [finding.problem for finding in check(left)] == [
        "the last line of journal.jsonl has lost its end"
    ]

    with Library(left) as library:
        assert library.warnings == []
        assert library.history.labels()[0].startswith("tag Ärger")
    assert check(left) == []


def test_a_torn_line_is_no_finding(left: Path) -> None:
    _append_torn(left, 5)

    assert check(left) == []


def test_files_left_half_written_are_cleared_away(left: Path) -> None:
    half_written = left / ".library.json.1234-0.new"
    half_written.write_text('{"articles":{"1":{"id":1,"ti')

    assert ["left from an interrupted write" in str(f) for f in check(left)] == [True]
    Library(left).close()
    assert not half_written.exists()


def test_texts_of_an_add_that_never_came_to_be_make_way(left: Path) -> None:
    """Killed between the texts and the journal: the next article takes the id and the place."""
    with Library(left) as library:
        library._texts.write({library._store.db.next_id: "never confirmed"}, 2)
    assert check(left) == []

    with Library(left) as library:
        [entry] = library.add([draft("Second", "confirmed")])
        assert entry.id == 2
        assert library.text(2) == "confirmed"
    assert check(left) == []
    assert "never confirmed" not in (left / "texts" / "0001.json").read_text()


def test_a_text_whose_article_is_lost_is_not_written_over(
    library: Library, make_article: MakeArticle, folder: Path
) -> None:
    """Where a journal is lost, its articles' texts stay for repair to find."""
    make_article("Bound")
    library.close()
    library = Library(folder)
    library.add([draft("Lost", "a lost text")])
    library._store.close()
    (folder / "journal.jsonl").unlink()

    with Library(folder) as library:
        library.add([draft("New", "a new text")])
    assert any("a lost text" in path.read_text() for path in (folder / "texts").iterdir())


def _append_torn(folder: Path, missing: int) -> None:
    """Write a line for the next operation, but for its last bytes."""
    with Library(folder) as library:
        sequence, now = library.sequence + 1, library._store.clock()
    line = line_of(Operation(sequence, now, "tag Ärger im 한국 +zerrissen", ()))
    with (folder / "journal.jsonl").open("ab") as file:
        file.write(line[:-missing])


IMPORTING = """
import os, signal, sys
from pathlib import Path

left, sync = int(sys.argv[3]), os.fdatasync

def synced(handle):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return sync(handle)

os.fdatasync = os.fsync = synced
from octavo.library.library import Library
from octavo.services.imports import Import
from octavo.storage.store import Limits

with Library(Path(sys.argv[1]), limits=Limits(pieces_at_once=3)) as library:
    list(Import(library, Path(sys.argv[2])))
print(left)
"""
"""Imports a file, and is killed before so many syncs of any file; tells how many are left."""


def test_an_import_of_history_that_is_killed_leaves_what_came_and_goes_on(
    tmp_path: Path,
) -> None:
    """At any sync: what is in is as it came, and the same import makes it the same library."""
    place, most = tmp_path / "export.jsonl", 10_000
    with Library.create(tmp_path / "first", Clock()) as first:
        first.add([draft(f"Tide {number}", f"Text {number}.") for number in range(6)])
        for number in range(1, 7):
            first.retag([number], TagEdit.parse("+sea"))
            first.intake.rewrite(number, f"Another text {number}.")
            first.correct([number], {"title": f"Title {number}"})
            first.notes.add(f"see [[{7 - number}|it]]", articles=[number])
        first.history.undo()
        first.tags.pin([Tag("sea")])
        format = format_named("jsonl")
        assert format
        Export(first, format, history=True).write(place)
        labels, wanted = first.history.labels(), _said(first)

    def imported(folder: Path, kill: int) -> str:
        Library.create(folder, Clock()).close()
        command = [sys.executable, "-c", IMPORTING, str(folder), str(place), str(kill)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        return done.stdout.decode()

    syncs = most - int(imported(tmp_path / "whole", most))
    assert syncs > 10
    for kill in (syncs // 3, syncs - 4, syncs - 2, syncs):
        folder = tmp_path / str(kill)
        assert imported(folder, kill) == ""
        with Library(folder) as library:
            assert library.warnings == []
            had = _said(library)
            assert {id: wanted[id] for id in had} == had, f"killed at {kill} of {syncs}"
            list(Import(library, place))
            assert _said(library) == wanted
            assert library.history.labels()[:-1] == labels
        assert {each.severity for each in check(folder)} <= {Severity.NOTE}, "texts unused"


def _said(library: Library) -> dict[int, object]:
    """All articles and notes, but for the files that their texts are in."""
    said: dict[int, object] = {}
    for id in (*library.db.articles.ids(), *library.db.notes.ids()):
        item, text = library.item(id), library.text(id)
        if isinstance(item, Article):
            versions = tuple(replace(version, volume=0) for version in item.versions)
            item = replace(item, volume=0, versions=versions)
        if item.deleted is None:
            said[id] = item, text
    return said
