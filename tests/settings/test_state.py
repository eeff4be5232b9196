"""What is remembered between sessions."""

import stat
from pathlib import Path

import pytest

from octavo.settings.state import LastPlace, Remembered, remember, remembered


def test_what_was_remembered_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.json"
    place = LastPlace("/library", "tag:ai", row=3, drop=2)
    left = Remembered(theme="nord", measure=66, split=0.5, place=place, queries=("a", "b"))

    remember(left, path)

    assert remembered(path) == left
    assert [entry.name for entry in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"theme": 3}', id="of other types"),
        pytest.param(b"\xff\x00 not json", id="not JSON"),
    ],
)
def test_a_broken_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)

    assert remembered(path) == Remembered()


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    remember(Remembered(theme="nord"), blocked / "state.json")

    assert stat.S_ISREG(blocked.stat().st_mode)
