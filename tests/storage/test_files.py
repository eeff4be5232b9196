"""Files that spare work: what was written is read, and nothing else is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from octavo.storage.files import read_derived, write_derived


class Figures(Struct):
    """Something that could be told anew."""

    name: str
    numbers: list[int]


FIGURES = Figures("세 numbers", [1, 2, 300])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "figures"


def test_what_was_written_is_read(path: Path) -> None:
    write_derived(path, FIGURES)

    assert read_derived(path, Figures) == FIGURES


def test_a_file_that_is_not_there_holds_nothing(path: Path) -> None:
    assert read_derived(path, Figures) is None


def test_nothing_is_written_where_there_is_no_folder(tmp_path: Path) -> None:
    write_derived(tmp_path / "index" / "figures", FIGURES)

    assert list(tmp_path.iterdir()) == []


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_flipped_bit_goes_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("index") / "figures"
    write_derived(path, FIGURES)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)

    assert read_derived(path, Figures) is None


@given(content=st.binary(max_size=40))
def test_no_other_bytes_are_taken_for_it(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("index") / "figures"
    path.write_bytes(content)

    assert read_derived(path, Figures) is None
