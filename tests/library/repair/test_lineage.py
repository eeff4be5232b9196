"""Files of two copies of a library in one folder, as a tool leaves them that picks files."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.draft import DraftNote
from octavo.model.errors import LibraryError, OctavoError
from octavo.model.tag import TagEdit
from octavo.storage.errors import JournalDiverged, LibraryBroken
from octavo.storage.store import USUAL, Limits, utc_now
from tests.library.repair.damage import made
from tests.making import Clock, draft, examples, passing_folder

Act = Callable[[Library], object]


def tag(id: int, edit: str) -> Act:
    return lambda library: library.retag([id], TagEdit.parse(edit))


def changed_copy(
    good: Path,
    folder: Path,
    acts: Iterable[Act],
    clock: Callable[[], datetime] = utc_now,
    *,
    is_folded: bool,
) -> Path:
    shutil.copytree(good, folder)
    library = Library(folder, clock)
    for act in acts:
        with suppress(OctavoError):  # what was taken back cannot be changed
            act(library)
    if is_folded:
        library.close()
    else:
        library._store.close()
    return folder


HERE = [tag(1, "+here"), tag(3, "+both +left")]
THERE = [tag(1, "+there"), tag(3, "+both +right"), lambda library: library.star([4])]


@pytest.mark.parametrize("name", ["library.json", "journal.jsonl"])
@pytest.mark.parametrize("is_longer", [False, True])
def test_files_of_two_copies_are_never_one_library(
    tmp_path: Path, name: str, is_longer: bool
) -> None:
    """It is refused, found, and both are kept; undo takes back what the library has."""
    here, there = (HERE, THERE) if is_longer else (THERE, HERE)
    good = made(tmp_path / "good")
    folder = changed_copy(good, tmp_path / "here", here, is_folded=True)
    other = changed_copy(good, tmp_path / "there", there, is_folded=True)
    shutil.copy(other / name, folder)
    before = {path: path.read_bytes() for path in folder.glob("*.json*")}
    with pytest.raises(JournalDiverged, match=r"differ from operation 4 on: .*--repair"):
        Library(folder)
    assert any("two copies of the library" in finding.problem for finding in check(folder))
    assert before == {path: path.read_bytes() for path in folder.glob("*.json*")}
    told = repair(folder)
    assert any("of another copy" in done for done in told)
    assert check(folder) == []
    assert repair(folder) == []
    with Library(folder) as library:
        assert {"here", "there"} <= library.article(1).tags
        assert {"both", "left", "right"} <= library.article(3).tags
        for label in library.history.labels():
            assert label.endswith("(from another copy)")


def test_a_copy_that_comes_beside_an_open_library_is_not_taken_for_its_own(
    tmp_path: Path,
) -> None:
    good = made(tmp_path / "good")
    folder = changed_copy(good, tmp_path / "here", [], is_folded=True)
    other = changed_copy(good, tmp_path / "there", THERE, is_folded=True)
    with Library(folder) as library:
        tag(1, "+here")(library)
        shutil.copy(other / "library.json", folder)
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert {"here", "there"} <= library.article(1).tags
        assert library.article(4).starred


@pytest.mark.parametrize(
    ("here", "there", "is_trimmed"), [(1, 1, False), (1, 9, True), (9, 1, True)]
)
def test_the_file_of_another_library_is_put_aside(
    tmp_path: Path, here: int, there: int, is_trimmed: bool
) -> None:
    """However much was done in either, and also if it comes while the library is open."""
    limits = Limits(journal_bytes=2_000 if is_trimmed else USUAL.journal_bytes)
    folders = tmp_path / "here", tmp_path / "there"
    for folder, count in zip(folders, (here, there), strict=True):
        with Library.create(folder) as library:
            library.add([draft(f"One {folder.name}"), draft(f"Another {folder.name}")])
        for number in range(count):
            with Library(folder, limits=limits) as library:
                library.retag([1], TagEdit.parse(f"+{folder.name}{number}"))
    own, other = folders
    before = shown_of(own)
    shutil.copy(other / "library.json", own)
    with pytest.raises(LibraryBroken, match="it is that of another library"):
        Library(own)
    assert any("is that of another library" in finding.problem for finding in check(own))
    assert any("that of another library" in done for done in repair(own))
    assert check(own) == []
    assert shown_of(own) == before
    assert [*own.glob("set-aside/*/library.json")]
    with Library(own) as library:
        shutil.copy(other / "library.json", own)
        library.star([2])
        with suppress(LibraryError):
            library.settle()
        before = shown(library)
    repair(own)
    assert shown_of(own) == before


ACTS: list[Act] = [
    *(tag(id, edit) for id in (1, 3) for edit in ("+a", "+b", "-essay", "-korea")),
    lambda library: library.star([1]),
    lambda library: library.archive([3]),
    lambda library: library.delete([4]),
    lambda library: library.add([], [DraftNote(text=f"{library.sequence} {library.folder}")]),
    lambda library: library.history.undo(),
]

FILES = ["library.json", "journal.jsonl", "index", "backups", "locks"]


STAR, DELETE, NOTE, UNDO = ACTS[8], *ACTS[-3:]
BUT_THE_LIBRARY = (True, False, False, False, False)


@settings(max_examples=examples(12), deadline=None)
@given(
    here=st.lists(st.sampled_from(ACTS), max_size=4),
    there=st.lists(st.sampled_from(ACTS), max_size=4),
    folded=st.tuples(st.booleans(), st.booleans()),
    picked=st.sampled_from([*product((False, True), repeat=len(FILES))]),
    is_joined=st.booleans(),
    seconds=st.integers(0, 1),
)
@example(
    here=[],
    there=[UNDO, UNDO],
    folded=(False, True),
    picked=BUT_THE_LIBRARY,
    is_joined=False,
    seconds=1,
)
@example(
    here=[STAR, UNDO, DELETE, UNDO],
    there=[NOTE, STAR, DELETE],
    folded=(False, True),
    picked=BUT_THE_LIBRARY,
    is_joined=False,
    seconds=0,
)
@example(
    here=[tag(3, "+a"), tag(1, "+b")],
    there=[tag(1, "+a")],
    folded=(False, True),
    picked=BUT_THE_LIBRARY,
    is_joined=True,
    seconds=1,
)
def test_nothing_that_is_at_hand_is_lost_without_a_word(
    here: list[Act],
    there: list[Act],
    folded: tuple[bool, bool],
    picked: tuple[bool, ...],
    is_joined: bool,
    seconds: int,
) -> None:
    """What `library.json` says stays; what the journal says is done, or told of.

    The journal is of one copy, or that of the other stands behind it. Both copies may have done
    the same in the same second, which makes one line of it.
    """
    with passing_folder() as place:
        room = Path(place)
        good = made(room / "good")
        clock = Clock()
        copy = changed_copy(good, room / "here", here, clock, is_folded=folded[0])
        clock.advance(seconds=seconds)
        other = changed_copy(good, room / "there", there, clock, is_folded=folded[1])
        copies = (copy, other)
        states = [shown_of(copy) for copy in copies]
        folder = room / "mixed"
        mix(
            folder,
            {name: copies[is_there] for name, is_there in zip(FILES, picked, strict=True)},
        )
        if is_joined:
            with (folder / "journal.jsonl").open("ab") as journal:
                journal.write((copies[not picked[1]] / "journal.jsonl").read_bytes())
        in_file = states[picked[0]] if folded[picked[0]] else shown_of(good)
        own = [in_file] if folded[picked[0]] or not is_joined else states
        findings = check(folder)
        told = repair(folder)
        assert (check(folder), repair(folder)) == ([], [])
        assert bool(findings) == bool(told)
        with Library(folder) as library:
            merged = [each for each in told if "of another copy" in each]
            if not merged:
                assert shown(library) in (states if is_joined else (in_file, states[picked[1]]))
            before = shown(library)
            labels = library.history.labels()
            for label in labels:
                if merged and not label.endswith("(from another copy)"):
                    break
                library.history.undo()
            if merged:
                assert shown(library) in own
            while len(library.history.labels()) < len(labels):
                library.history.redo()
            assert shown(library) == before


@pytest.mark.parametrize("name", ["journal.jsonl", "journal (1).jsonl"])
def test_what_both_did_in_the_same_second_is_done_in_both(tmp_path: Path, name: str) -> None:
    """What both have starred at last stays starred, though one took that back in between."""
    good, clock = made(tmp_path / "good"), Clock()
    here, there = [NOTE, NOTE, STAR], [STAR, UNDO, STAR]
    folder = changed_copy(good, tmp_path / "here", here, clock, is_folded=True)
    other = changed_copy(good, tmp_path / "there", there, clock, is_folded=True)
    with (folder / name).open("ab") as journal:
        journal.write((other / "journal.jsonl").read_bytes())
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert library.article(1).starred


def mix(folder: Path, sources: dict[str, Path]) -> None:
    """A folder with some files from one copy of a library and some from another."""
    shutil.copytree(sources["library.json"] / "texts", folder / "texts")
    for name, source in sources.items():
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)
        elif (source / name).exists():
            shutil.copy2(source / name, folder / name)


def shown_of(folder: Path) -> list[object]:
    """What a library shows, without a change to its files."""
    with (
        passing_folder() as place,
        Library(shutil.copytree(folder, Path(place) / "copy")) as library,
    ):
        return shown(library)


def shown(library: Library) -> list[object]:
    return [
        *((a.id, a.title, sorted(a.tags), a.starred, a.archived) for a in library.articles()),
        *sorted(note.text for note in library.search.notes.values()),
    ]


def taken_away(folder: Path, _: Path) -> None:
    (folder / "journal.jsonl").unlink()


def emptied(folder: Path, _: Path) -> None:
    (folder / "journal.jsonl").write_bytes(b"")


def older(folder: Path, good: Path) -> None:
    (folder / "journal.jsonl").unlink()
    shutil.copy(good / "journal.jsonl", folder)


def another_in_its_place(folder: Path, good: Path) -> None:
    other = changed_copy(good, good.parent / "other", THERE * 4, is_folded=False)
    (folder / "journal.jsonl").unlink()
    shutil.copy(other / "journal.jsonl", folder)


def another_written_over_it(folder: Path, good: Path) -> None:
    other = changed_copy(good, good.parent / "other", THERE * 4, is_folded=False)
    (folder / "journal.jsonl").write_bytes((other / "journal.jsonl").read_bytes())


@pytest.mark.parametrize(
    "harm", [taken_away, emptied, older, another_in_its_place, another_written_over_it]
)
@pytest.mark.parametrize("is_killed", [False, True])
@pytest.mark.parametrize("goes_on", [False, True])
def test_what_was_done_in_an_open_library_outlives_its_journal(
    tmp_path: Path, harm: Callable[[Path, Path], None], is_killed: bool, goes_on: bool
) -> None:
    good = made(tmp_path / "good")
    folder = changed_copy(good, tmp_path / "here", [], is_folded=True)
    library = Library(folder)
    beside = Library(folder)
    library.retag([1], TagEdit.parse("+one"))
    library.retag([3], TagEdit.parse("+two"))
    beside.follow()
    harm(folder, good)
    library.follow()
    told = " ".join(library.warnings)
    assert "what was in it alone is written again" in told
    assert ("replaced by that of another copy" in told) == ("another" in harm.__name__)
    beside.follow()
    if goes_on:
        library.retag([3], TagEdit.parse("+three"))
        beside.retag([4], TagEdit.parse("+four"))
        library.follow()
        assert "four" in library.article(4).tags
    for each in (beside, library):
        if is_killed:
            each._store.close()
        else:
            each.close()
    with Library(folder) as again:
        assert "one" in again.article(1).tags
        assert "two" in again.article(3).tags
        assert not goes_on or "three" in again.article(3).tags
        assert not goes_on or "four" in again.article(4).tags
    repair(folder)
    assert check(folder) == []
    with Library(folder) as again:
        assert {"one", *(["there"] if "another" in harm.__name__ else [])} <= again.article(
            1
        ).tags


@pytest.mark.parametrize("left", [0, 3, 4])
def test_operations_that_went_with_the_journal_are_missed(tmp_path: Path, left: int) -> None:
    """The open, check and repair say which; they were in no other file."""
    folder = changed_copy(made(tmp_path / "good"), tmp_path / "here", THERE, is_folded=False)
    journal = folder / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.unlink()
    if left:
        journal.write_bytes(b"".join(lines[:left]))
    with Library(shutil.copytree(folder, tmp_path / "opened")) as library:
        [warning] = library.warnings
        assert "to 6 are missing from" in warning
    first = max(4, left + 1)
    missing = f"operations {first} to 6 are"
    assert any(f"{missing} missing" in finding.problem for finding in check(folder))
    assert any(f"{missing} lost" in done for done in repair(folder))
    assert (check(folder), repair(folder)) == ([], [])
    with Library(folder) as library:
        assert library.warnings == []


def test_a_journal_that_was_deleted_is_missed_once(tmp_path: Path) -> None:
    folder = made(tmp_path / "library")
    (folder / "journal.jsonl").unlink()
    assert any("journal.jsonl is gone" in finding.problem for finding in check(folder))
    assert repair(folder)
    assert (check(folder), repair(folder)) == ([], [])
    with Library(folder) as library:
        assert library.history.labels() == []
        library.star([1])
        library.history.undo()
    assert check(folder) == []
