"""What is measured: each function measures one act on one library and its peer beside it."""

import random
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec

import tinydb
from msgspec import Struct

from octavo.library.library import Library
from octavo.model.query import parse
from octavo.model.tag import Tag, TagEdit
from tests.bench.generate import Generator
from tests.bench.terminal import Terminal

BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
APP = [sys.executable, "-m", "octavo"]
LAUNCHES = 5
P = ParamSpec("P")
KEYS = 60
UNEVEN = 0.05
"""Seconds by which the time between two keys differs, so that they meet the timers of the app,
which run 60 times a second, in every phase."""


class Figure(Struct, frozen=True):
    """One line of the table."""

    act: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure ours is; None where there is no peer."""
        return self.ours / self.theirs if self.theirs else None


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so great a share of the values stays within."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def launch(folder: Path) -> Figure:
    """From starting the program until the list is painted."""
    ours = statistics.median(
        _first_paint(_app(folder), b"newest first") for _ in range(LAUNCHES)
    )
    bare = statistics.median(_first_paint(BARE, b"ready") for _ in range(LAUNCHES))
    return Figure("launch to a usable list", ours * 1000, "ms", "bare Textual app", bare * 1000)


def keys(folder: Path) -> Iterator[Figure]:
    """From a key until the last byte that it paints, seen from outside, and the work for it.

    The keys come one by one, about six in a second. The bare app is measured anew beside each
    kind of key, as other work on the machine comes and goes.
    """
    with Library(folder) as library:
        library.tags.pin([Tag("bench")])
    for act, prepare, typed in (
        ("move", "", ["j"]),
        ("open and close a text", "", ["\r", "h"]),
        ("mark", "", ["x"]),
        ("a letter in the query line", "/", ["t", "a", "\x7f", "\x7f"]),
        ("toggle a pinned tag", "", ["1"]),
    ):
        painted, busy = _typed(_app(folder), b"newest first", prepare, typed)
        bare, bare_busy = _typed(BARE, b"ready", "", ["a", "b", "c"])
        slow = percentile(bare, 0.95) * 1000
        yield Figure(
            f"{act}: painted, p95",
            percentile(painted, 0.95) * 1000,
            "ms",
            "bare Textual app",
            slow,
        )
        yield Figure(
            f"{act}: UI thread busy a key",
            busy * 1000,
            "ms",
            "bare Textual app",
            bare_busy * 1000,
        )


def memory(folder: Path) -> Figure:
    """What the app holds once everything is in memory."""
    with Terminal(_app(folder)) as terminal:
        terminal.until(b"newest first")
        terminal.settle(2.0)
        for key in "jjjj":
            terminal.key(key)
        terminal.key("/tag:zzz\r", quiet=1.0)
        terminal.settle(2.0)
        return Figure("memory, app open", terminal.memory(), "MB")


def tag_edit(folder: Path) -> Figure:
    """One tag put on one article, synced, against TinyDB's own JSON storage."""
    with Library(folder) as library:
        id = library.search.find(parse("")).ids[0]
        library.retag([id], TagEdit.parse("+bench -bench"))
        edits = (TagEdit.parse("+bench"), TagEdit.parse("-bench")) * 50
        ours = statistics.median(_timed(library.retag, [id], edit) for edit in edits)
    copy = folder.parent / "peer.json"
    shutil.copy(folder / "library.json", copy)
    with tinydb.TinyDB(copy) as peer:
        table = peer.table("articles")
        theirs = statistics.median(
            _timed(table.update, {"tags": [tag]}, None, [id]) for tag in ("a", "b", "c")
        )
    copy.unlink()
    return Figure(
        "one durable tag edit", ours * 1000, "ms", "TinyDB JSONStorage", theirs * 1000
    )


def search(folder: Path) -> Iterator[Figure]:
    """Ranked search for the first fifty, and indexing, against SQLite's FTS5."""
    with Library(folder) as library, _fts5(library) as (peer, indexing):
        queries = Generator().queries(200)
        library.search.find(parse(queries[0]))
        ours = [_timed(_ask, library, query) for query in queries]
        theirs = [_timed(_ask_fts5, peer, query) for query in queries]
        yield Figure(
            "ranked search, p95",
            percentile(ours, 0.95) * 1000,
            "ms",
            "SQLite FTS5",
            percentile(theirs, 0.95) * 1000,
        )
        count = len(library.search.articles)
        seconds = _timed(library.search.rebuild)
        yield Figure(
            "indexing",
            count / seconds,
            "articles/s",
            "SQLite FTS5",
            count / indexing,
        )


def _app(folder: Path) -> list[str]:
    return [*APP, "--library", str(folder)]


def _first_paint(command: Sequence[str], text: bytes) -> float:
    with Terminal(command) as terminal:
        return terminal.until(text)


def _typed(
    command: Sequence[str], ready: bytes, prepare: str, typed: Sequence[str]
) -> tuple[list[float], float]:
    """Seconds to the last painted byte of each key, and seconds of work a key."""
    with Terminal(command) as terminal:
        terminal.until(ready)
        terminal.settle(1.0)
        if prepare:
            terminal.key(prepare, quiet=0.5)
        for key in typed:
            terminal.key(key)
        chance = random.Random(1)
        before = terminal.busy()
        painted = []
        for n in range(KEYS):
            time.sleep(chance.random() * UNEVEN)
            painted.append(terminal.key(typed[n % len(typed)]))
        return painted, (terminal.busy() - before) / KEYS


def _timed(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    started = time.perf_counter()
    act(*args, **kwargs)
    return time.perf_counter() - started


@contextmanager
def _fts5(library: Library) -> Iterator[tuple[sqlite3.Connection, float]]:
    """The same texts in an FTS5 table with Porter stemming, and the seconds that it took."""
    path = library.folder.parent / "fts5.db"
    path.unlink(missing_ok=True)
    rows = [(a.id, a.title, library.text(a.id)) for a in library.search.articles.values()]
    peer = sqlite3.connect(path)
    peer.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='porter unicode61')")

    def index() -> None:
        peer.executemany("INSERT INTO t(rowid, title, text) VALUES (?, ?, ?)", rows)
        peer.commit()

    try:
        yield peer, _timed(index)
    finally:
        peer.close()
        path.unlink()


def _ask(library: Library, query: str) -> Sequence[int]:
    return list(library.search.find(parse(query)).ids[:50])


def _ask_fts5(peer: sqlite3.Connection, query: str) -> list[tuple[int]]:
    words = " ".join(f'"{word}"' for word in query.split())
    return peer.execute(
        "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 4.0, 1.0) LIMIT 50", (words,)
    ).fetchall()
