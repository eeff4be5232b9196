"""A library in a folder of its own, and a clock that stands still, for every test."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

import pytest
from hypothesis import settings

from octavo.library.library import Library
from octavo.model.article import Article
from octavo.storage.journal import writer
from tests.making import USUAL, Clock, DraftFields, MakeArticle, draft

settings.register_profile("octavo", deadline=None, max_examples=USUAL)
settings.register_profile("thorough", deadline=None, max_examples=20 * USUAL)
settings.load_profile("octavo")  # how long an example takes is the machine's affair


_MEMORY = Path("/dev/shm")
_ENOUGH = 1 << 30
"""Bytes; a few libraries at a time take some megabytes, and what failed stays."""


def pytest_configure() -> None:
    """Have all files in memory where that is possible, which a fifth of the time goes into."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        room = os.statvfs(_MEMORY)
        if room.f_bavail * room.f_frsize > _ENOUGH and not room.f_flag & os.ST_NOEXEC:
            tempfile.tempdir = str(_MEMORY)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process for the tests of a few files, which more of them would only start later.

    Snapshots are written by one process too. For many there is one more than there are cores:
    a quarter of its time each of them waits, for programs, threads and answers.
    """
    few = any("::" in path or path.endswith(".py") for path in config.args)
    if few or config.getoption("update_snapshots", False):
        return 0
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look no more for rubbish among the tests themselves, some 300 000 objects that stay.

    And look for it less often, as apps that are gone leave little of it: 7 % of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured, which a test that passes could not."""
    for test in terminalreporter.getreports("passed"):
        for name, value in test.user_properties:
            if name == "measured":
                terminalreporter.section("measured")
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session", autouse=True)
def _quick_disk() -> Iterator[None]:
    """Leave out the syncs, thousands at 3 ms each; only a cut of the power would miss them."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((os, "fsync"), (os, "fdatasync"), (writer, "_sync")):
            patch.setattr(place, name, lambda _: None)
        yield


@pytest.fixture
def clock() -> Clock:
    """The clock of `library`: 4 March 2026, 8 o'clock UTC, until it is advanced."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where `library` is; not there until something makes it."""
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    """An empty library, open; closed after the test."""
    with Library.create(folder, clock) as library:
        yield library


@pytest.fixture
def make_article(library: Library, clock: Clock) -> MakeArticle:
    """Adds articles to `library`; takes what `draft` takes."""

    def make(
        title: str,
        text: str | None = None,
        *,
        tags: str = "",
        **fields: Unpack[DraftFields],
    ) -> Article:
        clock.advance(minutes=1)
        [entry] = library.add([draft(title, text, tags=tags, **fields)])
        assert entry.id is not None
        return library.article(entry.id)

    return make
