"""Calls of TinyDB's own methods on an open library, beside a table on TinyDB's JSON storage."""

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy
from unittest.mock import patch

from tinydb import TinyDB
from tinydb.table import Table

from octavo.library.library import Library
from tests.bench.figure import Figure
from tests.bench.timing import timed
from tests.making import passing_folder

CALLS: dict[str, Callable[[Table, int], object]] = {
    "len": lambda table, _: len(table),
    "contains(doc_id=…)": lambda table, id: table.contains(doc_id=id),
    "get(doc_id=…)": lambda table, id: table.get(doc_id=id),
    "update one": lambda table, id: table.update({"position": id}, doc_ids=[id]),
}

OURS, THEIRS = 50, 3
"""How often each is called; TinyDB's own takes seconds on a large library."""


def tables(folder: Path) -> Iterator[Figure]:
    """One call of each on articles all over the library, and a change without its sync too."""
    with passing_folder() as beside:
        copied = Path(copy(folder / "library.json", beside))
        with Library(folder) as library, TinyDB(copied) as peer:
            ours, theirs = library.db.table("articles"), peer.table("articles")
            ids = library.db.articles.ids()
            chosen = ids[:: max(1, len(ids) // OURS)][:OURS]
            len(ours)  # the file is read once, in a thread
            for name, call in CALLS.items():
                mine = statistics.median(timed(call, ours, id) for id in chosen)
                stock = statistics.median(timed(call, theirs, id) for id in chosen[:THEIRS])
                yield Figure(
                    f"TinyDB’s {name}",
                    mine * 1000,
                    "ms",
                    {"TinyDB JSONStorage": stock * 1000},
                )
            with patch("octavo.storage.journal.writer._sync"):
                unsynced = statistics.median(timed(call, ours, id) for id in chosen)
            yield Figure(f"TinyDB’s {name}, before the sync", unsynced * 1000, "ms")
