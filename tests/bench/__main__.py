"""Measures octavo beside its peers: `python -m tests.bench [SIZE…] [--folder DIR] [--peers]`.

Prints tables in Markdown. Libraries are generated once and kept in the folder. notmuch, rg and
SQLite's shell are peers where they are installed; `--peers` measures nothing but what somebody
would take in octavo's place.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import measures
from tests.bench.commands import beside_peers, commands
from tests.bench.figure import Figure
from tests.bench.generate import fill
from tests.bench.importing import importing
from tests.bench.opening import opening
from tests.bench.search import mixed, search
from tests.bench.tables import tables
from tests.making import passing_folder

SIZES = (1_000, 10_000, 100_000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--folder", type=Path, help="where to keep the libraries")
    parser.add_argument("--peers", action="store_true", help="beside these alone")
    asked = parser.parse_args(arguments)
    with passing_folder() as passing:
        folder, figures = asked.folder or Path(passing), _peers if asked.peers else _figures
        tables = [_measured(folder, size, figures) for size in asked.sizes]
    print(_by_size(asked.sizes, tables), end="\n\n")
    if not asked.peers:
        print(_table(["act, whatever the library", ""], [[f.act, str(f)] for f in _alone()]))


def _measured(
    folder: Path, size: int, figures: Callable[[Path], Iterator[Figure]]
) -> list[Figure]:
    library = folder / str(size)
    if not library.exists():
        fill(library, size)
    return list(figures(library))


def _figures(library: Path) -> Iterator[Figure]:
    yield from measures.launch(library)
    yield from measures.keys(library)
    yield measures.facets(library)
    yield measures.tag_edit(library)
    yield from tables(library)
    yield from search(library)
    yield from mixed(library)
    yield from commands(library)
    yield measures.memory(library)


def _peers(library: Path) -> Iterator[Figure]:
    yield from measures.beside_datatable(library)
    yield measures.tag_edit(library)
    yield from search(library)
    yield from beside_peers(library)


def _alone() -> Iterator[Figure]:
    """What is measured with libraries of its own."""
    yield opening()
    yield from importing()


def _by_size(sizes: Sequence[int], tables: Sequence[Sequence[Figure]]) -> str:
    """One row an act, one column a size."""
    heads = ["act", *(f"{size:,} articles".replace(",", " ") for size in sizes)]
    rows = [[row[0].act, *map(str, row)] for row in zip(*tables, strict=True)]
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
