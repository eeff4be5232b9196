"""An import of a generated export of Pocket, each in a process of its own.

`python -m tests.bench.importing (octavo|tinydb) FILE FOLDER` does one and prints the seconds
that it took and the megabytes of memory that the process had at most.
"""

import csv
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tinydb

from octavo.library.library import Library
from octavo.services.imports import Import
from octavo.text import grouped
from tests.bench.figure import Figure
from tests.bench.generate import Generator
from tests.making import passing_folder

ROWS, MANY = 10_000, 50_000


def importing() -> Iterator[Figure]:
    """Rows a second into an empty library, and the memory that it takes until it is closed."""
    with passing_folder() as room:
        few, many = (_export(Path(room, f"{count}.csv"), count) for count in (ROWS, MANY))
        seconds, little = _done("octavo", few)
        theirs, _ = _done("tinydb", few)
        _, much = _done("octavo", many)
    peer = {"csv and TinyDB insert_multiple, no address looked up": ROWS / theirs}
    yield Figure(f"import of {grouped(ROWS)} rows of Pocket’s", ROWS / seconds, "rows/s", peer)
    peer = {f"{grouped(ROWS)} rows": little}
    yield Figure(f"memory at the most, import of {grouped(MANY)} rows", much, "MB", peer)


def _export(path: Path, count: int) -> Path:
    """A generated export."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "url", "time_added", "tags", "status"))
        for draft in Generator().drafts(count, texts=False):
            tags = "|".join(sorted(map(str, draft.tags)))
            added = int(draft.added.timestamp()) if draft.added else 0
            status = "archive" if draft.archived else "unread"
            writer.writerow((draft.title, draft.url, added, tags, status))
    return path


def _done(who: str, file: Path) -> tuple[float, float]:
    """The seconds and the megabytes that an import takes."""
    with passing_folder() as room:
        command = [sys.executable, "-m", __name__, who, str(file), room]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, megabytes = map(float, said.split())
    return seconds, megabytes


def _octavo(file: Path, folder: Path) -> None:
    with Library.create(folder / "library") as library:
        for _ in Import(library, file):
            pass


def _tinydb(file: Path, folder: Path) -> None:
    with tinydb.TinyDB(folder / "library.json") as base, file.open(newline="") as rows:
        base.table("articles").insert_multiple(csv.DictReader(rows))


WHO: dict[str, Callable[[Path, Path], None]] = {"octavo": _octavo, "tinydb": _tinydb}


def main(who: str, file: str, folder: str) -> None:
    """Do one import and print what it took."""
    started = time.perf_counter()
    WHO[who](Path(file), Path(folder))
    print(time.perf_counter() - started, _most_memory())


def _most_memory() -> float:
    """Megabytes at the most; what `getrusage` says would count the benchmark that began it."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
