"""Ranked search and indexing beside the peers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from octavo.library.library import Library
from octavo.query import parse
from tests.bench.figure import Figure, percentile
from tests.bench.generate import Generator
from tests.bench.peers import FIRST, MAILS, Fts5, Notmuch
from tests.bench.timing import timed

QUERIES = 200


def search(folder: Path) -> Iterator[Figure]:
    """The first fifty that a query finds, and texts taken into the index a second.

    All read the texts from files, and the words of SQLite and notmuch are stemmed, too.
    """
    queries = Generator().queries(QUERIES)
    with tempfile.TemporaryDirectory(dir=folder.parent) as room, Library(folder) as library:
        library.search.find(parse(queries[0]))
        ours = [timed(_find, library, query) for query in queries]
        count = len(library.search.articles)
        indexing = count / _seconds_to_index(folder)
        peer = Fts5(library, Path(room))
        fts5 = count / timed(peer.index)
        theirs = percentile([timed(peer.find, query) for query in queries], 0.95) * 1000
        peer.close()
        name, mails, found = _notmuch(library, Path(room), queries)
    finding = {"SQLite FTS5": theirs, f"{name}, by date": found}
    yield Figure("ranked search, p95", percentile(ours, 0.95) * 1000, "ms", finding)
    yield Figure("indexing", indexing, "texts/s", {"SQLite FTS5": fts5, name: mails})


def _seconds_to_index(folder: Path) -> float:
    """How long all texts take into an index that is made anew."""
    shutil.rmtree(folder / "index")
    with Library(folder) as library:
        return timed(library.search.catch_up)


def _find(library: Library, query: str) -> list[int]:
    return list(library.search.find(parse(query)).ids[:FIRST])


def _notmuch(
    library: Library, room: Path, queries: list[str]
) -> tuple[str, float | None, float | None]:
    """What notmuch had, how many of it a second, and the milliseconds of its queries."""
    if not Notmuch.is_installed():
        return "notmuch", None, None
    peer = Notmuch(library, room)
    mails = peer.count / timed(peer.index)
    found = percentile(peer.seconds(queries), 0.95) * 1000
    name = f"notmuch with {MAILS} of them" if peer.count == MAILS else "notmuch"
    return name, mails, found
