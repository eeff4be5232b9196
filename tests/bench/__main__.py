"""Measures octavo beside its peers: `python -m tests.bench [SIZE…] [--folder DIR]`.

Prints a table in Markdown. Libraries are generated once and kept in the folder.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import measures
from tests.bench.generate import fill
from tests.bench.measures import Figure

SIZES = (1_000, 10_000, 100_000)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--folder", type=Path, help="where to keep the libraries")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as passing:
        tables = [_measured(asked.folder or Path(passing), size) for size in asked.sizes]
    print(f"On {os.cpu_count()} cores.\n")
    print(_table(asked.sizes, tables))


def _measured(folder: Path, size: int) -> list[Figure]:
    library = folder / str(size)
    if not library.exists():
        fill(library, size)
    return list(_figures(library))


def _figures(library: Path) -> Iterator[Figure]:
    yield measures.launch(library)
    yield from measures.keys(library)
    yield measures.tag_edit(library)
    yield from measures.search(library)
    yield measures.memory(library)


def _table(sizes: Sequence[int], tables: Sequence[Sequence[Figure]]) -> str:
    """One row an act, one column a size; each cell has our figure, the peer's and the ratio."""
    heads = ["act", *(f"{size:,} articles".replace(",", " ") for size in sizes)]
    rows = [[figures[0].act, *map(_cell, figures)] for figures in zip(*tables, strict=True)]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(figure: Figure) -> str:
    ours = f"{figure.ours:,.3g}" if figure.ours < 1000 else f"{figure.ours:,.0f}"
    said = f"{ours} {figure.unit}"
    if figure.theirs is None or figure.ratio is None:
        return said
    theirs = f"{figure.theirs:,.3g}" if figure.theirs < 1000 else f"{figure.theirs:,.0f}"
    return f"{said} ({figure.peer}: {theirs}; ×{figure.ratio:.2g})"


if __name__ == "__main__":
    main()
