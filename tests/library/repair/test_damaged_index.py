"""An index that is damaged where an open does not look: it is not built upon."""

from pathlib import Path

import pytest

from octavo.index import manifest
from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.query import parse
from tests.faults.flips import Flip
from tests.library.repair.damage import made
from tests.making import draft


def test_a_damaged_index_is_made_anew_before_anything_is_merged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here an open trusts even small files whose size and time are as they were."""
    monkeypatch.setattr(manifest, "_SMALL", 0)
    made(folder)
    stored = max((folder / "index").glob("*.store"))
    Flip(str(stored.relative_to(folder)), 8, keeps_time=True).apply(folder)

    with Library(folder) as library:
        library.add([draft("Fourth")])
        library.search.catch_up()
        assert len(library.search.pending) == 5, "all is to be indexed again"
        assert library.search.find(parse("line")).total == 4
        library.search.catch_up()
        assert library.search.pending == frozenset()
        assert library.search.find(parse("line")).total == 4
    assert check(folder) == []
