"""What octavo makes is for its owner alone, and what a person opens to others stays open."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.library.repair.repair import repair
from octavo.model.feed import Feed
from octavo.model.tag import TagEdit
from octavo.services.subscribe import write_feeds
from octavo.settings.state import State
from octavo.storage.store import Limits
from tests.making import draft


@pytest.fixture(autouse=True, params=[0o000, 0o022, 0o027])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Something that would let others in."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


OFTEN = Limits(compact_at=2000, journal_bytes=4000)
"""Has the files written anew at nearly every turn."""


def modes(folder: Path) -> dict[str, int]:
    """The modes of a folder and of all that is in it."""
    all_paths = [folder, *sorted(folder.rglob("*"))]
    return {
        str(path.relative_to(folder.parent)): stat.S_IMODE(path.lstat().st_mode)
        for path in all_paths
    }


def work(folder: Path) -> None:
    """Many operations, in two processes' stead: all that makes files."""
    for turn in range(3):
        is_there = (folder / "library.json").exists()
        with (Library if is_there else Library.create)(folder, limits=OFTEN) as library:
            library.add([draft(f"Tide {turn} {n}", tags="sea") for n in range(40)])
            library.retag([1, 2, 3], TagEdit.parse("+harbour"))
            library.history.undo()
            library.search.catch_up()
            library.feeds.follow(
                [Feed(id=0, url=f"https://tides.example/{turn}", added=library.now())]
            )


def test_the_files_of_a_new_library_are_for_their_owner(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "library"
    work(folder)
    (folder / "library.json").write_bytes(b"{}")
    repair(folder)
    found = modes(tmp_path / "deep")
    assert len(found) > 20
    wide = {name: oct(mode) for name, mode in found.items() if mode & 0o077}
    assert wide == {}


def test_a_library_that_a_person_has_opened_to_others_stays_open(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    work(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o750 if path.is_dir() else 0o640)
    before = modes(folder)
    work(folder)
    now = modes(folder)
    kept = {name: mode for name, mode in before.items() if name in now}
    assert {name: now[name] for name in kept} == kept
    assert now["library"] == 0o750
    assert now["library/library.json"] == now["library/journal.jsonl"] == 0o640


def test_what_the_app_remembers_is_for_its_owner(tmp_path: Path) -> None:
    state = State(tmp_path / "octavo" / "state.json")
    state.remember_query("secret")
    assert set(modes(tmp_path / "octavo").values()) == {0o700, 0o600}
    (tmp_path / "octavo" / "state.json").chmod(0o644)
    state.remember_query("other")
    assert modes(tmp_path / "octavo")["octavo/state.json"] == 0o644


def test_a_list_of_feeds_follows_the_umask_as_any_export(
    library: Library, tmp_path: Path, umask: int
) -> None:
    out = tmp_path / "feeds.opml"
    write_feeds(library, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~umask
    out.chmod(0o604)
    write_feeds(library, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o604
