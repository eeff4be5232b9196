"""Backups: listed with what differs, and gone back to as a step that undo takes back."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octavo.library.library import Library
from octavo.library.repair.backups import NoSuchBackup, Since, generations
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.model.draft import DraftNote
from octavo.model.feed import Feed
from octavo.model.tag import Tag, TagEdit
from octavo.storage.codec import fields_of
from octavo.storage.snapshot import backups
from octavo.storage.snapshot.backups import Backups
from tests.library.obstacles import NOBODY, as_nobody
from tests.library.repair.damage import cut_off, made
from tests.library.seeing import Whole, whole
from tests.making import draft, examples, passing_folder

Everything = tuple[Whole, dict[int, str], dict[int, dict[str, Any]]]


def everything(library: Library) -> Everything:
    """All documents and texts of a library."""
    texts = {id: library.text(id) for id in sorted(library.search.articles)}
    return whole(library), texts, {f.id: fields_of(f) for f in library.feeds.values()}


def with_backup(folder: Path) -> None:
    """Keep what is there as a backup, as an hour that has passed would."""
    Backups(folder / "backups").keep(folder / "library.json", always=True)


@pytest.fixture
def closed(folder: Path) -> Path:
    """A library of two backups: of two articles with a note, and of three."""
    made(folder)
    shutil.rmtree(folder / "backups")
    with_backup(folder)
    return folder


def test_generations_say_what_they_hold_and_what_came_since(closed: Path) -> None:
    with Library(closed) as library:
        library.add([draft("Fourth")])
        library.star([3])
        library.delete([4])
        library.empty_trash()
    [generation] = generations(closed)
    assert (generation.articles, generation.notes, generation.feeds) == (3, 1, 0)
    assert generation.since == Since(added=["Fourth"], changed=["Second"], gone=["Third"])
    assert generation.made.tzinfo is not None


def test_the_newest_backup_is_of_the_last_rewrite_and_those_before_it_an_hour_apart(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thirteen sessions of ten minutes, each with an article."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(2026, 7, 1, tzinfo=tz) + timedelta(minutes=10 * session)

    monkeypatch.setattr(backups, "datetime", Clock)
    for session in range(13):
        with Library(folder) if session else Library.create(folder) as library:
            library.add([draft(f"Session {session}")])
    assert [g.articles for g in generations(folder)] == [12, 6, 0]


def test_what_is_made_last_is_the_newest_though_the_clock_was_ahead(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = [2026, 2031, 2031, 2026, 2026]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(years[session], 7, 1, tzinfo=tz) + timedelta(days=session)

    monkeypatch.setattr(backups, "datetime", Clock)
    for session in range(len(years)):
        with Library(folder) if session else Library.create(folder) as library:
            library.add([draft(f"Session {session}")])
    listed = [*generations(folder)]
    assert [g.articles for g in listed] == [4, 1, 0]
    assert all(g.made.year == 2026 for g in listed)


@pytest.mark.parametrize("act", ["repair", "go back"])
def test_what_is_kept_for_a_repair_or_a_way_back_stays_beside_the_others(
    closed: Path, act: str
) -> None:
    """However often the file is written in the hour after it."""
    if act == "repair":
        cut_off("library.json", 50)(closed)
        repair(closed)
    else:
        with Library(closed) as library:
            library.add([draft("Fourth")])
        with Library(closed) as library:
            library.go_back(1)
    kept = {path.read_bytes() for path in (closed / "backups").glob("*-kept.json")}
    for number in range(2 * backups.GENERATIONS):
        with Library(closed) as library:
            library.add([draft(f"Session {number}")])
    after = [path.read_bytes() for path in Backups(closed / "backups").all()]
    assert kept < {*after}
    assert len(after) <= 2 * backups.GENERATIONS


def test_generations_are_listed_of_a_library_that_cannot_be_opened(closed: Path) -> None:
    cut_off("library.json", 50)(closed)
    [generation] = generations(closed)
    assert (generation.articles, generation.since) == (3, None)


def test_a_backup_that_is_damaged_is_listed_and_not_gone_back_to(closed: Path) -> None:
    [backup] = (closed / "backups").iterdir()
    backup.write_bytes(backup.read_bytes().replace(b"Third", b"Thxrx"))
    [generation] = generations(closed)
    assert generation.fault == "it is not what was written"
    with Library(closed) as library, pytest.raises(NoSuchBackup, match="not what was written"):
        library.go_back(1)
    with Library(closed) as library, pytest.raises(NoSuchBackup, match="there is only 1"):
        library.go_back(2)


ACTS: dict[str, Callable[[Library], object]] = {
    "add": lambda library: library.add([draft(f"New {library.sequence}", tags="new")]),
    "tag": lambda library: library.retag(some(library), TagEdit.parse("+ai -essay")),
    "delete": lambda library: library.delete(some(library)),
    "empty": lambda library: library.empty_trash(),
    "note": lambda library: library.add([], [DraftNote(text=f"Thought {library.sequence}")]),
    "pin": lambda library: library.tags.pin([Tag("korea")]),
    "follow": lambda library: library.feeds.follow([feed(library)]),
    "drop": lambda library: library.feeds.drop(list(library.feeds)[:1]),
    "undo": lambda library: library.history.labels() and library.history.undo(),
    "fetch": lambda library: library.intake.renew(
        {id: draft("Anew", "Other words. " * library.sequence) for id in some(library)},
        label="fetch it",
    ),
    "settle": lambda library: library.settle(),
}


def feed(library: Library) -> Feed:
    return Feed(id=0, url=f"https://feed.example/{library.sequence}", added=library.now())


def some(library: Library) -> list[int]:
    return sorted(library.search.articles)[-1:]


@settings(max_examples=examples(8), deadline=None)
@given(
    before=st.lists(st.sampled_from(sorted(ACTS)), max_size=4),
    since=st.lists(st.sampled_from(sorted(ACTS)), max_size=6),
)
def test_going_back_and_undo_and_redo_lose_nothing(before: list[str], since: list[str]) -> None:
    """Whatever was done before the backup and since it, also with a new process in between."""
    with passing_folder() as room:
        folder = made(Path(room) / "library")
        with Library(folder) as library:
            _act(library, before)
            then = everything(library)
        with_backup(folder)
        with Library(folder) as library:
            _act(library, since)
            today = everything(library)
        with Library(folder) as library:
            done = library.go_back(1)
            assert everything(library) == then
            assert (done is None) == (then == today)
        with Library(folder) as library:
            assert everything(library) == then
            if done is not None:
                library.history.undo()
                assert everything(library) == today
                library.history.redo()
                assert everything(library) == then
        assert check(folder) == []


def _act(library: Library, names: list[str]) -> None:
    for name in names:
        ACTS[name](library)


def test_going_back_keeps_the_text_of_now_where_the_one_of_then_is_gone(closed: Path) -> None:
    with Library(closed) as library:
        library.intake.renew({3: draft("Second", "Other words.")}, label="fetch Second")
    (closed / "texts" / "0001.json").rename(closed / "kept.json")
    with Library(closed) as library:
        library.star([3])
        library.go_back(1)
        assert not library.article(3).starred
        assert library.text(3) == "Other words."


def _as_file(folder: Path) -> None:
    folder.write_text("a list of books")


def _as_link(folder: Path) -> None:
    folder.symlink_to("nowhere")


def _unwritable(folder: Path) -> None:
    folder.mkdir(mode=0o555)


def _unreadable(folder: Path) -> None:
    folder.mkdir(mode=0o000)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(_as_file, "cannot be read (Not a directory)", id="a file"),
        pytest.param(_as_link, "leads to nothing", id="a link to nothing"),
        pytest.param(_unwritable, "cannot be written (Permission denied)", id="unwritable"),
        pytest.param(_unreadable, "cannot be read (Permission denied)", id="unreadable"),
    ],
)
def test_a_folder_of_backups_that_refuses_is_said_by_check_and_stops_nothing(
    spoil: Callable[[Path], None], fault: str
) -> None:
    """Opening, changing, compacting, listing and repairing go on."""
    with passing_folder() as room:
        folder = made(Path(room) / "library")
        shutil.rmtree(folder / "backups")
        spoil(folder / "backups")
        for path in (Path(room), folder, *folder.rglob("*")):
            if path.name != "backups" and os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
        said = as_nobody(lambda: _used(folder))
    assert said == f"['warning: backups/ {fault}, so no backup is made'] [] True"


def _used(folder: Path) -> str:
    with Library(folder) as library:
        library.star([1])
        library._compactor.compact()
        starred = library.article(1).starred
    before = [str(finding) for finding in check(folder)]
    assert repair(folder) == []
    (folder / "texts" / "0001.json").unlink()
    assert "lost" in " ".join(repair(folder))
    assert [str(finding) for finding in check(folder)] == before
    return f"{before} {list(generations(folder))} {starred}"


def test_a_backup_shares_no_bytes_with_the_file_that_repair_leaves(closed: Path) -> None:
    """A script that writes into `library.json` in place would change both."""
    (closed / "texts" / "0001.json").unlink()
    repair(closed)
    newest = Backups(closed / "backups").all()[0]
    assert newest.stat().st_nlink == 1


def test_why_a_backup_is_of_no_use_is_said_in_words(closed: Path) -> None:
    [backup] = (closed / "backups").iterdir()
    backup.write_bytes(backup.read_bytes().replace(b"Third", b"Th\xffrd"))
    assert [each.fault for each in generations(closed)] == ["it is not what was written"]
    assert not any("codec" in finding.problem for finding in check(closed))
    with Library(closed) as library, pytest.raises(NoSuchBackup, match="there is only 1"):
        library.go_back(7)


def test_a_backup_of_a_file_that_is_linked_is_no_link(closed: Path, tmp_path: Path) -> None:
    """Such as where one keeps library.json in a folder that is synced."""
    path = closed / "library.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    for number in range(2):
        with Library(closed) as library:
            library.add([draft(f"New {number}")])
    assert path.is_symlink()
    assert not any(backup.is_symlink() for backup in Backups(closed / "backups").all())
    newest, *_ = generations(closed)
    assert newest.since == Since(added=["New 1"])
