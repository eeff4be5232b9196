"""`octavo inbox`."""

from pathlib import Path

import pytest

from octavo.library.library import Library
from octavo.services import inbox
from tests.cli.conftest import Octavo


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no time pass between two looks."""
    monkeypatch.setattr(inbox, "BETWEEN_LOOKS", 0)


def test_what_lies_there_comes_in(octavo: Octavo, library: Library) -> None:
    (library.folder / "inbox").mkdir()
    (library.folder / "inbox" / "weirs.md").write_text("# Weirs\n\nA low wall.\n")
    done = octavo("inbox")
    assert (done.exit_code, done.stdout) == (0, "")
    assert octavo.prints("show", "weirs") == ["A low wall."]
    done = octavo("inbox")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "nothing to take in" in done.stderr
    assert octavo("undo").exit_code == 0
    assert octavo("list").exit_code == 3


def test_the_settings_file_names_another(
    octavo: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text(f'inbox = "{tmp_path / "synced"}"\n')
    monkeypatch.setenv("OCTAVO_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "synced").mkdir()
    (tmp_path / "synced" / "weirs.txt").write_text("A low wall.\n")
    [line] = octavo.objects("inbox")
    assert (line["result"], line["id"]) == ("added", 1)
    assert (tmp_path / "synced" / "done" / "weirs.txt").exists()


def test_what_cannot_come_in_is_told(octavo: Octavo, library: Library) -> None:
    (library.folder / "inbox").mkdir()
    (library.folder / "inbox" / "a.txt").write_bytes(b"\0\1" * 100)
    done = octavo("inbox")
    assert done.exit_code == 1
    assert "rejected" in done.stderr
    assert "a.txt" in done.stderr


def test_an_inbox_may_be_there_before_the_library(tmp_path: Path) -> None:
    (tmp_path / "new" / "inbox").mkdir(parents=True)
    (tmp_path / "new" / "inbox" / "weirs.txt").write_text("A low wall.\n")
    assert Octavo(tmp_path / "new").prints("inbox") == []
    assert Octavo(tmp_path / "new").prints("show", "1") == ["A low wall."]
