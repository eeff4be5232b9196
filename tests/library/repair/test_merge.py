"""Two copies of a journal in one: nothing that either of them did is thrown away."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.draft import DraftNote
from octavo.model.tag import Tag, TagEdit
from octavo.storage.errors import JournalForked
from tests.library.repair.damage import made
from tests.making import draft, examples, passing_folder

Act = Callable[[Library], object]
Merge = Callable[[bytes, bytes, bytes], bytes]


def branched(room: Path, here: list[Act], there: list[Act]) -> tuple[Path, bytes, bytes, bytes]:
    """A library that is not compacted, and its journals of before, of here and of there."""
    folder = made(room / "here")
    shutil.copytree(folder, room / "there")
    journals = [(folder / "journal.jsonl").read_bytes()]
    for place, acts in ((folder, here), (room / "there", there)):
        library = Library(place)
        for act in acts:
            act(library)
        library._store.close()
        journals.append((place / "journal.jsonl").read_bytes())
    before, ours, theirs = journals
    return folder, before, ours, theirs


def tag(id: int, edit: str) -> Act:
    return lambda library: library.retag([id], TagEdit.parse(edit))


def whole_copies(_: bytes, here: bytes, there: bytes) -> bytes:
    return here + there


def tails(before: bytes, here: bytes, there: bytes) -> bytes:
    return here + there.removeprefix(before)


def line_by_line(before: bytes, here: bytes, there: bytes) -> bytes:
    ours, theirs = (
        side.removeprefix(before).splitlines(keepends=True) for side in (here, there)
    )
    shorter = min(len(ours), len(theirs))
    pairs = b"".join(a + b for a, b in zip(ours, theirs, strict=False))
    return before + pairs + b"".join((*ours[shorter:], *theirs[shorter:]))


MERGES = [
    pytest.param(whole_copies, id="one whole copy after the other"),
    pytest.param(tails, id="what is new of one after the other"),
    pytest.param(line_by_line, id="line by line"),
]


@pytest.mark.parametrize("merge", MERGES)
def test_what_both_copies_did_is_kept(tmp_path: Path, merge: Merge) -> None:
    folder, *journals = branched(
        tmp_path,
        [tag(3, "+here"), lambda library: library.star([4])],
        [tag(3, "+there -korea"), lambda library: library.archive([1]), tag(4, "+late")],
    )
    (folder / "journal.jsonl").write_bytes(merge(*journals))
    assert any("“tag ‘Second’ +there -korea”" in finding.problem for finding in check(folder))
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert library.article(3).tags == {"essay", "here", "there"}
        assert library.article(4).starred
        assert library.article(1).archived
        assert "late" in library.article(4).tags
        assert any("from another copy" in label for label in library.history.labels())
        for _ in library.history.labels():
            library.history.undo()
        assert len(library) == 0


def test_what_contradicts_is_put_aside_and_told(tmp_path: Path) -> None:
    folder, *journals = branched(
        tmp_path,
        [lambda library: library.tags.pin([Tag("essay")])],
        [lambda library: library.tags.pin([Tag("korea")])],
    )
    (folder / "journal.jsonl").write_bytes(tails(*journals))
    told = " ".join(repair(folder))
    assert "operation 4 of another copy, “pin korea”, does not fit" in told
    [aside] = (folder / "set-aside").rglob("operation-4-*.json")
    assert json.loads(aside.read_text())["changes"][0][3] == {"pinned": ["korea"]}
    assert check(folder) == []


def test_what_came_in_under_one_id_in_both_copies_gets_two(tmp_path: Path) -> None:
    thought = DraftNote(text="A thought")
    folder, *journals = branched(
        tmp_path,
        [lambda library: library.add([draft("Here")])],
        [
            lambda library: library.add([draft("There", notes=(thought,))]),
            tag(5, "+there"),
        ],
    )
    (folder / "journal.jsonl").write_bytes(tails(*journals))
    shutil.copy(tmp_path / "there/texts/0001.json", folder / "texts/0001 (copy).json")
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        by_title = {article.title: article for article in library.articles()}
        assert by_title["Here"].id == 5
        assert not by_title["Here"].tags
        other = by_title["There"]
        assert other.tags == {"there"}
        assert [note.words for note in library.notes_on(other.id)] == ["A thought"]
        assert library.text(5) == "What Here has to say fits into one line."
        assert library.text(other.id) == "What There has to say fits into one line."


def test_what_came_in_in_both_copies_is_there_once(tmp_path: Path) -> None:
    """Also where it has another number in each of them; what was done to it is kept."""
    folder, *journals = branched(
        tmp_path,
        [
            lambda library: library.add([draft("Here")]),
            lambda library: library.add([draft("A")]),
        ],
        [lambda library: library.add([draft("A")]), tag(5, "+there")],
    )
    (folder / "journal.jsonl").write_bytes(tails(*journals))
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert [article.id for article in library.articles() if article.title == "A"] == [6]
        assert library.article(6).tags == {"there"}
        assert not library.article(5).tags


def test_the_copy_that_the_library_came_of_goes_first(tmp_path: Path) -> None:
    """Whichever stands first in the journal."""
    folder, *journals = branched(tmp_path, [tag(3, "+here")], [tag(3, "+there")])
    with Library(tmp_path / "there"):
        pass
    shutil.copy(tmp_path / "there/library.json", folder / "library.json")
    (folder / "journal.jsonl").write_bytes(tails(*journals))
    repair(folder)
    with Library(folder) as library:
        assert library.article(3).tags == {"essay", "korea", "here", "there"}
        assert library.history.labels()[:2] == [
            "tag ‘Second’ +here (from another copy)",
            "tag ‘Second’ +there",
        ]


ACTS: list[Act] = [
    *(tag(id, edit) for id in (1, 3) for edit in ("+a", "+b", "-essay")),
    lambda library: library.star([1]),
    lambda library: library.archive([3]),
    lambda library: library.delete([4]),
    lambda library: library.add([draft(f"New {library.sequence} {library.folder.name}")]),
    lambda library: library.add([], [DraftNote(text=f"{library.sequence} {library.folder}")]),
]


@settings(max_examples=examples(8), deadline=None)
@given(
    here=st.lists(st.sampled_from(ACTS), min_size=1, max_size=5),
    there=st.lists(st.sampled_from(ACTS), min_size=1, max_size=5),
    merge=st.sampled_from([whole_copies, tails, line_by_line]),
)
def test_no_piece_of_either_copy_is_lost(
    here: list[Act], there: list[Act], merge: Merge
) -> None:
    """What was tagged or brought in by either is so afterwards."""
    with passing_folder() as room:
        folder, *journals = branched(Path(room), here, there)
        ours = Library(folder)
        with Library(Path(room) / "there") as theirs:
            titles = {article.title for lib in (ours, theirs) for article in lib.articles()}
            notes = {n.text for lib in (ours, theirs) for n in lib.search.notes.values()}
            gained = [
                {t for t in lib.article(id).tags if t != "essay"}
                for lib in (ours, theirs)
                for id in (1, 3)
            ]
        ours._store.close()
        (folder / "journal.jsonl").write_bytes(merge(*journals))
        repair(folder)
        assert repair(folder) == []
        with Library(folder) as library:
            live = {a.title for a in library.search.articles.values()}
            assert titles <= live
            assert notes <= {n.text for n in library.search.notes.values()}
            assert gained[0] | gained[2] <= library.article(1).tags
            assert gained[1] | gained[3] <= library.article(3).tags


def compacted_here(room: Path, there: list[Act]) -> tuple[Path, bytes, bytes, bytes]:
    """The same, with what was done here in `library.json` already."""
    branches = branched(room, [tag(3, "+here")], there)
    library = Library(branches[0])
    library._compactor.compact()
    library._store.close()
    return branches


@pytest.mark.parametrize("merge", MERGES)
def test_another_operation_of_a_number_is_never_passed_over(
    tmp_path: Path, merge: Merge
) -> None:
    """Not even where those that are new to `library.json` would go on from it."""
    folder, *journals = compacted_here(tmp_path, [tag(3, "+there"), tag(4, "+late")])
    (folder / "journal.jsonl").write_bytes(merge(*journals))
    for _ in range(2):
        with pytest.raises(JournalForked, match=r"two operations 4.* check --repair"):
            Library(folder)
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert library.article(3).tags == {"essay", "korea", "here", "there"}
        assert "late" in library.article(4).tags


def test_a_journal_that_another_is_joined_to_while_it_is_open_is_refused(
    tmp_path: Path,
) -> None:
    folder, _, here, there = compacted_here(tmp_path, [tag(3, "+there"), tag(4, "+late")])
    with Library(folder) as library:
        with (folder / "journal.jsonl").open("ab") as journal:
            journal.write(there)
        with pytest.raises(JournalForked):
            library.follow()
        with pytest.raises(JournalForked):
            library.star([3])
        assert library.article(4).tags == {"korea"}
    assert (folder / "journal.jsonl").read_bytes() == here + there


@pytest.mark.parametrize("order", [(0, 1, 2, 0, 1, 2, 3), (0, 0, 1, 2, 3), (0, 1, 3, 2)])
def test_lines_that_are_only_doubled_or_swapped_are_said_at_every_start(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    folder, _, here, _ = branched(tmp_path, [tag(3, "+here")], [])
    lines = here.splitlines(keepends=True)
    (folder / "journal.jsonl").write_bytes(b"".join(lines[place] for place in order))
    for _ in range(2):
        with Library(folder) as library:
            assert any("not in their order" in warning for warning in library.warnings)
            assert library.article(3).tags == {"essay", "korea", "here"}
    repair(folder)
    with Library(folder) as library:
        assert library.warnings == []


NAMES = [
    "journal (conflicted copy 2026-03-04).jsonl",
    "journal.sync-conflict-20260304-120000-ABCDEFG.jsonl",
    "journal (1).jsonl",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_trimmed", [False, True], ids=["all of it", "what is new"])
def test_what_the_copy_of_a_journal_has_is_taken_in(
    tmp_path: Path, name: str, is_trimmed: bool
) -> None:
    folder, before, _, theirs = compacted_here(
        tmp_path, [tag(3, "+there"), lambda library: library.add([draft("There")])]
    )
    (folder / name).write_bytes(theirs.removeprefix(before) if is_trimmed else theirs)
    [finding] = check(folder)
    assert name in finding.problem
    assert "“tag ‘Second’ +there”" in finding.problem
    told = repair(folder)
    assert any(line == f"{name} is put aside" for line in told)
    assert check(folder) == []
    with Library(folder) as library:
        assert library.article(3).tags == {"essay", "korea", "here", "there"}
        assert "There" in {article.title for article in library.articles()}
        library.history.undo()
        assert "There" not in {article.title for article in library.articles()}


def test_a_copy_with_nothing_new_is_put_aside(tmp_path: Path) -> None:
    folder = made(tmp_path / "library")
    copies = {"journal (1).jsonl": "journal.jsonl", "library 2.json": "library.json"}
    for copy, own in copies.items():
        shutil.copy(folder / own, folder / copy)
    problems = [finding.problem for finding in check(folder)]
    assert problems == [
        f"{name} is a copy that has nothing that is not here" for name in copies
    ]
    repair(folder)
    assert check(folder) == []
    assert len([*(folder / "set-aside").rglob("*library 2.json")]) == 1
    with Library(folder) as library:
        assert len(library) == 3


def test_what_stands_only_in_a_copy_of_library_json_is_taken_in(tmp_path: Path) -> None:
    """What was deleted here for good stays away, and nothing comes twice."""
    folder = made(tmp_path / "here")
    shutil.copytree(folder, tmp_path / "there")
    with Library(tmp_path / "there") as there:
        there.add([draft("There")])
        there._compactor.compact()
    with Library(folder) as library:
        library.retag([1], TagEdit.parse("+here"))
    for name in ("library (1).json", "library (2).json"):
        shutil.copy(tmp_path / "there/library.json", folder / name)
    shutil.copy(tmp_path / "there/texts/0001.json", folder / "texts/0001 (1).json")
    shutil.copy(tmp_path / "there/journal.jsonl", folder / "journal (1).jsonl")
    assert "“There”" in " ".join(finding.problem for finding in check(folder))
    repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert sorted(a.title for a in library.articles()) == [
            *("First", "Second", "There", "Third")
        ]
        assert "here" in library.article(1).tags
