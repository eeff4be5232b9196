"""What is measured: each function measures one act on one library and its peer beside it."""

import random
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import tinydb

from octavo.library.library import Library
from octavo.model.tag import Tag, TagEdit
from octavo.query import parse
from tests.bench.figure import Figure, percentile
from tests.bench.terminal import Terminal
from tests.bench.timing import timed
from tests.making import passing_folder

BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
APP = [sys.executable, "-m", "octavo"]
BEGUN = ("a letter in the query line",)
"""Acts that paint more than once: the list, then the text, then the passages of the rows."""
LAUNCHES = 5
KEYS = 60
UNEVEN = 0.05
"""Seconds by which the time between two keys differs, so that they meet the timers of the app,
which run 60 times a second, in every phase."""

ESCAPE = "\x1b[27u"
"""Esc in kitty's keyboard protocol. As older terminals send it, it may be the beginning of
another key, for which octavo waits 30 ms, and the bare app 100."""


def launch(folder: Path) -> Iterator[Figure]:
    """From starting the program until the list is painted, after it was quit, and killed."""
    for act, ends in (("launch to a usable list", "q"), ("launch after a kill", "s")):
        ours = statistics.median(_launch_after(folder, ends) for _ in range(LAUNCHES))
        bare = statistics.median(_first_paint(BARE, b"ready") for _ in range(LAUNCHES))
        yield Figure(act, ours * 1000, "ms", {"bare Textual app": bare * 1000})


def _launch_after(folder: Path, ends: str) -> float:
    """Seconds to the list, after a session that ended by a key, or is killed after it."""
    with Terminal(_app(folder)) as terminal:
        terminal.until(b"newest first")
        terminal.settle(1.0)
        terminal.key(ends)
        terminal.settle(1.0)
    return _first_paint(_app(folder), b"newest first")


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
        ("open and close the sidebar", f"b{ESCAPE}", ["b", ESCAPE]),
        ("a letter in the sidebar", "b", ["t", "a", "\x7f", "\x7f"]),
    ):
        painted, begun, busy = _typed(_app(folder), b"newest first", prepare, typed)
        bare, _, bare_busy = _typed(BARE, b"ready", "", ["a", "b", "c"])
        slow = percentile(bare, 0.95) * 1000
        if act in BEGUN:
            yield Figure(f"{act}: first byte, p95", percentile(begun, 0.95) * 1000, "ms")
        yield Figure(
            f"{act}: painted, p95",
            percentile(painted, 0.95) * 1000,
            "ms",
            {"bare Textual app": slow},
        )
        yield Figure(
            f"{act}: UI thread busy a key",
            busy * 1000,
            "ms",
            {"bare Textual app": bare_busy * 1000},
        )


def beside_datatable(folder: Path) -> Iterator[Figure]:
    """The list until it is painted, and a step in it, beside Textual's table of the same."""
    with passing_folder() as room, Library(folder) as library:
        file = Path(room, "rows.json")
        rows = [
            [a.title, a.site, " ".join(a.tags), str(a.words), f"{a.added:%Y-%m-%d}"]
            for a in library.search.articles.values()
        ]
        file.write_bytes(msgspec.json.encode(rows))
        peer = [sys.executable, "-m", "tests.bench.datatable", str(file)]
        theirs, ours = _first_paint(peer, b"ready"), _first_paint(_app(folder), b"newest first")
        (moved, *_), (beside, *_) = (
            _typed(command, ready, "", ["j"] if command is not peer else ["\x1b[B"])
            for command, ready in ((_app(folder), b"newest first"), (peer, b"ready"))
        )
    name = "Textual's DataTable"
    yield Figure("launch to a usable list", ours * 1000, "ms", {name: theirs * 1000})
    p95 = percentile(moved, 0.95) * 1000, percentile(beside, 0.95) * 1000
    yield Figure("move: painted, p95", p95[0], "ms", {name: p95[1]})


def facets(folder: Path) -> Figure:
    """The facets of all that is not archived, which the app counts in a thread."""
    with Library(folder) as library:
        ids = list(library.search.find(parse("")).ids)
        seconds = statistics.median(timed(library.facets, ids) for _ in range(LAUNCHES))
    return Figure("facets of the whole list", seconds * 1000, "ms", {})


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
        ours = statistics.median(timed(library.retag, [id], edit) for edit in edits)
    copy = folder.parent / "peer.json"
    shutil.copy(folder / "library.json", copy)
    with tinydb.TinyDB(copy) as peer:
        table = peer.table("articles")
        theirs = statistics.median(
            timed(table.update, {"tags": [tag]}, None, [id]) for tag in ("a", "b", "c")
        )
    copy.unlink()
    return Figure(
        "one durable tag edit", ours * 1000, "ms", {"TinyDB JSONStorage": theirs * 1000}
    )


def _app(folder: Path) -> list[str]:
    return [*APP, "--library", str(folder)]


def _first_paint(command: Sequence[str], text: bytes) -> float:
    with Terminal(command) as terminal:
        return terminal.until(text)


def _typed(
    command: Sequence[str], ready: bytes, prepare: str, typed: Sequence[str]
) -> tuple[list[float], list[float], float]:
    """Seconds to the last painted byte of each key, to the first, and of work a key."""
    with Terminal(command) as terminal:
        terminal.until(ready)
        terminal.settle(1.0)
        if prepare:
            terminal.key(prepare, quiet=0.5)
        for key in typed:
            terminal.key(key)
        chance = random.Random(1)
        before = terminal.busy()
        painted, begun = [], []
        for n in range(KEYS):
            time.sleep(chance.random() * UNEVEN)
            painted.append(terminal.key(typed[n % len(typed)]))
            begun.append(terminal.first)
        return painted, begun, (terminal.busy() - before) / KEYS
