"""The manifest of the index's files: what it takes for damage, and what not."""

import os
from pathlib import Path

import pytest

from octavo.index.folder import IndexUnusable
from octavo.index.manifest import MANIFEST, faults
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


def test_an_index_of_before_has_none(index: Path) -> None:
    (index / MANIFEST).unlink()
    assert [*faults(index, thorough=True)] == []
    SearchIndex.open(index).update((), (), 2)
    assert (index / MANIFEST).exists()
