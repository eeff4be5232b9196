"""Commands on a disk that fails: a clear error, an exit code, and nothing half done."""

import errno
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octavo.library.library import Library
from tests.cli.conftest import Octavo
from tests.faults.calls import READS, WRITES, Call, System
from tests.library.repair.damage import made
from tests.library.seeing import whole

CHANGES = (
    "add {page}",
    "archive 1",
    "delete 1",
    "read 3",
    "star 1",
    "tag 1 +new",
    "tags delete essay",
    "tags pin korea",
    "tags rename essay paper",
    "undo",
)
LOOKS = ("check", "check --repair", "list", "search third", "show 1", "stats", "tags", "feeds")


NOTHING = 3
"""The exit code where nothing is what was asked for."""


@pytest.fixture
def closed(folder: Path) -> Path:
    return made(folder)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "page.md").write_text("# Fog\n\nThe ferry waited for the fog to lift.\n")
    return tmp_path / "page.md"


def kept(folder: Path) -> object:
    with Library(folder) as library:
        return whole(library)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("line", CHANGES)
def test_what_cannot_be_written_is_an_error_and_changes_nothing(
    line: str,
    number: int,
    closed: Path,
    page: Path,
    octavo: Octavo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arguments, before = line.format(page=page).split(), kept(closed)
    with monkeypatch.context() as patch:
        system = System(closed, patch)
        for refused in ("", "journal.jsonl"):
            with system.failing(_writes(number, refused)):
                done = octavo(*arguments)
            assert done.exit_code == 1, (line, done.output)
            assert done.stderr.startswith("octavo: "), done.stderr
            assert kept(closed) == before
    assert octavo(*arguments).exit_code == 0
    assert kept(closed) != before


@pytest.mark.parametrize("file", ["", "library.json", "journal.jsonl", "texts", "index"])
@pytest.mark.parametrize("line", LOOKS + CHANGES)
def test_what_cannot_be_read_is_told(
    line: str,
    file: str,
    closed: Path,
    page: Path,
    octavo: Octavo,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = kept(closed)
    with monkeypatch.context() as patch:
        system = System(closed, patch)
        with system.failing(_reads(file)):
            done = octavo(*line.format(page=page).split())
    assert done.exit_code in (0, 1, NOTHING), (line, done.output)
    if done.exit_code == 1:
        assert done.stderr.startswith("octavo: ") or line.startswith("check"), done.output
        assert kept(closed) == before


def _writes(number: int, file: str) -> Callable[[Call], int | None]:
    return lambda c: number if c.name in WRITES and c.file.startswith(file) else None


def _reads(file: str) -> Callable[[Call], int | None]:
    return lambda c: errno.EIO if c.name in READS and c.file.startswith(file) else None


def test_what_native_code_says_of_itself_does_not_reach_the_terminal() -> None:
    """Such as Rust's word of a panic, which goes to file 2 whatever Python does."""
    code = (
        "import os, sys, click; from octavo.cli import program\n"
        "def run(**_):\n"
        "    os.write(2, b'thread panicked'); click.echo('said', err=True)\n"
        "    print('so, too', file=sys.__stderr__)\n"
        "program.program = run; program.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr == b"said\nso, too\n"
