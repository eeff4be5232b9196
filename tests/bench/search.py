"""Ranked search and indexing beside the peers."""

import gc
import shutil
import statistics
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
MIXED = 1_000
"""Queries with fields."""


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


def mixed(folder: Path) -> Iterator[Figure]:
    """The first fifty and how many there are, of words and fields in any mix.

    As one types, each letter is a query; an empty answer comes with what to ask instead. What
    the app does for it once somebody has searched is done before, and told by itself.
    """
    generator = Generator()
    queries = list(generator.mixed_queries(MIXED))
    words = [word for query in generator.queries(QUERIES // 4) for word in query.split()]
    letters = [word[:length] for word in words for length in range(1, len(word) + 1)]
    empty = [f"{query} zzz{number}" for number, query in enumerate(queries[:QUERIES])]
    firsts = ("is:unread", "-tag:a", "site:a", "author:a", "lang:en", "words:>9", "read:<9d")
    pairs = [f"{word} {field}" for word in words[:9] for field in ("lang:en", "minutes:<5")]
    with Library(folder) as library:
        first = [timed(_find, library, f"-{words[0]} {field}") for field in firsts]
        for field in (*firsts, "published:<9d", "added:<9d"):
            _find(library, f"is:unread {field}")  # so that all columns are there
        cold = [timed(_find, library, f"{word} is:unread") for word in (*words[:9], "t*", "s*")]
        preparing = timed(lambda: [*library.prepare(), *library.search.prepare()])
        gc.freeze()  # as the app does: a look at all that is there takes 20 ms
        common = [timed(_find, library, query) for query in pairs]
        ours = [timed(_find, library, query) for query in queries]
        typed = [timed(_find, library, query, typing=True) for query in letters]
        ways_out = [timed(_suggested, library, query) for query in empty]
    yield Figure("the first query for a field, median", statistics.median(first) * 1000, "ms")
    yield Figure(
        "the first query for a word beside a field, median",
        statistics.median(cold) * 1000,
        "ms",
    )
    yield Figure("columns and words made ready, in a thread", preparing * 1000, "ms")
    yield Figure("a word and a common field, p95", percentile(common, 0.95) * 1000, "ms")
    yield Figure("any mix of fields, p95", percentile(ours, 0.95) * 1000, "ms")
    yield Figure("any mix of fields, worst", max(ours) * 1000, "ms")
    yield Figure("letters as they are typed, p95", percentile(typed, 0.95) * 1000, "ms")
    yield Figure("nothing found, and ways out, p95", percentile(ways_out, 0.95) * 1000, "ms")


def _suggested(library: Library, query: str) -> None:
    asked = parse(query)
    if not library.search.find(asked).total:
        library.search.suggestions(asked)


def _seconds_to_index(folder: Path) -> float:
    """How long all texts take into an index that is made anew."""
    shutil.rmtree(folder / "index")
    with Library(folder) as library:
        return timed(library.search.catch_up)


def _find(library: Library, query: str, *, typing: bool = False) -> tuple[list[int], int]:
    """The first that a query finds, and how many there are."""
    results = library.search.find(parse(query, typing=typing))
    return list(results.ids[:FIRST]), results.total


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
