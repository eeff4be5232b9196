"""Rows that could not come in are kept whole, however many there are."""

from pathlib import Path

import pytest

from octavo.services import imports
from octavo.services.imports import Rejects

ROWS = [f"https://tides.example/{n} \udc80 “{n}”\nsecond line" for n in range(40)]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few rows many."""
    monkeypatch.setattr(imports, "_OF_A_FILE", 1_000)


def test_many_rows_go_into_several_files(tmp_path: Path) -> None:
    kept = Rejects()
    for row in ROWS:
        kept.keep("links.csv", ".csv", "".join, row)
    written = kept.write(tmp_path)
    assert [path.name for path in written[:2]] == ["links.rejected.csv", "links.rejected 2.csv"]
    assert all(path.stat().st_size < 1_200 for path in written)
    told = b"".join(path.read_bytes() for path in written)
    assert told.decode("utf-8", "surrogatepass") == "".join(ROWS)


def test_each_part_has_a_file_of_its_own(tmp_path: Path) -> None:
    kept = Rejects()
    for name in ("a/links.csv", "b/links.csv"):
        kept.keep(name, ".csv", "\n".join, f"{name} 1")
        kept.keep(name, ".csv", "\n".join, f"{name} 2")
    contents = [path.read_text() for path in kept.write(tmp_path)]
    assert contents == ["a/links.csv 1\na/links.csv 2", "b/links.csv 1\nb/links.csv 2"]


def test_nothing_is_written_for_no_rows(tmp_path: Path) -> None:
    assert Rejects().write(tmp_path) == []
