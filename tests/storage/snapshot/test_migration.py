"""A library of an older format becomes one of the present format, after a backup."""

import json
from pathlib import Path

import msgspec
import pytest
from msgspec import Raw

from octavo.library.library import Library
from octavo.library.repair.check import check
from octavo.model.operation import Change, Operation
from octavo.storage.errors import LibraryOpen
from octavo.storage.journal.records import line_of
from octavo.storage.snapshot import migration
from octavo.storage.snapshot.raw_tables import FORMAT, Slices
from octavo.storage.store import Limits
from tests.making import MORNING

OLD_ARTICLE = {"id": 1, "name": "First", "added": "2026-03-04T08:00:00Z"}


def named_titles(slices: Slices) -> Slices:
    """A step for tests: format 0 had a `name` where format 1 has a `title`."""

    def titled(raw: Raw) -> Raw:
        fields = msgspec.json.decode(raw, type=dict[str, object])
        return Raw(msgspec.json.encode({"title": fields.pop("name"), **fields}))

    return {**slices, "articles": {id: titled(raw) for id, raw in slices["articles"].items()}}


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of format 0, with an operation in its journal that is not compacted yet."""
    monkeypatch.setitem(migration.STEPS, FORMAT - 1, named_titles)
    head = {"format": FORMAT - 1, "sequence": 1, "next_id": 2}
    tables = {"articles": {"1": OLD_ARTICLE}, "notes": {}, "meta": {"1": head}}
    (tmp_path / "library.json").write_text(json.dumps(tables))
    change = Change("articles", 1, {"name": "First"}, {"name": "Renamed"})
    line = line_of(Operation(2, MORNING, "rename First", (change,)))
    (tmp_path / "journal.jsonl").write_bytes(line)
    return tmp_path


def test_opening_brings_it_up_to_date(old: Path) -> None:
    """With what the journal had to add."""
    with Library(old) as library:
        assert library.article(1).title == "Renamed"
        assert library.sequence == 2
        library.star([1])
        library.history.undo()
    assert check(old) == []


def test_the_old_files_are_kept_among_the_backups(old: Path) -> None:
    library_json = (old / "library.json").read_bytes()
    journal = (old / "journal.jsonl").read_bytes()
    Library(old).close()

    kept = {path.read_bytes() for path in (old / "backups").iterdir()}
    assert {library_json, journal} <= kept


def test_undo_does_not_reach_behind_it(old: Path) -> None:
    """The operations of before speak of fields that there are no more."""
    with Library(old) as library:
        assert library.history.labels() == []


def test_it_waits_until_nobody_has_the_library_open(old: Path, tmp_path: Path) -> None:
    """An older octavo may still be writing."""
    from octavo.storage.lock import OpenMarker

    other = OpenMarker(old)
    before = {path: path.read_bytes() for path in old.iterdir() if path.is_file()}
    with pytest.raises(LibraryOpen):
        Library(old, limits=Limits(patience=0.05))
    assert {path: path.read_bytes() for path in old.iterdir() if path.is_file()} == before
    other.close()
    Library(old).close()


def test_check_says_that_it_is_to_be_upgraded(old: Path) -> None:
    findings = [str(finding) for finding in check(old)]
    assert findings[-1].startswith("note: library.json has an older format")
