"""Commands beside Python with their imports, and beside the commands of peers."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from octavo.library.library import Library
from octavo.query import Query
from tests.bench.figure import Figure
from tests.bench.generate import Generator
from tests.bench.peers import Fts5, Notmuch
from tests.bench.timing import timed

TIMES = 5
"""How often each command is run; the median counts."""

_FLOOR = [sys.executable, "-c", "import msgspec, click"]
_FOUND = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20"


def commands(folder: Path) -> Iterator[Figure]:
    """From the start of a command to its end, into a pipe; what it changes is taken back."""
    word = Generator().queries(1)[0].split()[0]
    id, tag = _newest_and_usual(folder)
    floor = _median([_FLOOR] * TIMES)
    here = [sys.executable, "-m", "octavo", "--library", str(folder)]
    tagging = [[*here, "tag", id, "--", f"{sign}bench"] for sign in "+-" * TIMES]
    peers = {"Python with its imports": floor}
    with tempfile.TemporaryDirectory(dir=folder.parent) as room:
        found = {**peers, "SQLite's shell, FTS5": _sqlite(folder, Path(room), word)}
        for act, asked, beside in (
            ("search", [[*here, "search", word, "--limit", "20"]] * TIMES, found),
            ("list", [[*here, "list", "--limit", "20"]] * TIMES, peers),
            ("list tag:", [[*here, "list", f"tag:{tag}", "--limit", "20"]] * TIMES, peers),
            ("show", [[*here, "show", id]] * TIMES, peers),
            ("tag", tagging, peers),
        ):
            yield Figure(f"octavo {act}", _median(asked), "ms", beside)
    adding = [timed(_run, [*here, "add", "-"], _new_text()) * 1000 for _ in range(TIMES)]
    yield Figure("octavo add, of a small text", statistics.median(adding), "ms", peers)
    for _ in range(TIMES):
        _run([*here, "undo"])


def _new_text() -> bytes:
    return f"A small text\n\nIt is the one of {time.time_ns()}.\n".encode()


def beside_peers(folder: Path) -> Iterator[Figure]:
    """A search and a tag as commands, beside those of rg and notmuch over the same texts."""
    word = Generator().queries(1)[0].split()[0]
    id, _ = _newest_and_usual(folder)
    here = [sys.executable, "-m", "octavo", "--library", str(folder)]
    found = _median([[*here, "search", word, "--limit", "20"]] * TIMES)
    tagged = _median([[*here, "tag", id, "--", f"{sign}bench"] for sign in "+-" * TIMES])
    with tempfile.TemporaryDirectory(dir=folder.parent) as room, Library(folder) as library:
        mails = Notmuch(library, Path(room))
        name = "" if mails.count == len(library.search.articles) else f", {mails.count} of them"
        searched: dict[str, float | None] = {f"rg{name}": None, f"notmuch{name}": None}
        if shutil.which("rg"):
            rg = ["rg", "--ignore-case", "--word-regexp", "--files-with-matches"]
            searched[f"rg{name}"] = _median([[*rg, word, str(mails.folder)]] * TIMES)
        put = None
        if Notmuch.is_installed():
            mails.index()
            asked = [timed(mails.find, word) for _ in range(TIMES)]
            searched[f"notmuch{name}"] = statistics.median(asked) * 1000
            put = statistics.median(timed(mails.tag, id) for _ in range(TIMES)) * 1000
        searched["SQLite's shell, FTS5"] = _sqlite(folder, Path(room), word)
    yield Figure("octavo search", found, "ms", searched)
    yield Figure("octavo tag", tagged, "ms", {f"notmuch{name}": put})


def _newest_and_usual(folder: Path) -> tuple[str, str]:
    """The last article's id, and the tag that most articles have."""
    with Library(folder) as library:
        library.search.catch_up()
        return str(library.search.find(Query()).ids[0]), library.tags.counts()[0].tag


def _median(asked: Sequence[Sequence[str]]) -> float:
    """Milliseconds."""
    return statistics.median(timed(_run, each) for each in asked) * 1000


def _run(words: Sequence[str], given: bytes = b"") -> None:
    """With compiled modules, whatever the environment says, as everybody has them."""
    known = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    subprocess.run(words, env=known, check=False, capture_output=True, input=given)


def _sqlite(folder: Path, room: Path, word: str) -> float | None:
    """What SQLite's own shell takes for the best with a word; None where there is none."""
    shell = shutil.which("sqlite3")
    if shell is None or not _has_fts5(shell):
        return None
    with Library(folder) as library:
        peer = Fts5(library, room)
        peer.index()
        peer.close()
    sql = _FOUND.replace("?", f"'\"{word}\"'")
    return _median([[shell, str(room / "fts5.db"), sql]] * TIMES)


def _has_fts5(shell: str) -> bool:
    asked = [shell, ":memory:", "CREATE VIRTUAL TABLE t USING fts5(a)"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0
