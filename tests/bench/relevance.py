"""How well `search --any` ranks: `python -m tests.bench.relevance FOLDER…`.

Each folder holds a test collection: `corpus.jsonl` with `{_id, title, text}`,
`queries.jsonl` with `{_id, text}`, and `qrels.tsv` with query, document and grade. Every
document becomes an article. SQLite's FTS5 with Porter stemming, asked for any of the words,
stands beside it.
"""

import argparse
import math
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from octavo.library.library import Library
from octavo.model.draft import Draft
from octavo.query.parser import question

DEPTH = 10

Ranker = Callable[[str], Sequence[str]]
"""The names of the best documents for a question, best first."""


class Text(Struct, rename={"name": "_id"}):
    """A line of a corpus or of its queries."""

    name: str
    text: str
    title: str = ""


class Collection:
    """A test collection."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self.documents = list(_lines(folder / "corpus.jsonl"))
        self.grades = _grades(folder / "qrels.tsv")
        queries = _lines(folder / "queries.jsonl")
        self.queries = [query for query in queries if query.name in self.grades]

    def measures(self, ranker: Ranker) -> tuple[float, float]:
        """The mean nDCG@10 and recall@1 of a ranker."""
        rankings = [(ranker(query.text), self.grades[query.name]) for query in self.queries]
        count = len(rankings)
        return (
            sum(_ndcg(best, grades) for best, grades in rankings) / count,
            sum(grades.get(next(iter(best), ""), 0) > 0 for best, grades in rankings) / count,
        )


def _lines(path: Path) -> Iterator[Text]:
    decode = msgspec.json.Decoder(Text).decode
    yield from map(decode, path.read_bytes().splitlines())


def _grades(path: Path) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for line in path.read_text().splitlines():
        query, *_, document, grade = line.split("\t")
        if grade.isdigit() and int(grade):
            grades.setdefault(query, {})[document] = int(grade)
    return grades


def _ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain, the grades taken as gains."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    return _gain([grades.get(name, 0) for name in ranking[:DEPTH]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def octavo(collection: Collection, folder: Path) -> Ranker:
    """A library of the documents, asked as `search --any` asks it."""
    library = Library.create(folder)
    drafts = [Draft(title=each.title, text=each.text) for each in collection.documents]
    names: dict[int, str] = {}
    for entry, document in zip(library.add(drafts), collection.documents, strict=True):
        if entry.id is not None:
            names.setdefault(entry.id, document.name)
    library.search.catch_up()
    return lambda text: [names[id] for id in library.search.nearest(question(text), DEPTH).ids]


def fts5(collection: Collection) -> Ranker:
    """The same documents in SQLite, asked for any of the words."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5(title, text, tokenize='porter unicode61')")
    rows = enumerate(collection.documents)
    base.executemany(
        "INSERT INTO t(rowid, title, text) VALUES (?, ?, ?)",
        ((row, each.title, each.text) for row, each in rows),
    )

    def ranked(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        found = base.execute(
            f"SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT {DEPTH}", (words,)
        )
        return [collection.documents[row].name for (row,) in found]

    return ranked


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table with a row for each collection."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.relevance")
    parser.add_argument("folders", nargs="+", type=Path)
    print("| collection | nDCG@10 | FTS5 | recall@1 | FTS5 |\n|---|---|---|---|---|")
    for folder in parser.parse_args(arguments).folders:
        collection = Collection(folder)
        with tempfile.TemporaryDirectory() as passing:
            ours = collection.measures(octavo(collection, Path(passing, "library")))
        theirs = collection.measures(fts5(collection))
        figures = (ours[0], theirs[0], ours[1], theirs[1])
        print(f"| {collection.name} |", " | ".join(f"{each:.4f}" for each in figures), "|")


if __name__ == "__main__":
    main()
