"""Damage that is found, and told from what a script writes."""

import zlib
from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.library.repair.repair import repair
from octavo.storage.errors import LibraryBroken
from tests.faults.flips import Flip, contents
from tests.library.repair.damage import made, replaced


def test_what_was_read_from_a_damaged_file_is_never_written_back(folder: Path) -> None:
    """The time of the file is kept, so an open trusts what it knows of it."""
    made(folder)
    before = (folder / "library.json").read_bytes()
    Flip("library.json", 8 * before.index(b"Third"), keeps_time=True).apply(folder)
    with Library(folder) as library:
        library.star([1])

    with pytest.raises(LibraryBroken, match="one bit of it has flipped"):
        Library(folder)
    assert "one bit of library.json had flipped and is put right" in repair(folder)
    assert check(folder) == []
    with Library(folder) as library:
        assert library.article(4).title == "Third"
        assert library.article(1).starred


def test_a_flipped_bit_in_the_name_of_a_table_is_no_script(folder: Path) -> None:
    made(folder)
    content = (folder / "library.json").read_bytes()
    Flip("library.json", 8 * content.index(b"notes"), keeps_time=False).apply(folder)
    with pytest.raises(LibraryBroken, match="one bit of it has flipped"):
        Library(folder)
    repair(folder)
    assert check(folder) == []


def test_damage_in_one_place_is_told_from_a_script(folder: Path) -> None:
    """A few bytes of one document, and all the rest as octavo writes it."""
    made(folder)
    sound = contents(folder)
    replaced("library.json", b"Third", b"Thxxx")(folder)

    with pytest.raises(LibraryBroken, match=r"not what was written.*goes back to"):
        Library(folder)
    assert check(folder)[0].problem.startswith("library.json is broken (it is not what was")
    repair(folder)
    assert contents(folder) == sound


def test_a_file_of_before_has_its_checksum_before_its_head(folder: Path) -> None:
    made(folder)
    path = folder / "library.json"
    body, _, _ = path.read_bytes().rpartition(b'"1":{"format"')
    head = b'"1":{"format":1,"sequence":3,"next_id":5,"crc":%d,"time":1795919778}}}'
    path.write_bytes(body + head % zlib.crc32(body))
    assert check(folder) == []


def test_damage_in_several_places_is_told_from_a_script(folder: Path) -> None:
    """Two stretches of the file have changed places, and what is left can be read."""
    made(folder)
    sound = contents(folder)
    path = folder / "library.json"
    content = path.read_bytes()
    swapped = (
        content.replace(b"Third", b"\0").replace(b"First", b"Third").replace(b"\0", b"First")
    )
    path.write_bytes(swapped.replace(b"essay", b"exxay"))
    assert len(path.read_bytes()) == len(content)

    with pytest.raises(LibraryBroken, match=r"not what was written"):
        Library(folder)
    repair(folder)
    assert contents(folder) == sound
