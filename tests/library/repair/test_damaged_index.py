"""An index that is damaged: nothing it says is believed, and it is not built upon."""

import random
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from octavo.index import folder as manifest
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.query import parse
from tests.faults.flips import Flip
from tests.library.repair.damage import made
from tests.making import draft

LARGE = 65_536
"""Bytes beyond which an open does not read a file that nobody has touched."""
MANY = 200
"""Articles of which an index has such files."""
QUERIES = ("w7", "w3 w11", '"w1 w2"', "title:t40", "w9*", "-w1 w2")


def rot(folder: Path, file: Path, bit: int) -> None:
    """Flip a bit as a disk does that errs: no stamp of the file tells."""
    Flip(str(file.relative_to(folder)), bit, keeps_time=True).apply(folder)
    index = folder / "index"
    known = manifest._read(index) or {}
    stamped = {}
    for name, noted in known.items():
        size, time, touched = manifest._stamp(index / name)
        stamped[name] = manifest._File(size, time, noted.crc, touched)
    packed = msgspec.msgpack.encode(stamped)
    (index / manifest.MANIFEST).write_bytes(zlib.crc32(packed).to_bytes(4) + packed)


def test_a_damaged_index_is_made_anew_before_anything_is_merged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here an open trusts even small files."""
    monkeypatch.setattr(manifest, "_SMALL", 0)
    made(folder)
    rot(folder, max((folder / "index").glob("*.store")), 8)

    with Library(folder) as library:
        library.add([draft("Fourth")])
        library.search.catch_up()
        assert len(library.search.pending) == 5, "all is to be indexed again"
        assert library.search.find(parse("line")).total == 4
        library.search.catch_up()
        assert library.search.pending == frozenset()
        assert library.search.find(parse("line")).total == 4
    assert check(folder) == []


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed library with an index that an open does not read."""
    folder, dice = tmp_path_factory.mktemp("large") / "library", random.Random(8)
    with Library.create(folder) as library:
        texts = (
            " ".join(f"w{int(dice.paretovariate(0.3)) % 50_000}" for _ in range(1_200))
            for _ in range(MANY)
        )
        library.add([draft(f"t{number}", text) for number, text in enumerate(texts)])
        library.search.catch_up()
    return folder


def damaged(large: Path, room: Path) -> Iterator[tuple[Path, Path, int]]:
    """Copies of the library, and a file and a bit of the index of each."""
    dice = random.Random(8)
    for path in sorted((large / "index").iterdir()):
        if not manifest._OURS.fullmatch(path.name):
            continue
        folder = room / path.name
        shutil.copytree(large, folder)
        yield folder, folder / "index" / path.name, dice.randrange(path.stat().st_size * 8)


def answers(library: Library) -> list[list[int]]:
    return [list(library.search.find(parse(query)).ids) for query in QUERIES]


def test_no_flip_in_a_large_index_is_searched(large: Path, tmp_path: Path) -> None:
    """The copies keep the times of their files, and so do the flips."""
    sizes = [path.stat().st_size for path in (large / "index").glob("*.*")]
    assert sum(size > LARGE for size in sizes) >= 3
    with Library(large) as library:
        expected = answers(library)
    for folder, file, bit in damaged(large, tmp_path):
        Flip(str(file.relative_to(folder)), bit, keeps_time=True).apply(folder)
        with Library(folder) as library:
            assert library.search.pending or library.search.is_behind, (file.name, bit)
            assert len(library.search.pending) == MANY
            if file.suffix == ".pos":  # all others are made anew alike
                library.search.catch_up()
                assert answers(library) == expected
        shutil.rmtree(folder, ignore_errors=True)  # a thread of the index may end now


def test_what_only_a_look_at_all_bytes_tells_is_found_in_the_background(
    large: Path, tmp_path: Path
) -> None:
    for folder, file, bit in damaged(large, tmp_path):
        if file.stat().st_size <= LARGE:
            continue
        rot(folder, file, bit)
        with Library(folder) as library:
            assert not library.search.verify(), (file.name, bit)
            assert len(library.search.pending) == MANY
            assert library.search.verify()
        shutil.rmtree(folder, ignore_errors=True)  # a thread of the index may end now
    with Library(large) as library:
        assert library.search.verify()
        assert not library.search.pending
