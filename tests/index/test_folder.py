"""The manifest of the index's files: what it takes for damage, and what not."""

import os
from pathlib import Path

import pytest

from octavo.index import folder
from octavo.index.folder import MANIFEST, IndexUnusable, empty, faults, write_manifest
from octavo.index.writer import SearchIndex


@pytest.fixture
def index(tmp_path: Path) -> Path:
    made = SearchIndex.create(tmp_path)
    made.update((), (), 1)
    made.close()
    return tmp_path


def test_all_is_well(index: Path) -> None:
    assert [*faults(index, thorough=True)] == []


def test_a_copy_has_other_times(index: Path) -> None:
    for path in index.iterdir():
        os.utime(path, ns=(1, 1))
    SearchIndex.open(index)


def test_a_file_that_is_gone_is_missed(index: Path) -> None:
    [segment] = index.glob("*.store")
    segment.unlink()
    with pytest.raises(IndexUnusable, match=r"index/.*\.store is gone"):
        SearchIndex.open(index)


def test_a_commit_may_have_been_killed_before_its_manifest(index: Path) -> None:
    before = (index / MANIFEST).read_bytes()
    SearchIndex.open(index).update((), (), 2)
    (index / MANIFEST).write_bytes(before)

    assert [*faults(index, thorough=True)] == []
    assert SearchIndex.open(index).sequence == 2


@pytest.mark.parametrize("killed_at", range(4))
def test_to_begin_anew_may_be_killed_between_any_two_files(
    index: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    removed: list[str] = []
    unlink = Path.unlink

    def unlink_or_die(path: Path, missing_ok: bool = False) -> None:
        if len(removed) == killed_at:
            raise KeyboardInterrupt
        removed.append(path.name)
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink_or_die)
    with pytest.raises(KeyboardInterrupt):
        empty(index)
    assert [*faults(index, thorough=True)] == []


def test_an_index_of_before_has_none(index: Path) -> None:
    (index / MANIFEST).unlink()
    assert [*faults(index, thorough=True)] == []
    SearchIndex.open(index).update((), (), 2)
    assert (index / MANIFEST).exists()


def test_a_large_file_that_was_touched_is_read_whatever_its_time(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_SMALL", 0)
    for path in filter(lambda path: path.stat().st_size, folder._present(index)):
        before, status = path.read_bytes(), path.stat()
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        [fault] = faults(index, thorough=False)
        assert fault == f"index/{path.name} is not what was written"
        path.write_bytes(before)
        assert [*faults(index, thorough=False)] == []


def test_no_damage_gets_a_checksum_of_its_own(index: Path) -> None:
    [segment] = index.glob("*.store")
    segment.write_bytes(segment.read_bytes()[::-1])
    write_manifest(index)
    assert [*faults(index, thorough=True)] == [f"index/{segment.name} is not what was written"]


def test_an_index_that_came_out_of_a_backup_is_sound(index: Path) -> None:
    for path in index.iterdir():
        path.write_bytes(path.read_bytes())
    assert [*faults(index, thorough=False)] == []
    write_manifest(index)
    assert [*faults(index, thorough=True)] == []
